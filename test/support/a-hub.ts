import type { Hub, HubInventory } from '../../src/domain/hub.ts';

/** Subscription of the hubs that builders make. */
export const aSubscriptionId = '11111111-1111-4111-8111-111111111111';

/** A hub that is watched, connected and has spoken; override what matters. */
export function aHub(over: Partial<Hub> = {}): Hub {
  const name = over.name ?? 'plant-7';
  const subscriptionId = over.subscriptionId ?? aSubscriptionId;
  const resourceGroup = over.resourceGroup ?? 'rg-plants';
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Devices/IotHubs/${name}`,
    name,
    subscriptionId,
    subscriptionName: 'Plants Europe',
    resourceGroup,
    location: 'westeurope',
    tier: 'Standard',
    state: 'Active',
    hostName: `${name}.azure-devices.net`,
    defender: 'on',
    connection: 'connected',
    data: { kind: 'seen', lastAlertAt: new Date('2026-11-23T11:48:00.123Z'), alerts: 42 },
    ...over,
  };
}

/** An inventory of these hubs, read at noon. */
export function anInventory(hubs: readonly Hub[], over: Partial<HubInventory> = {}): HubInventory {
  return {
    hubs,
    subscriptions: new Set(hubs.map(({ subscriptionId }) => subscriptionId)).size,
    readAt: new Date('2026-11-23T12:00:00Z'),
    gaps: [],
    ...over,
  };
}
