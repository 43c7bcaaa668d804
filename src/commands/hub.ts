import { z } from 'zod';
import { explain } from '../azure/explain.ts';
import { type HubAlerts, hubCard } from '../cards/hub-card.ts';
import { denialText } from '../cards/missing-words.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Hub } from '../domain/hub.ts';
import type { HubDetail } from '../domain/hub-detail.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { AlertsNeeds } from './alerts.ts';
import { allowedWorkspaces, type RightsNeeds } from './allowed-workspaces.ts';
import type { Command, Request } from './command.ts';
import { findHub, type HubsNeeds } from './find-hub.ts';
import { HubWord, readHubWord } from './hub-word.ts';
import { orAzureError } from './or-azure-error.ts';
import { primary } from './primary.ts';

/** What `hub` needs. */
export interface HubNeeds {
  hubs: HubsNeeds;
  hubDetail(hub: Hub, scope: CallScope): Promise<HubDetail>;
  alerts: Pick<AlertsNeeds, 'latest'>;
  rights: RightsNeeds;
  links: { hub(hubId: string): string; connectors(workspace: Workspace): string };
  clock: Clock;
}

const HubArgs = z.strictObject({ hub: HubWord });
const days = 7;

/** `hub <name>`: one hub, what its states mean, its newest alerts and what to do next. */
export function hub(needs: HubNeeds): Command<z.output<typeof HubArgs>> {
  return {
    name: 'hub',
    aliases: ['show hub', 'hub details', 'describe hub', 'iot hub', 'show iot hub'],
    usage: 'hub <name>',
    summary: 'Show one IoT hub: its states, what they mean, and its newest alerts.',
    examples: ['hub plant-7'],
    permission: 'hubs.read',
    args: HubArgs,
    read: readHubWord,
    async run(request) {
      const inventory = await needs.hubs.list(request.workspaces, request);
      const found = findHub(inventory, request.args.hub, 'hub');
      const [detail, newest] = await Promise.all([
        orAzureError(needs.hubDetail(found, request)),
        orAzureError(alertsOf(found, request, needs)),
      ]);
      return hubCard({
        hub: found,
        detail: detail instanceof AzureError ? undefined : detail,
        alerts: newest instanceof AzureError ? { kind: 'not read', why: explain(newest) } : newest,
        gaps: inventory.gaps,
        notAsked: request.notAsked,
        notes:
          detail instanceof AzureError ? [`Size and Defender solution of this hub (${explain(detail)})`] : [],
        links: {
          hub: needs.links.hub(found.id),
          connectors: needs.links.connectors(primary(request.workspaces)),
        },
        readAt: inventory.readAt,
        now: needs.clock.now(),
      });
    },
  };
}

// Alerts need a right of their own.
async function alertsOf(
  found: Hub,
  request: Request<unknown>,
  { alerts, rights }: HubNeeds,
): Promise<HubAlerts> {
  const { objectId } = request.actor;
  const { allowed, missing, notAsked } = await allowedWorkspaces(
    'alerts.read',
    objectId,
    request.workspaces,
    rights,
    request,
  );
  if (allowed.length === 0) {
    const deniedBy = missing.find((one) => one.deniedBy !== undefined)?.deniedBy;
    const roles =
      'Your own Azure roles do not let you see alerts. Type alerts to learn which right is missing.';
    return { kind: 'not read', why: deniedBy === undefined ? roles : denialText(deniedBy) };
  }
  const question = { workspaces: allowed, hubId: found.id, hours: days * 24, limit: 3, offset: 0 };
  const page = await alerts.latest(question, request);
  return { kind: 'read', alerts: page.alerts, days, notAsked };
}
