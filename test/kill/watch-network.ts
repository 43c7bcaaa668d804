import { subscribe } from 'node:diagnostics_channel';
import { z } from 'zod';
import { at } from './moments.ts';

// Node's own channels: http is what the Azure SDKs use, undici is what `fetch` uses, and that is only the Bot Connector.
const Asked = z.object({ request: z.object({ method: z.string(), path: z.string() }) });
const Served = z.object({ request: z.object({ method: z.literal('POST') }) });

let asking = 0;

/** True while an answer is waited for. */
export function isAsking(): boolean {
  return asking > 0;
}

/** Tells of every request to Azure and to Teams: right before it leaves, and when its answer is there. */
export function watchNetwork(): void {
  const tell = (channel: string, when: 'before' | 'after', name: (path: string) => string) =>
    subscribe(channel, (message) => {
      asking += when === 'before' ? 1 : -1;
      const { method, path } = Asked.parse(message).request;
      at(`${when} ${name(path).replace('?', method)}`);
    });
  tell('http.client.request.created', 'before', azureName);
  tell('http.client.response.finish', 'after', azureName);
  tell('undici:request:create', 'before', teamsName);
  tell('undici:request:headers', 'after', teamsName);
  for (const channel of ['http.client.request.error', 'undici:request:error'])
    subscribe(channel, () => {
      asking -= 1;
    });
  subscribe('http.server.response.finish', (message) => {
    if (Served.safeParse(message).success) at('after teams: the click is answered');
  });
}

/** `azure: ? dataConnectors` for a path below a provider; the question mark stands for the method. */
function azureName(path: string): string {
  const [bare = ''] = path.split('?');
  const type = /.*\/providers\/[^/]+\/([^/]+)/i.exec(bare)?.[1];
  return `azure: ? ${type ?? bare.split('/').find(Boolean) ?? ''}`;
}

function teamsName(path: string): string {
  return /\/members\b/.test(path) ? 'teams: ? member' : 'teams: ? activity';
}
