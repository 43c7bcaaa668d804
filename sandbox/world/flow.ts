import type { WorldClock } from './clock.ts';
import type { LaggedStore } from './lagged-store.ts';
import type { HubRecord, SentinelRecord, SolutionRecord, WorkspaceRecord } from './records.ts';

/**
 * From which hubs alerts flow into which workspace: Defender is on for the hub and its subscription is
 * connected to the workspace.
 */
export interface Flow {
  /** Since when (milliseconds, −∞ from the start on); undefined when nothing flows. */
  since(workspaceId: string, hubId: string): number | undefined;
  /** Takes the present state of the world in; gives the ids of hubs that began to flow, in lower case. */
  refresh(): readonly string[];
}

interface FlowNeeds {
  clock: WorldClock;
  workspaces: ReadonlyMap<string, WorkspaceRecord>;
  hubs: LaggedStore<HubRecord>;
  solutions: LaggedStore<SolutionRecord>;
  connectors: LaggedStore<SentinelRecord>;
}

/** Makes the flow with the world's first state as having always been so. */
export function createFlow({ clock, workspaces, hubs, solutions, connectors }: FlowNeeds): Flow {
  let flowing = new Map<string, number>();
  const keyOf = (workspaceId: string, hubId: string) => `${workspaceId.toLowerCase()}|${hubId.toLowerCase()}`;

  const refresh = (moment: number): string[] => {
    const protectedHubs = new Set(
      solutions
        .all()
        .filter(({ status }) => status === 'Enabled')
        .flatMap(({ iotHubs }) => iotHubs.map((id) => id.toLowerCase())),
    );
    const next = new Map<string, number>();
    const begun: string[] = [];
    for (const workspace of workspaces.values()) {
      const connected = connectedSubscriptions(connectors.all(), workspace.id);
      for (const hub of hubs.all()) {
        const hubId = hub.id.toLowerCase();
        if (!protectedHubs.has(hubId) || !connected.has(hub.subscriptionId.toLowerCase())) continue;
        const key = keyOf(workspace.id, hubId);
        const before = flowing.get(key);
        if (before === undefined) begun.push(hubId);
        next.set(key, before ?? moment);
      }
    }
    flowing = next;
    return begun;
  };

  refresh(Number.NEGATIVE_INFINITY);
  return {
    since: (workspaceId, hubId) => flowing.get(keyOf(workspaceId, hubId)),
    refresh: () => refresh(clock.now().getTime()),
  };
}

/** Subscriptions with an enabled connector of kind IOT on a workspace, in lower case. */
export function connectedSubscriptions(
  connectors: readonly SentinelRecord[],
  workspaceId: string,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { kind, workspaceId: owner, properties } of connectors) {
    if (kind !== 'IOT' || owner.toLowerCase() !== workspaceId.toLowerCase()) continue;
    if (alertsState(properties) === 'Enabled') found.add(String(properties.subscriptionId).toLowerCase());
  }
  return found;
}

function alertsState({ dataTypes }: Readonly<Record<string, unknown>>): unknown {
  if (typeof dataTypes !== 'object' || dataTypes === null || !('alerts' in dataTypes)) return undefined;
  const { alerts } = dataTypes;
  return typeof alerts === 'object' && alerts !== null && 'state' in alerts ? alerts.state : undefined;
}
