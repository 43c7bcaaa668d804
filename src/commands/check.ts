import { z } from 'zod';
import { checkCard } from '../cards/check-card.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Rights } from '../domain/grant.ts';
import type { Hub } from '../domain/hub.ts';
import type { Prerequisite } from '../domain/prerequisite.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { RightsNeeds } from './allowed-workspaces.ts';
import type { Command, Request } from './command.ts';
import { findHub, type HubsNeeds } from './find-hub.ts';
import { HubWord, readHubWord } from './hub-word.ts';
import { groupScope, prerequisitesOf, type SubjectRights, sentinelRequirements } from './prerequisites.ts';
import { primary } from './primary.ts';

/** Sentinel's own check of what connecting a subscription needs. */
export interface RequirementsNeeds {
  requirements(
    workspace: Workspace,
    subscriptionId: string,
    scope: CallScope,
  ): Promise<{ authorization: 'Valid' | 'Invalid' | 'Unknown'; license: 'Valid' | 'Invalid' | 'Unknown' }>;
}

/** What `check` needs. */
export interface CheckNeeds extends RequirementsNeeds {
  hubs: HubsNeeds;
  rights: RightsNeeds;
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
      const lists = await Promise.all(
        request.workspaces.map((workspace) => checkOne(hub, workspace, request, needs)),
      );
      const { name, objectId } = request.actor;
      return checkCard({
        hub,
        prerequisites: lists.flat(),
        notAsked: request.notAsked,
        askedBy: { name, objectId },
        connectorsUrl: needs.links.connectors(primary(request.workspaces)),
      });
    },
  };
}

async function checkOne(
  hub: Hub,
  workspace: Workspace,
  request: Request<unknown>,
  needs: CheckNeeds,
): Promise<Prerequisite[]> {
  const yours = (scopeId: string) => needs.rights.rightsOf(request.actor.objectId, scopeId, request);
  const bots = (scopeId: string) => needs.botRightsAt(scopeId, request);
  const [you, bot, answer] = await Promise.all([
    rightsAt(hub, workspace, yours),
    rightsAt(hub, workspace, bots),
    orUndefined(needs.requirements(workspace, hub.subscriptionId, request)),
  ]);
  return [
    ...prerequisitesOf('you', hub, workspace, you),
    ...prerequisitesOf('bot', hub, workspace, bot),
    ...sentinelRequirements(answer),
  ];
}

async function rightsAt(
  hub: Hub,
  { id }: Workspace,
  read: (scopeId: string) => Promise<Rights>,
): Promise<SubjectRights> {
  const [workspace, ofHub, resourceGroup] = await Promise.all(
    [id, hub.id, groupScope(hub)].map((scopeId) => orUndefined(read(scopeId))),
  );
  return { workspace, hub: ofHub, resourceGroup };
}

// A part that cannot be read is shown as "not known"; the Azure room has logged why.
function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.catch(() => undefined);
}
