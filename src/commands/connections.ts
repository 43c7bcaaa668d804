import { z } from 'zod';
import { rightsNeeded } from '../access/change-rights.ts';
import { type ConnectionsNeeds, planConnect, planDisconnect } from '../changes/plan-connections.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { Workspace } from '../domain/workspace.ts';
import { type ChangeNeeds, preview } from './change-request.ts';
import type { RequirementsNeeds } from './check.ts';
import type { Command } from './command.ts';
import { findTargets, mostTargets, readTargets } from './connection-targets.ts';
import type { HubsNeeds } from './find-hub.ts';
import { HubWord } from './hub-word.ts';
import { requireMayChange } from './may-change.ts';
import { oneWorkspace } from './one-workspace.ts';
import { orAzureError } from './or-azure-error.ts';
import { sentinelRequirements } from './prerequisites.ts';

/** What connecting and disconnecting need. */
export interface ConnectionCommandNeeds extends ChangeNeeds, ConnectionsNeeds, RequirementsNeeds {
  hubs: HubsNeeds;
}

const ConnectionArgs = z.strictObject({
  targets: z
    .array(HubWord)
    .min(1)
    .max(mostTargets * 5),
  workspace: z.string().trim().min(1).max(400).optional(),
});

type Connections = Command<z.output<typeof ConnectionArgs>>;

/** `connect <hub or subscription>`: sends the alerts of a subscription's hubs to Sentinel, after a preview. */
export function connect(needs: ConnectionCommandNeeds): Connections {
  return connectionCommand(needs, {
    name: 'connect',
    aliases: ['connect hub', 'connect hubs', 'connect subscription', 'connect the hub'],
    usage: 'connect <hub or subscription>',
    summary: "Connect a hub's whole subscription to Microsoft Sentinel, after a preview.",
    examples: ['connect plant-7', 'connect plant-7, plant-8', 'connect Plants Europe'],
    purpose: 'connect this subscription to Microsoft Sentinel',
    plan: async (targets, scope) => {
      const [plan, warnings] = await Promise.all([
        planConnect(targets, needs, scope),
        warningsAbout(targets, needs, scope),
      ]);
      return { ...plan, warnings };
    },
  });
}

/** `disconnect <hub or subscription>`: takes the connection away, after a preview; for several hubs a second person decides. */
export function disconnect(needs: ConnectionCommandNeeds): Connections {
  return connectionCommand(needs, {
    name: 'disconnect',
    aliases: ['disconnect hub', 'disconnect hubs', 'disconnect subscription', 'disconnect the hub'],
    usage: 'disconnect <hub or subscription>',
    summary: "Stop a hub's whole subscription from sending alerts to Sentinel, after a preview.",
    examples: ['disconnect plant-7'],
    purpose: 'disconnect this subscription from Microsoft Sentinel',
    plan: (targets, scope) => planDisconnect(targets, needs, scope),
  });
}

type About = Pick<Connections, 'name' | 'aliases' | 'usage' | 'summary' | 'examples'> & {
  purpose: string;
  plan(targets: ReturnType<typeof findTargets>, scope: CallScope): Promise<ChangePlan>;
};

function connectionCommand(needs: ConnectionCommandNeeds, { purpose, plan, ...words }: About): Connections {
  return {
    ...words,
    permission: 'hubs.read',
    changes: true,
    args: ConnectionArgs,
    read: readTargets,
    async run(request) {
      const { args, workspaces } = request;
      const workspace = oneWorkspace(args.workspace, workspaces, words.name, { targets: args.targets });
      const inventory = await needs.hubs.list([workspace], request);
      const targets = findTargets(args.targets, inventory, workspace, words.name);
      const planned = await plan(targets, request);
      await requireMayChange(request, purpose, rightsNeeded(planned), needs);
      return preview(planned, request, needs);
    },
  };
}

/** What Sentinel's own check finds missing, each subscription once. A check that fails is no reason not to go on. */
async function warningsAbout(
  targets: readonly { workspace: Workspace; subscriptionId: string; subscriptionName: string }[],
  { requirements }: RequirementsNeeds,
  scope: CallScope,
): Promise<string[]> {
  const all = await Promise.all(
    targets.map(async ({ workspace, subscriptionId, subscriptionName }) => {
      const answer = await orAzureError(requirements(workspace, subscriptionId, scope));
      return sentinelRequirements(answer, workspace, false)
        .filter(({ result }) => result === 'fail')
        .map(({ detail }) => (targets.length > 1 ? `${subscriptionName}: ${detail}` : detail));
    }),
  );
  return all.flat();
}
