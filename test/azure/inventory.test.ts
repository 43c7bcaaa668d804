import { describe, expect, it } from 'vitest';
import { type BareHub, type InventoryParts, makeInventory } from '../../src/azure/inventory.ts';

const sub = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
const noon = new Date('2026-11-23T12:00:00Z');

function bareHub(name: string, subscriptionId = sub): BareHub {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/${name}`,
    name,
    subscriptionId,
    resourceGroup: 'rg',
    location: 'westeurope',
    tier: 'Standard',
    state: 'Active',
    hostName: `${name}.azure-devices.net`,
  };
}

function inventory(parts: Partial<InventoryParts>) {
  return makeInventory({
    hubs: [bareHub('hub')],
    names: new Map(),
    solutions: { rows: [], unreadable: [] },
    connectors: [{ iot: [], defenderForCloud: [] }],
    data: [[]],
    gaps: [],
    readAt: noon,
    ...parts,
  });
}

function connector(subscriptionId: string, enabled = true) {
  return { iot: [{ id: 'c', name: 'c', etag: '', subscriptionId, enabled }], defenderForCloud: [] };
}

const hubKey = bareHub('hub').id.toLowerCase();

describe('the inventory', () => {
  it('sorts by subscription name, then by hub name with numbers in their order', () => {
    const hubs = [bareHub('line-10'), bareHub('line-2'), bareHub('zeta', other)];
    const names = new Map([
      [sub, 'Plant B'],
      [other, 'Plant A'],
    ]);
    const result = inventory({ hubs, names });
    expect(result.hubs.map(({ name }) => name)).toEqual(['zeta', 'line-2', 'line-10']);
    expect(result.subscriptions).toBe(2);
    expect(result.readAt).toBe(noon);
  });

  it('shows the id of a subscription whose name is not known', () => {
    expect(inventory({}).hubs[0]?.subscriptionName).toBe(sub);
    expect(inventory({ names: undefined }).hubs[0]?.subscriptionName).toBe(sub);
  });

  it.each([
    [
      'on when an enabled solution lists the hub in any case',
      [{ enabled: true, hubIds: [hubKey.toUpperCase()] }],
      'on',
    ],
    ['off when the solution is disabled', [{ enabled: false, hubIds: [hubKey] }], 'off'],
    [
      'on when one of two solutions is enabled',
      [
        { enabled: false, hubIds: [hubKey] },
        { enabled: true, hubIds: ['x', hubKey] },
      ],
      'on',
    ],
    ['off when no solution lists the hub', [{ enabled: true, hubIds: ['x'] }], 'off'],
    ['unknown when the solutions cannot be read', undefined, 'unknown'],
  ])('has Defender %s', (_, solutions, state) => {
    const found = solutions && { rows: solutions, unreadable: [] };
    expect(inventory({ solutions: found }).hubs[0]?.defender).toBe(state);
  });

  it.each([
    ['connected by the connector of its subscription', [connector(sub)], 'connected'],
    ['not connected by another subscription’s', [connector(other)], 'not connected'],
    ['not connected by one that is switched off', [connector(sub, false)], 'not connected'],
    ['connected when any workspace has it', [connector(other), connector(sub)], 'connected'],
    ['connected when one workspace has it and one is silent', [undefined, connector(sub)], 'connected'],
    ['unknown when one workspace has it not and one is silent', [undefined, connector(other)], 'unknown'],
  ])('has the hub %s', (_, connectors, state) => {
    expect(inventory({ connectors }).hubs[0]?.connection).toBe(state);
  });

  it.each([
    ['never when no workspace has an alert', [[]], { kind: 'never' }],
    ['unknown when a workspace is silent', [[], undefined], { kind: 'unknown' }],
    [
      'seen, with the newest time and the greater count of all workspaces',
      [
        [{ hubId: hubKey, lastAlertAt: new Date(1000), alerts: 7 }],
        [{ hubId: hubKey, lastAlertAt: new Date(2000), alerts: 3 }],
      ],
      { kind: 'seen', lastAlertAt: new Date(2000), alerts: 7 },
    ],
  ])('has data %s', (_, data, state) => {
    expect(inventory({ data }).hubs[0]?.data).toEqual(state);
  });

  it('joins 5,000 hubs of 800 subscriptions', () => {
    const hubs = Array.from({ length: 5000 }, (_, n) =>
      bareHub(`hub-${n}`, `11111111-1111-4111-8111-${String(n % 800).padStart(12, '0')}`),
    );
    const solutions = hubs.slice(0, 3000).map(({ id }) => ({ enabled: true, hubIds: [id.toLowerCase()] }));
    const data = [hubs.map(({ id }) => ({ hubId: id.toLowerCase(), lastAlertAt: noon, alerts: 1 }))];
    const result = inventory({ hubs, solutions: { rows: solutions, unreadable: [] }, data });
    expect(result.hubs).toHaveLength(5000);
    expect(result.subscriptions).toBe(800);
    expect(result.hubs.filter(({ defender }) => defender === 'on')).toHaveLength(3000);
  });
});
