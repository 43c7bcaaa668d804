import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aHub, anInventory } from '../support/a-hub.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';
import {
  aSubscriptionWorld,
  channel,
  emptied,
  otherChannel,
  type SubscriptionWorld,
} from './subscription-world.ts';

let storage: TestStorage;
let world: SubscriptionWorld;
const hubs = [
  ...Array.from({ length: 9 }, (_, n) => aHub({ name: `plant-${n + 1}` })),
  ...['rg-a', 'rg-b'].map((resourceGroup) => aHub({ name: 'twin', resourceGroup })),
];
beforeAll(async () => {
  storage = await aStorage();
  world = aSubscriptionWorld(storage, { hubs: { list: async () => anInventory(hubs) } });
});
afterAll(() => storage.remove());
beforeEach(() => emptied(storage));

const kept = (conversation = channel) => world.needs.subscriptions.list(conversation.id);

/** Subscribes to these, one after the other. */
async function subscribed(...lines: string[]): Promise<void> {
  for (const line of lines) {
    await world.sayIn(channel, 'subscribe', ...line.split(' '));
    world.clock.advance(1_000);
  }
}

describe('unsubscribe', () => {
  it('removes the only one, and offers it again', async () => {
    await subscribed('high plant-7');
    await world.sayIn(otherChannel, 'subscribe');
    const answer = await world.sayIn(channel, 'unsubscribe');
    expect(shown(answer)).toMatch(
      /Removed: High alerts of plant-7\..*New alerts are not posted in this channel any more\./s,
    );
    expect(await kept()).toEqual([]);
    expect(await kept(otherChannel)).toHaveLength(1);
    const again = buttonsOf(answer)[1];
    expect(again).toMatchObject({ title: 'Subscribe again', command: 'subscribe' });
    await world.clickIn(channel, 'subscribe', { severities: ['High'], hubs: [hubs[6]?.id] });
    expect(again?.args).toEqual({ severities: ['High'], hubs: (await kept())[0]?.hubs.map(({ id }) => id) });
  });

  it('asks which one of several, with a button for each', async () => {
    await subscribed('high', 'low plant-7');
    const answer = await world.sayIn(channel, 'unsubscribe');
    expect(shown(answer)).toMatch(/Which subscription\?.*1\. High alerts.*2\. Low alerts of plant-7/s);
    const [one, two] = await kept();
    expect(buttonsOf(answer)).toMatchObject([
      { title: '1. High alerts', command: 'unsubscribe', args: { subscription: one?.id } },
      { title: '2. Low alerts of plant-7', args: { subscription: two?.id } },
    ]);
    const done = await world.clickIn(channel, 'unsubscribe', { subscription: two?.id });
    expect(shown(done)).toContain('One subscription is left in this channel.');
    expect(await kept()).toEqual([one]);
  });

  it('has six buttons at most; the others are removed by number', async () => {
    await subscribed(...hubs.slice(0, 9).map(({ name }) => name));
    const answer = await world.sayIn(channel, 'unsubscribe');
    expect(buttonsOf(answer)).toHaveLength(6);
    expect(shown(answer)).toMatch(/9\. All alerts of plant-9.*first 6\. By number: unsubscribe 9\./s);
    await world.sayIn(channel, 'unsubscribe', '9');
    await world.sayIn(channel, 'unsubscribe', '#8');
    expect((await kept()).map((one) => one.hubs[0]?.name)).not.toContain('plant-9');
    expect(await kept()).toHaveLength(7);
  });

  it('tells two hubs of one name apart', async () => {
    for (const { id } of hubs.slice(-2)) await world.clickIn(channel, 'subscribe', { hubs: [id] });
    const titles = buttonsOf(await world.sayIn(channel, 'unsubscribe')).map(({ title }) => title.slice(3));
    expect(titles.toSorted()).toEqual(['All alerts of twin (rg-a)', 'All alerts of twin (rg-b)']);
  });

  it('removes all at once when asked to', async () => {
    await subscribed('high', 'low', 'medium');
    expect(shown(await world.sayIn(channel, 'unsubscribe', 'all'))).toContain('Removed: 3 subscriptions.');
    expect(await kept()).toEqual([]);
  });

  it.each([['5'], ['0']])('removes nothing for the number %s that there is not', async (number) => {
    await subscribed('high');
    const answer = await world.sayIn(channel, 'unsubscribe', number);
    expect(shown(answer)).toMatch(/There is no subscription 5 here\. There is one, number 1\.|How to use/);
    expect(await kept()).toHaveLength(1);
  });

  it('removes nothing for words that it does not know, even when there is only one', async () => {
    await subscribed('plant-7');
    const answer = await world.sayIn(channel, 'unsubscribe', 'plant-8', '<at>x</at>');
    expect(shown(answer)).toContain('is no number of a subscription. Nothing was removed.');
    expect(await kept()).toHaveLength(1);
  });

  it('says that there is nothing to remove', async () => {
    const answer = await world.sayIn(channel, 'unsubscribe', 'all');
    expect(shown(answer)).toContain('There is no subscription in this channel');
    expect(buttonsOf(answer)).toMatchObject([{ command: 'subscribe' }]);
  });

  it('does not reach into another conversation by a button from there', async () => {
    await subscribed('high');
    await world.sayIn(otherChannel, 'subscribe', 'low');
    const [foreign] = await kept(otherChannel);
    const answer = await world.clickIn(channel, 'unsubscribe', { subscription: foreign?.id });
    expect(shown(answer)).toContain('This subscription is not there any more.');
    expect(await kept(otherChannel)).toEqual([foreign]);
    expect(await kept()).toHaveLength(1);
  });
});
