import { createAccess } from '../rbac/access.ts';
import { createAlertFeed } from './alert-feed.ts';
import type { AlertSource } from './alert-source.ts';
import { createSource } from './alert-source.ts';
import { createWorldClock } from './clock.ts';
import { createFlow } from './flow.ts';
import { createIncidentLog } from './incident-log.ts';
import { createLaggedStore } from './lagged-store.ts';
import type { HubRecord, SentinelRecord, SolutionRecord } from './records.ts';
import type { Story } from './story.ts';
import { grantStoryRoles } from './story-access.ts';
import { placesOf } from './story-places.ts';
import { connectorsOf, hubRecord, rulesOf, solutionRecord, workspaceRecord } from './story-resources.ts';
import type { World } from './world.ts';

/** Makes the tenant that a story tells of, at the present moment. Throws when the story contradicts itself. */
export function buildWorld(story: Story, speed: number): World {
  const clock = createWorldClock(speed);
  const places = placesOf(story);
  const workspaces = new Map(
    story.workspaces.map((told) => workspaceRecord(told, places)).map((one) => [one.id.toLowerCase(), one]),
  );
  const hubs = createLaggedStore<HubRecord>(clock);
  const solutions = createLaggedStore<SolutionRecord>(clock);
  const connectors = createLaggedStore<SentinelRecord>(clock);
  const rules = createLaggedStore<SentinelRecord>(clock);
  for (const hub of story.hubs.map((told) => hubRecord(story, told, places))) hubs.seed(hub.id, hub);
  for (const told of story.solutions) {
    const solution = solutionRecord(story, told, places);
    solutions.seed(solution.id, solution);
  }
  for (const told of story.workspaces) {
    for (const connector of connectorsOf(story, told, places)) connectors.seed(connector.id, connector);
    for (const rule of rulesOf(story, told, places)) rules.seed(rule.id, rule);
  }

  const access = createAccess();
  grantStoryRoles(access, story, places);

  const flow = createFlow({ clock, workspaces, hubs, solutions, connectors });
  const incidents = createIncidentLog(rules);
  const foreign = (workspaceId: string) =>
    connectors
      .all()
      .some(
        (one) =>
          one.kind === 'AzureSecurityCenter' && one.workspaceId.toLowerCase() === workspaceId.toLowerCase(),
      )
      ? Number.NEGATIVE_INFINITY
      : undefined;
  const alerts = createAlertFeed({
    clock,
    workspaces,
    since: (workspaceId: string, source: AlertSource) =>
      source.foreign ? foreign(workspaceId) : flow.since(workspaceId, source.id),
    onNewAlert: incidents.onNewAlert,
  });
  const historyStart = new Date(clock.now().getTime() - story.historyDays * 86_400_000);
  for (const hub of hubs.all()) alerts.addSource(createSource(story.seed, hub, historyStart));
  for (const workspace of workspaces.values()) {
    const name = `vm-jump-${workspace.name}`;
    const id = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;
    alerts.addSource(
      createSource(story.seed, { id, name, devices: [], alertsPerDay: 2, foreign: true }, historyStart),
    );
  }

  const { objectId, clientId, name } = story.bot;
  const change = <T>(work: () => T): T => {
    alerts.catchUp();
    const result = work();
    for (const hubId of flow.refresh()) alerts.begin(hubId);
    return result;
  };
  return {
    tenant: story.tenant,
    bot: { objectId, clientId, name },
    clock,
    settings: {
      ...{ pageSize: 100, staleEtagStatus: 409, logsRowLimit: 500_000 },
      ...{ throttling: true, defenderPortal: false },
    },
    subscriptions: places.subscriptions,
    resourceGroups: new Map(places.resourceGroups),
    workspaces,
    hubs,
    solutions,
    connectors,
    rules,
    incidents: incidents.all,
    access,
    alerts,
    flowsSince: flow.since,
    addHub(hub) {
      alerts.addSource(createSource(story.seed, hub, clock.now()));
      change(() => hubs.put(hub.id, hub));
    },
    change,
  };
}
