import { z } from 'zod';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { Clients } from './clients.ts';
import type { ConnectorReader } from './connector.ts';
import { toAzureError } from './errors.ts';
import { explain } from './explain.ts';
import type { Graph } from './graph.ts';
import { graphProbeQuery } from './graph-query.ts';
import type { Logs } from './logs.ts';

/** Whether a service answers the bot. */
export interface ProbeResult {
  /** The service's name; with the workspace's when there are several. */
  service: string;
  ok: boolean;
  milliseconds: number;
  /** What was found, or what is wrong; safe to show. */
  detail: string;
}

/** What the probe asks through. */
export interface ProbeNeeds {
  clients: Pick<Clients, 'signIn' | 'subscriptions'>;
  graph: Graph;
  connectors: ConnectorReader;
  logs: Logs;
  botRights(scopeId: string, scope: CallScope): Promise<unknown>;
  clock: Clock;
}

/** The smallest question to Log Analytics: does it answer us for this workspace? */
export const logsProbeQuery = 'print Answer = 1';

/** Asks each service one small, uncached question, all at once. Never throws. */
export function createProbe(workspaces: readonly Workspace[], needs: ProbeNeeds) {
  const { clients, graph, connectors, logs, botRights, clock } = needs;

  async function ask(service: string, question: () => Promise<string>): Promise<ProbeResult> {
    const started = clock.now().getTime();
    const result = (ok: boolean, detail: string): ProbeResult => ({
      service,
      ok,
      milliseconds: clock.now().getTime() - started,
      detail,
    });
    try {
      return result(true, await question());
    } catch (error) {
      return result(
        false,
        explain(error instanceof AzureError ? error : toAzureError('Azure Resource Manager', error)),
      );
    }
  }

  return (scope: CallScope): Promise<ProbeResult[]> => {
    const labelled = (service: string, { name }: Workspace) =>
      workspaces.length > 1 ? `${service} (${name})` : service;
    return Promise.all([
      ask('Microsoft Entra ID', async () => {
        await clients.signIn(scope);
        return 'The bot’s identity can sign in.';
      }),
      ask('Azure Resource Manager', () =>
        clients.subscriptions(scope, async (client) => {
          const first = await client.subscriptions.list()[Symbol.asyncIterator]().next();
          return first.done ? 'Answers, but shows the bot no subscription.' : 'Answers.';
        }),
      ),
      ask('Azure Resource Graph', async () => {
        const rows = await graph.rows(graphProbeQuery, z.object({ id: z.string() }), scope);
        return rows.length === 0 ? 'Answers, but shows the bot no subscription.' : 'Answers.';
      }),
      ...workspaces.flatMap((workspace) => [
        ask(labelled('Microsoft Sentinel', workspace), async () => {
          const { iot } = await connectors.list(workspace, scope);
          return `Answers: ${iot.length} ${iot.length === 1 ? 'subscription has' : 'subscriptions have'} a connector.`;
        }),
        ask(labelled('Log Analytics', workspace), async () => {
          await logs.rows(workspace, logsProbeQuery, 1, z.object({ Answer: z.number() }), scope);
          return 'Answers.';
        }),
        ask(labelled('Azure role assignments', workspace), async () => {
          await botRights(workspace.id, scope);
          return 'Answers.';
        }),
      ]),
    ]);
  };
}
