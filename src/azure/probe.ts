import { z } from 'zod';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import { readAssignments, readRole } from './assignments.ts';
import type { Clients } from './clients.ts';
import type { ConnectorReader } from './connector.ts';
import { toAzureError } from './errors.ts';
import { explain } from './explain.ts';
import type { Graph } from './graph.ts';
import { graphProbeQuery } from './graph-query.ts';
import type { Logs } from './logs.ts';

/** Whether a service answers the bot. */
export interface ProbeResult {
  /** The service's name; with the workspace's number in the settings when there are several. */
  service: string;
  ok: boolean;
  milliseconds: number;
  /** That it answers, or what is wrong: nothing of what it holds, because no right is asked for. */
  detail: string;
}

/** What the probe asks through. */
export interface ProbeNeeds {
  clients: Pick<Clients, 'signIn' | 'subscriptions' | 'authorization'>;
  graph: Graph;
  connectors: ConnectorReader;
  logs: Logs;
  botRights(scopeId: string, scope: CallScope): Promise<unknown>;
  clock: Clock;
}

/** The smallest question to Log Analytics: does it answer us for this workspace? */
export const logsProbeQuery = 'print Answer = 1';

/** A principal that nobody is: whether its rights may be read is all that counts. */
const nobody = 'c0d4a2f6-7a51-4c1e-9f0b-6d1f1f3c9e27';
/** Reader, which has this id in every tenant (learn.microsoft.com, "Azure built-in roles"). */
const readerRole = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

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

  /** What every command needs before it runs: to read what people may do. */
  async function rights({ id }: Workspace, scope: CallScope): Promise<void> {
    await Promise.all([
      botRights(id, scope),
      readRole(clients, readerRole, id, scope),
      readAssignments(clients, nobody, id, scope).catch((error: unknown) => {
        // Azure may answer that it knows no such principal: it has answered, and did not say "forbidden".
        const kind = error instanceof AzureError ? error.kind : undefined;
        if (kind !== 'not found' && kind !== 'refused') throw error;
      }),
    ]);
  }

  return (scope: CallScope): Promise<ProbeResult[]> => {
    const labelled = (service: string, index: number) =>
      workspaces.length > 1 ? `${service} (workspace ${index + 1})` : service;
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
      ...workspaces.flatMap((workspace, index) => [
        ask(labelled('Microsoft Sentinel', index), async () => {
          await connectors.list(workspace, scope);
          return 'Answers.';
        }),
        ask(labelled('Log Analytics', index), async () => {
          await logs.rows(workspace, logsProbeQuery, 1, z.object({ Answer: z.number() }), scope);
          return 'Answers.';
        }),
        ask(labelled('Azure role assignments', index), async () => {
          await rights(workspace, scope);
          return 'Answers.';
        }),
      ]),
    ]);
  };
}
