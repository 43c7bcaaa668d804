import type { Connectors } from '../domain/connector.ts';
import type {
  ConnectionState,
  DataState,
  DefenderState,
  Hub,
  HubInventory,
  InventoryGap,
} from '../domain/hub.ts';
import type { HubData } from './hub-data.ts';

/** A hub as Azure lists it, before the rest of the picture is known. */
export type BareHub = Omit<Hub, 'subscriptionName' | 'defender' | 'connection' | 'data'>;

/** A Defender for IoT solution and the hubs it watches. */
export interface Solution {
  enabled: boolean;
  /** ARM ids, as Azure spells them. */
  hubIds: readonly string[];
}

/** Rows over all subscriptions, and where there may be more of them. */
export interface Found<T> {
  rows: readonly T[];
  /** Subscriptions (lower case) that the bot is not allowed to look into. */
  unreadable: readonly string[];
}

/** Everything that an inventory is made of. `undefined` = could not be read; in a list: of one workspace. */
export interface InventoryParts {
  hubs: readonly BareHub[];
  /** Display names by subscription id (lower case). */
  names: ReadonlyMap<string, string> | undefined;
  solutions: Found<Solution> | undefined;
  /** One per workspace. */
  connectors: readonly (Connectors | undefined)[];
  /** One per workspace. */
  data: readonly (readonly HubData[] | undefined)[];
  gaps: readonly InventoryGap[];
  readAt: Date;
}

// Collators are made once: 5,000 hubs take 60,000 comparisons.
const byWord = new Intl.Collator('en', { numeric: true });

/** Joins the parts. Pure; one pass over each. */
export function makeInventory(parts: InventoryParts): HubInventory {
  const defender = defenderOf(parts.solutions);
  const connection = connectionOf(parts.connectors);
  const data = dataOf(parts.data);
  const hubs = parts.hubs.map((hub): Hub => {
    const key = hub.id.toLowerCase();
    return {
      ...hub,
      subscriptionName: parts.names?.get(hub.subscriptionId) ?? hub.subscriptionId,
      defender: defender(key, hub.subscriptionId),
      connection: connection(hub.subscriptionId),
      data: data(key),
    };
  });
  hubs.sort(
    (a, b) =>
      byWord.compare(a.subscriptionName, b.subscriptionName) ||
      byWord.compare(a.name, b.name) ||
      (a.id < b.id ? -1 : 1),
  );
  return {
    hubs,
    subscriptions: new Set(hubs.map(({ subscriptionId }) => subscriptionId)).size,
    readAt: parts.readAt,
    gaps: parts.gaps,
  };
}

// A solution lists hubs of its own subscription, so "off" is only true where all solutions could be read.
function defenderOf(
  solutions: Found<Solution> | undefined,
): (hubKey: string, subscriptionId: string) => DefenderState {
  if (!solutions) return () => 'unknown';
  const watched = new Set(
    solutions.rows
      .filter(({ enabled }) => enabled)
      .flatMap(({ hubIds }) => hubIds.map((id) => id.toLowerCase())),
  );
  const unreadable = new Set(solutions.unreadable);
  return (key, subscriptionId) => {
    if (watched.has(key)) return 'on';
    return unreadable.has(subscriptionId) ? 'unknown' : 'off';
  };
}

// "Not connected" is only true when every workspace has been asked; one that has it is enough for "connected".
function connectionOf(connectors: InventoryParts['connectors']): (subscriptionId: string) => ConnectionState {
  const connected = new Set(
    connectors.flatMap((list) =>
      (list?.iot ?? []).filter(({ enabled }) => enabled).map(({ subscriptionId }) => subscriptionId),
    ),
  );
  const otherwise = connectors.includes(undefined) ? 'unknown' : 'not connected';
  return (subscriptionId) => (connected.has(subscriptionId) ? 'connected' : otherwise);
}

// The same holds for "never". An alert that two workspaces have counts in the one that has more.
function dataOf(lists: InventoryParts['data']): (hubKey: string) => DataState {
  const seen = new Map<string, HubData>();
  for (const entry of lists.flatMap((list) => list ?? [])) {
    const known = seen.get(entry.hubId);
    seen.set(entry.hubId, {
      hubId: entry.hubId,
      lastAlertAt: known && known.lastAlertAt > entry.lastAlertAt ? known.lastAlertAt : entry.lastAlertAt,
      alerts: Math.max(known?.alerts ?? 0, entry.alerts),
    });
  }
  const otherwise: DataState = { kind: lists.includes(undefined) ? 'unknown' : 'never' };
  return (key) => {
    const found = seen.get(key);
    return found ? { kind: 'seen', lastAlertAt: found.lastAlertAt, alerts: found.alerts } : otherwise;
  };
}
