/** The parts of an ARM resource id that Hubwatch uses. */
export interface ArmId {
  subscriptionId: string;
  resourceGroup: string;
  /** For example `Microsoft.Devices/IotHubs`; empty for a resource group. */
  type: string;
  name: string;
}

const pattern =
  /^\/subscriptions\/(?<sub>[0-9a-f-]{36})\/resourcegroups\/(?<rg>[^/]+)(?:\/providers\/(?<type>[^/]+\/[^/]+)\/(?<name>[^/]+))?$/i;

/** Takes an ARM id of a top-level resource or a resource group apart; undefined when it is neither. */
export function parseArmId(id: string): ArmId | undefined {
  const groups = pattern.exec(id)?.groups;
  if (!groups?.sub || !groups.rg) return undefined;
  return {
    subscriptionId: groups.sub.toLowerCase(),
    resourceGroup: groups.rg,
    type: groups.type ?? '',
    name: groups.name ?? groups.rg,
  };
}

/** ARM ids compare without regard to case: services answer with other spellings than were sent. */
export function sameArmId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The subscription (lower case) of a subscription, resource group or resource; undefined for anything else. */
export function subscriptionIdOf(scopeId: string): string | undefined {
  const alone = /^\/subscriptions\/([0-9a-f-]{36})$/i.exec(scopeId)?.[1];
  return alone?.toLowerCase() ?? parseArmId(scopeId)?.subscriptionId;
}

/** ARM id of a subscription. */
export function subscriptionScope(subscriptionId: string): string {
  return `/subscriptions/${subscriptionId}`;
}

/** ARM id of a resource group. */
export function resourceGroupId(subscriptionId: string, resourceGroup: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
}
