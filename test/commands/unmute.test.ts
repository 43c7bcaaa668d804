import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aHub, anInventory } from '../support/a-hub.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';
import {
  alertsCameIn,
  aSubscriptionWorld,
  channel,
  emptied,
  otherChannel,
  type SubscriptionWorld,
} from './subscription-world.ts';

let storage: TestStorage;
let world: SubscriptionWorld;
const hubs = [
  ...['plant-1', 'plant-2', 'plant-3', 'plant-4', 'plant-5', 'plant-6', 'plant-7'].map((name) =>
    aHub({ name }),
  ),
  aHub({ name: 'twin', resourceGroup: 'rg-a' }),
  aHub({ name: 'twin', resourceGroup: 'rg-b' }),
];
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await emptied(storage);
  world = aSubscriptionWorld(storage, { hubs: { list: async () => anInventory(hubs) } });
});

const inForce = async (conversation = channel) =>
  (await world.needs.mutes.inForce(conversation.id, world.clock.now())).map(({ target }) => target.name);
const muted = async (...names: string[]) => {
  for (const name of names) await world.sayIn(channel, 'mute', name, '2h');
};

describe('unmute', () => {
  it('ends the only mute, and says how much was kept back', async () => {
    await world.sayIn(channel, 'subscribe');
    await muted('plant-7');
    await world.sayIn(otherChannel, 'mute', 'plant-7', '1h');
    await alertsCameIn(storage, world.clock.now(), { id: '1' }, { id: '2' });
    const answer = await world.sayIn(channel, 'unmute');
    expect(shown(answer)).toMatch(
      /Alerts of hub plant-7 are posted in this channel again.*2 alerts were kept/s,
    );
    expect(buttonsOf(answer)[0]).toMatchObject({ command: 'alerts', args: { hub: aHub().id.toLowerCase() } });
    expect(await inForce()).toEqual([]);
    expect(await inForce(otherChannel)).toEqual(['plant-7']);
  });

  it.each([['plant-2'], ['the hub PLANT-2'], [aHub({ name: 'plant-2' }).id]])(
    'ends the one that is named: %s',
    async (words) => {
      await muted('plant-1', 'plant-2', 'plant-3');
      await world.sayIn(channel, 'unmute', ...words.split(' '));
      expect((await inForce()).toSorted()).toEqual(['plant-1', 'plant-3']);
    },
  );

  it('ends an alert type by its name, although no such alert came for long', async () => {
    await alertsCameIn(storage, world.clock.now(), { id: '1' });
    await world.sayIn(channel, 'mute', 'Expired', 'SAS', 'Token', '30d');
    world.clock.advance(29 * 24 * 3_600_000);
    await world.sayIn(channel, 'unmute', 'alert', 'type', 'expired', 'SAS', 'token');
    expect(await inForce()).toEqual([]);
  });

  it('asks which one of several, with six buttons at most', async () => {
    await muted('plant-1', 'plant-2', 'plant-3', 'plant-4', 'plant-5', 'plant-6', 'plant-7');
    const answer = await world.sayIn(channel, 'unmute');
    expect(shown(answer)).toMatch(
      /Which mute\?.*Several things are muted here.*first 6\. By name: unmute plant-\d\./s,
    );
    expect(buttonsOf(answer)).toHaveLength(6);
    await world.clickIn(channel, 'unmute', { mute: await firstId() });
    expect(await inForce()).toHaveLength(6);
  });

  it('asks which one of two with the same name, and tells them apart', async () => {
    const [a, b] = hubs.filter(({ name }) => name === 'twin');
    for (const hub of [a, b]) await world.clickIn(channel, 'mute', { what: hub?.id, minutes: 60 });
    await muted('plant-1');
    const answer = await world.sayIn(channel, 'unmute', 'twin');
    expect(shown(answer)).toContain('Several of them are called twin.');
    expect(
      buttonsOf(answer)
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(['twin (rg-a)', 'twin (rg-b)']);
    expect(await inForce()).toHaveLength(3);
  });

  it('ends nothing for a name that is not muted, and offers what is near', async () => {
    await muted('plant-1', 'plant-2');
    const answer = await world.sayIn(channel, 'unmute', 'zzzzzz');
    expect(shown(answer)).toContain('Nothing that is muted here is called zzzzzz.');
    expect(buttonsOf(answer)).toHaveLength(2);
    expect(await inForce()).toHaveLength(2);
  });

  it('ends all at once when asked to', async () => {
    await muted('plant-1', 'plant-2');
    await world.sayIn(otherChannel, 'mute', 'plant-1', '1h');
    expect(shown(await world.sayIn(channel, 'unmute', 'all'))).toContain('Alerts of 2 things are posted');
    expect(await inForce()).toEqual([]);
    expect(await inForce(otherChannel)).toEqual(['plant-1']);
  });

  it('says that nothing is muted', async () => {
    expect(shown(await world.sayIn(channel, 'unmute', 'all'))).toContain(
      'No mute is in force in this channel.',
    );
  });

  it('does not end what is over, nor what is muted elsewhere, by a button', async () => {
    await muted('plant-1');
    const id = await firstId();
    expect(shown(await world.clickIn(otherChannel, 'unmute', { mute: id }))).toContain('over already');
    expect(await inForce()).toEqual(['plant-1']);
    world.clock.advance(3 * 3_600_000);
    expect(shown(await world.clickIn(channel, 'unmute', { mute: id }))).toContain('over already');
  });
});

async function firstId(): Promise<string | undefined> {
  return (await world.needs.mutes.inForce(channel.id, world.clock.now()))[0]?.id;
}
