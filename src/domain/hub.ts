/** Is Defender for IoT on for this hub: an enabled `iotSecuritySolutions` lists it. */
export type DefenderState = 'on' | 'off' | 'unknown';

/** Does Sentinel receive this hub's alerts: its subscription has an enabled connector of kind IOT. */
export type ConnectionState = 'connected' | 'not connected' | 'unknown';

/** Has the workspace ever shown data of this hub. `never` is normal for a quiet hub. */
export type DataState =
  | { kind: 'never' }
  | { kind: 'seen'; lastAlertAt: Date; alerts: number }
  | { kind: 'unknown' };

/** An Azure IoT hub as Hubwatch sees it. */
export interface Hub {
  /** ARM id, spelled as Azure spelled it. Compare with `sameArmId`. */
  id: string;
  name: string;
  subscriptionId: string;
  /** Display name of the subscription; its id when the name may not be read. */
  subscriptionName: string;
  resourceGroup: string;
  location: string;
  /** Pricing tier; empty when Azure does not tell. See `hasStandardTier`. */
  tier: string;
  /** `Active`, `Activating`, …: the hub's own state; empty when Azure does not tell. */
  state: string;
  hostName: string;
  defender: DefenderState;
  connection: ConnectionState;
  data: DataState;
}

/**
 * True when Defender for IoT works on a hub of this tier: it needs the paid standard tier (Microsoft Learn, “Enable
 * Microsoft Defender for IoT on your Azure IoT Hub”).
 */
export function hasStandardTier({ tier }: Pick<Hub, 'tier'>): boolean {
  return tier === 'Standard';
}

/** True when the tier is known and Defender for IoT does not work on it. An empty one is not known. */
export function hasOtherTier(hub: Pick<Hub, 'tier'>): boolean {
  return hub.tier !== '' && !hasStandardTier(hub);
}

/** True when the tier is the free one, which no hub leaves: see `freeTierCure`. */
export function hasFreeTier({ tier }: Pick<Hub, 'tier'>): boolean {
  return tier === 'Free';
}

/** What to do about a hub of the free tier (Microsoft Learn, “How to upgrade your IoT hub”). */
export const freeTierCure =
  'Azure cannot move a hub from the Free tier to a paid one: it takes a new hub of the Standard tier.';

/** Parts of the picture that can fail on their own. */
export type InventoryPart =
  | 'hubs' // of some subscriptions; without any hubs there is no inventory
  | 'Defender state'
  | 'connection state'
  | 'data state'
  | 'subscription names';

/** A part of the inventory that could not be read, with words for people. */
export interface InventoryGap {
  part: InventoryPart;
  /** What is known about the cause, safe to show. */
  why: string;
}

/** All hubs that the bot can see, at one moment. */
export interface HubInventory {
  /** Sorted by subscription name, then hub name. Complete, never cut, unless there is a gap of part `hubs`. */
  hubs: readonly Hub[];
  /** How many subscriptions the hubs are spread over. */
  subscriptions: number;
  readAt: Date;
  /** What could not be read; the affected states are `unknown`. */
  gaps: readonly InventoryGap[];
}
