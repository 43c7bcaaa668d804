import { describe, expect, it } from 'vitest';
import { createAlertOrders } from '../../../sandbox/control/alert-orders.ts';
import { buildWorld } from '../../../sandbox/world/build-world.ts';
import { createWorldClock } from '../../../sandbox/world/clock.ts';
import { createLaggedStore } from '../../../sandbox/world/lagged-store.ts';
import { largeStory } from '../../../sandbox/world/large-world.ts';
import { people } from '../../../sandbox/world/people.ts';
import { loadStory } from '../../../sandbox/world/story.ts';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the plant story', () => {
  const story = loadStory('plant');
  const world = buildWorld(story, 1);

  it('has a dozen hubs in four subscriptions, each with its own trouble or none', () => {
    expect(story.hubs).toHaveLength(12);
    expect(new Set(story.hubs.map(({ subscription }) => subscription)).size).toBe(4);
    expect(story.hubs.filter(({ sku }) => sku === 'F1')).toHaveLength(1);
    expect(story.hubs.filter(({ state }) => state !== 'Active')).toHaveLength(1);
    expect(story.solutions.filter(({ status }) => status === 'Disabled')).toHaveLength(1);
    const on = story.solutions.filter(({ status }) => status === 'Enabled').flatMap(({ hubs }) => hubs);
    expect(story.hubs.map(({ name }) => name).filter((name) => !on.includes(name))).toEqual([
      'ctso-rtm-lab',
      'ctso-mty-paintshop',
      'ctso-fld-windfarm',
    ]);
  });

  it('has somebody who connects, somebody who only reads, and a guest', () => {
    const may = (key: string, action: string, scope: string) =>
      world.access.allows(people.find((one) => one.key === key)?.objectId ?? '', action, scope);
    const [workspace] = [...world.workspaces.values()];
    const windfarm = world.hubs.all().find(({ name }) => name === 'ctso-fld-windfarm');
    const connect = 'Microsoft.SecurityInsights/dataConnectors/write';
    const enable = 'Microsoft.Security/iotSecuritySolutions/write';
    for (const [key, able] of [
      ['operator', true],
      ['guest', true],
      ['reader', false],
    ] as const) {
      expect([key, may(key, connect, workspace?.id ?? '')]).toEqual([key, able]);
      expect([key, may(key, enable, windfarm?.id ?? '')]).toEqual([key, able]);
      expect(may(key, 'Microsoft.Devices/IotHubs/read', windfarm?.id ?? '')).toBe(true);
    }
    expect(people.filter(({ guest }) => guest).map(({ key }) => key)).toEqual(['guest']);
  });

  it('gives everyone a true GUID of their own', () => {
    const ids = [...people.map(({ objectId }) => objectId), ...story.subscriptions.map(({ id }) => id)];
    for (const id of ids) expect(id).toMatch(guid);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lets alerts flow from the hubs that are protected and connected alone', () => {
    const [workspace = ''] = [...world.workspaces.keys()];
    const flowing = world.hubs.all().filter(({ id }) => world.flowsSince(workspace, id) !== undefined);
    expect(flowing.map(({ name }) => name).sort()).toEqual([
      'ctso-mty-assembly',
      'ctso-mty-warehouse',
      'ctso-pen-testlab',
      'ctso-pen-utilities',
      'ctso-pen-waferfab',
      'ctso-rtm-packaging',
      'ctso-rtm-refinery',
      'ctso-rtm-tankfarm',
    ]);
  });

  it('is refused when it contradicts itself', () => {
    const [hub] = story.hubs;
    if (!hub) throw new Error('No hub.');
    const wrong = { ...story, hubs: [{ ...hub, subscription: 'nowhere' }] };
    expect(() => buildWorld(wrong, 1)).toThrow("The story knows no subscription 'nowhere'.");
    expect(() => loadStory('../plant')).toThrow(RangeError);
  });
});

describe('a large tenant', () => {
  it('has 5,000 hubs in 800 subscriptions, 3,000 of them protected', () => {
    const story = largeStory();
    const world = buildWorld(story, 1);
    expect(world.hubs.all()).toHaveLength(5_000);
    expect(world.subscriptions.size).toBe(801);
    expect(story.solutions.flatMap(({ hubs }) => hubs)).toHaveLength(3_000);
    expect(story.solutions.some(({ hubs }) => hubs.length > 1)).toBe(true);
  });
});

describe('a storm', () => {
  it('of 10,000 alerts is there at once, an equal share from each hub that is protected and connected', () => {
    const world = buildWorld(largeStory(), 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    const before = world.alerts.rows(workspace).length;
    const ids = createAlertOrders(world).storm({ count: 10_000 });
    expect(new Set(ids).size).toBe(10_000);
    const rows = world.alerts.rows(workspace);
    expect(rows).toHaveLength(before + 10_000);
    const hubs = rows.slice(before).map(({ ResourceId }) => String(ResourceId).toLowerCase());
    const shares = [...Map.groupBy(hubs, (hub) => hub).values()].map(({ length }) => length);
    const flowing = world.hubs.all().filter(({ id }) => world.flowsSince(workspace, id) !== undefined);
    expect(flowing.length).toBeGreaterThan(1_500);
    expect(shares).toHaveLength(flowing.length);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });
});

describe('the clock', () => {
  it('moves forward only and shortens delays by its speed', () => {
    const clock = createWorldClock(60);
    expect(clock.delay(900_000)).toBe(15_000);
    expect(() => clock.move(-1)).toThrow(RangeError);
  });

  it('lets a reader who lags see the past', () => {
    const clock = createWorldClock(1);
    const store = createLaggedStore<string>(clock);
    store.seed('A', 'old');
    store.put('a', 'new');
    expect([store.get('A'), store.seen('a', 10_000)]).toEqual(['new', 'old']);
    clock.move(10_000);
    store.remove('a');
    expect([store.get('a'), store.seen('A', 10_000), store.allSeen(0)]).toEqual([undefined, 'new', []]);
  });

  it('keeps the past bounded however often something is written', () => {
    const clock = createWorldClock(1);
    const store = createLaggedStore<number>(clock);
    for (let hour = 0; hour < 100; hour += 1) {
      store.put('a', hour);
      clock.move(3_600_000);
    }
    expect(store.seen('a', 50 * 3_600_000)).toBeUndefined();
    expect(store.seen('a', 3_600_000)).toBe(99);
  });
});
