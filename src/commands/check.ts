import { z } from 'zod';
import { checkCard } from '../cards/check-card.ts';
import type { RightsNowNeeds } from '../changes/missing-rights.ts';
import { subscriptionScope } from '../domain/arm-id.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Rights } from '../domain/grant.ts';
import type { Hub } from '../domain/hub.ts';
import type { Prerequisite } from '../domain/prerequisite.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Command, Request } from './command.ts';
import { findHub, type HubsNeeds } from './find-hub.ts';
import { HubWord, readHubWord } from './hub-word.ts';
import { orAzureError } from './or-azure-error.ts';
import {
  aroundHub,
  groupScope,
  onWorkspace,
  type Requirements,
  sentinelRequirements,
} from './prerequisites.ts';
import { primary } from './primary.ts';

/** Sentinel's own check of what connecting a subscription needs. */
export interface RequirementsNeeds {
  requirements(workspace: Workspace, subscriptionId: string, scope: CallScope): Promise<Requirements>;
}

/** What `check` needs. */
export interface CheckNeeds extends RequirementsNeeds {
  hubs: HubsNeeds;
  /** Past everything that is kept: who checks has often just been given a role, or lost one. */
  rights: RightsNowNeeds;
  /** What Azure allows the bot's own identity at a scope. */
  botRightsAt(scopeId: string, scope: CallScope): Promise<Rights>;
  links: { connectors(workspace: Workspace): string };
}

const CheckArgs = z.strictObject({ hub: HubWord });

/** `check <hub>`: every prerequisite for connecting a hub, for the person asking and for the bot. */
export function check(needs: CheckNeeds): Command<z.output<typeof CheckArgs>> {
  return {
    name: 'check',
    aliases: ['check hub', 'check prerequisites', 'prerequisites', 'can i connect'],
    usage: 'check <hub>',
    summary: 'Check what is needed to connect a hub to Sentinel, for you and for the bot.',
    examples: ['check plant-7'],
    permission: 'hubs.read',
    args: CheckArgs,
    read: readHubWord,
    async run(request) {
      const hub = findHub(await needs.hubs.list(request.workspaces, request), request.args.hub, 'check');
      const { name, objectId } = request.actor;
      return checkCard({
        hub,
        prerequisites: await checkAll(hub, request, needs),
        notAsked: request.notAsked,
        askedBy: { name, objectId },
        connectorsUrl: needs.links.connectors(primary(request.workspaces)),
      });
    },
  };
}

// What is about the hub is asked and shown once, however many workspaces there are.
async function checkAll(
  hub: Hub,
  { workspaces, actor, ...scope }: Request<unknown>,
  needs: CheckNeeds,
): Promise<Prerequisite[]> {
  const yours = (scopeId: string) => orAzureError(needs.rights.rightsNow(actor.objectId, scopeId, scope));
  const bots = (scopeId: string) => orAzureError(needs.botRightsAt(scopeId, scope));
  const several = workspaces.length > 1;
  const [yourHub, yourGroup, yourSubscription, botHub, botGroup, perWorkspace] = await Promise.all([
    yours(hub.id),
    yours(groupScope(hub)),
    yours(subscriptionScope(hub.subscriptionId)),
    bots(hub.id),
    bots(groupScope(hub)),
    Promise.all(
      workspaces.map(async (workspace) => {
        const [you, bot, answer] = await Promise.all([
          yours(workspace.id),
          bots(workspace.id),
          orAzureError(needs.requirements(workspace, hub.subscriptionId, scope)),
        ]);
        return [
          ...onWorkspace('you', workspace, you, several),
          ...onWorkspace('bot', workspace, bot, several),
          ...sentinelRequirements(answer, workspace, several),
        ];
      }),
    ),
  ]);
  return [
    ...perWorkspace.flat(),
    ...aroundHub('you', hub, { hub: yourHub, resourceGroup: yourGroup, subscription: yourSubscription }),
    ...aroundHub('bot', hub, { hub: botHub, resourceGroup: botGroup }),
  ];
}
