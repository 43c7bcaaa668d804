import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCall, anActor } from '../support/a-call.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';
import {
  alertsCameIn,
  aSubscriptionWorld,
  channel,
  chat,
  emptied,
  otherChannel,
  type SubscriptionWorld,
} from './subscription-world.ts';

let storage: TestStorage;
let world: SubscriptionWorld;
const hubs = Array.from({ length: 20 }, (_, n) => aHub({ name: `plant-${n + 1}` }));
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await emptied(storage);
  world = aSubscriptionWorld(storage, { hubs: { list: async () => anInventory(hubs) } });
});

describe('subscriptions', () => {
  it('says that nothing is posted, and how to change that', async () => {
    const answer = await world.sayIn(chat, 'subscriptions');
    expect(shown(answer)).toMatch(/No new alerts are posted in this chat\..*subscribe high/s);
    expect(buttonsOf(answer).map(({ command }) => command)).toEqual(['subscribe', 'subscriptions']);
  });

  it('lists those of this conversation with who made each and when', async () => {
    await world.sayIn(otherChannel, 'subscribe', 'plant-9');
    await world.sayIn(channel, 'subscribe', 'high', 'medium');
    world.clock.advance(3_600_000);
    await world.runner.run(
      aCall({
        command: 'subscribe',
        conversation: { ...channel, threadId: '99' },
        actor: anActor({ name: 'Arjun <at>Mehta</at>' }),
        args: { hubs: ['plant-1', 'plant-2', 'plant-3', 'plant-4', 'plant-5'] },
      }),
    );
    const text = shown(await world.sayIn(channel, 'subscriptions'));
    expect(text).toMatch(/2 subscriptions in this channel\./);
    expect(text).toMatch(/1\. High and Medium alerts\nBy Ada Operator\nSince .*2026-11-23T12:00:00Z/);
    expect(text).toMatch(/2\. All alerts of plant-1, plant-2, plant-3 and 2 more\nBy Arjun ‹at>/);
    expect(text).toMatch(/Since .*2026-11-23T13:00:00Z/);
    expect(text).not.toContain('plant-9');
  });

  it('lists the mutes in force with their end and what each has kept back', async () => {
    await world.sayIn(channel, 'subscribe');
    await world.sayIn(channel, 'mute', 'plant-7', '2h');
    await world.sayIn(channel, 'mute', 'plant-8', '30m');
    await world.sayIn(otherChannel, 'mute', 'plant-9', '2h');
    await alertsCameIn(storage, world.clock.now(), { id: '1' }, { id: '2' });
    const answer = await world.sayIn(channel, 'subscriptions');
    expect(shown(answer)).toMatch(
      /Muted\nHub plant-8\nNothing kept back so far\.\nBy Ada Operator\nUntil .*12:30:00Z.*\nHub plant-7\n2 alerts kept back\.\nBy Ada Operator\nUntil .*14:00:00Z/,
    );
    expect(shown(answer)).not.toContain('plant-9');
    expect(buttonsOf(answer).map(({ command }) => command)).toEqual([
      'unsubscribe',
      'unmute',
      'subscriptions',
    ]);
    world.clock.advance(31 * 60_000);
    expect(shown(await world.sayIn(channel, 'subscriptions'))).not.toContain('plant-8');
  });

  it('has pages, of subscriptions first and then of mutes', async () => {
    for (const { name } of hubs.slice(0, 10)) await world.sayIn(channel, 'subscribe', name);
    for (const { name } of hubs.slice(0, 10)) await world.sayIn(channel, 'mute', name, '2h');
    const rows = async (page: string) =>
      shown(await world.sayIn(channel, 'subscriptions', 'page', page)).match(/^(?:\d+\. .*|Hub .*)$/gm) ?? [];
    expect(await rows('1')).toHaveLength(8);
    expect((await rows('2')).map((row) => row.startsWith('Hub'))).toEqual([
      ...Array(2).fill(false),
      ...Array(6).fill(true),
    ]);
    expect(await rows('3')).toHaveLength(4);
    expect(await rows('99')).toEqual(await rows('3'));
    const middle = buttonsOf(await world.clickIn(channel, 'subscriptions', { page: 2 }));
    expect(middle.slice(0, 2)).toMatchObject([{ args: { page: 3 } }, { args: { page: 1 } }]);
  });
});
