import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { severities } from '../../src/domain/alert.ts';
import { AzureError } from '../../src/domain/azure-error.ts';
import { withoutThread } from '../../src/domain/conversation.ts';
import { anActor } from '../support/a-call.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';
import {
  aSubscriptionWorld,
  channel,
  chat,
  emptied,
  groupChat,
  otherChannel,
  type SubscriptionWorld,
} from './subscription-world.ts';

let storage: TestStorage;
let world: SubscriptionWorld;
beforeAll(async () => {
  storage = await aStorage();
  world = aSubscriptionWorld(storage);
});
afterAll(() => storage.remove());
beforeEach(() => emptied(storage));

const kept = (conversation = channel) => world.needs.subscriptions.list(conversation.id);
const [first, second] = [aHub(), aHub({ name: 'plant-8' })];

describe('subscribe', () => {
  it('is for all alerts when nothing else is said, for the channel and not for its thread', async () => {
    const answer = await world.sayIn(channel, 'subscribe');
    const { tenantId, objectId, name } = anActor();
    expect(await kept()).toMatchObject([
      {
        conversation: withoutThread(channel),
        severities,
        hubs: [],
        createdBy: { tenantId, objectId, name },
        createdAt: world.clock.now(),
      },
    ]);
    expect((await kept())[0]?.conversation).not.toHaveProperty('threadId');
    expect(shown(answer)).toContain('All alerts are posted in this channel from now on.');
    expect(answer.summary).toContain('All alerts are posted in this channel from now on.');
  });

  it.each([
    [channel, 'Everybody in this channel sees them, also those whose own Azure roles do not allow it.'],
    [groupChat, 'Everybody in this group chat sees them'],
    [chat, 'Only you see them.'],
  ])('says who will see the alerts', async (conversation, words) => {
    expect(shown(await world.sayIn(conversation, 'subscribe'))).toContain(words);
    expect(await kept(conversation)).toHaveLength(1);
  });

  it.each([
    ['high medium', ['High', 'Medium'], []],
    ['medium,high', ['High', 'Medium'], []],
    ['high+low', ['High', 'Low'], []],
    ['to all alerts here', severities, []],
    ['plant-7', severities, ['plant-7']],
    ['to high alerts of plant-8 and plant-7', ['High'], ['plant-7', 'plant-8']],
    ['PLANT-7, plant-8, plant-7 info', ['Informational'], ['plant-7', 'plant-8']],
    ['plant-7.azure-devices.net', severities, ['plant-7']],
    ['high,plant-7;plant-8', ['High'], ['plant-7', 'plant-8']],
  ])('reads "%s"', async (words, wanted, hubs) => {
    await world.sayIn(channel, 'subscribe', ...words.split(' '));
    const [one] = await kept();
    expect(one?.severities).toEqual(wanted);
    expect(one?.hubs.map(({ name }) => name)).toEqual(hubs);
  });

  it('tells what will come, and leads to the list and back out', async () => {
    const answer = await world.sayIn(channel, 'subscribe', 'high', 'plant-7', 'plant-8');
    expect(shown(answer)).toContain('High alerts of plant-7 and plant-8 are posted in this channel');
    expect(buttonsOf(answer)).toMatchObject([
      { command: 'subscriptions', args: {} },
      { command: 'unsubscribe', args: { subscription: (await kept())[0]?.id } },
    ]);
  });

  it('adds nothing when it is there already, and says so', async () => {
    await world.sayIn(channel, 'subscribe', 'high', 'plant-7', 'plant-8');
    const answer = await world.sayIn(channel, 'subscribe', 'plant-8', 'plant-7', 'High');
    expect(shown(answer)).toMatch(
      /Subscribed already.*posted in this channel already, so nothing was added/s,
    );
    expect(await kept()).toHaveLength(1);
  });

  it('leaves other conversations as they are', async () => {
    await world.sayIn(otherChannel, 'subscribe', 'high');
    const before = await kept(otherChannel);
    expect(shown(await world.sayIn(channel, 'subscribe', 'high'))).toContain('from now on');
    expect(await kept(otherChannel)).toEqual(before);
  });

  it('says what is muted, and that an alert comes once', async () => {
    await world.sayIn(channel, 'subscribe');
    await world.sayIn(channel, 'mute', 'plant-7', '2h');
    await world.sayIn(otherChannel, 'mute', 'plant-8', '2h');
    const text = shown(await world.sayIn(channel, 'subscribe', 'high'));
    expect(text).toContain('Muted here just now: hub plant-7.');
    expect(text).toContain('There are 2 subscriptions here. An alert comes once');
  });

  it('offers the hubs that may be meant, with the rest of the line', async () => {
    const answer = await world.sayIn(channel, 'subscribe', 'high', 'plant-8', 'plnat-7');
    expect(shown(answer)).toContain('No hub is called plnat-7.');
    expect(buttonsOf(answer)[0]).toMatchObject({
      title: 'plant-7',
      command: 'subscribe',
      args: { severities: ['High'], hubs: ['plant-8', first.id] },
    });
    expect(await kept()).toEqual([]);
    await world.clickIn(channel, 'subscribe', { severities: ['High'], hubs: ['plant-8', first.id] });
    expect((await kept())[0]?.hubs).toEqual([
      { id: first.id.toLowerCase(), name: 'plant-7' },
      { id: second.id.toLowerCase(), name: 'plant-8' },
    ]);
  });

  it('asks which one when two hubs have the same name', async () => {
    const twins = ['rg-a', 'rg-b'].map((resourceGroup) => aHub({ name: 'twin', resourceGroup }));
    const other = aSubscriptionWorld(storage, { hubs: { list: async () => anInventory(twins) } });
    const answer = await other.sayIn(channel, 'subscribe', 'twin');
    expect(shown(answer)).toContain('2 hubs are called twin.');
    expect(buttonsOf(answer)[1]).toMatchObject({ args: { hubs: [twins[1]?.id] } });
  });

  it.each([
    [['hgih'], 'high', { severities: ['High'] }],
    [['low', 'meduim', 'plant-7'], 'medium', { severities: ['Medium', 'Low'], hubs: 'plant-7' }],
  ])('asks back about the mistyped severity of %j', async (words, meant, args) => {
    const answer = await world.sayIn(channel, 'subscribe', ...words);
    expect(shown(answer)).toContain(`is no severity of Microsoft Sentinel. Did you mean ${meant}?`);
    expect(buttonsOf(answer)).toMatchObject([{ command: 'subscribe', args }]);
    expect(await kept()).toEqual([]);
    await world.clickIn(channel, 'subscribe', args);
    expect(await kept()).toMatchObject([{ severities: args.severities }]);
  });

  it('names the severities to somebody who says critical', async () => {
    const answer = await world.sayIn(channel, 'subscribe', 'critical');
    expect(shown(answer)).toContain('There are High, Medium, Low and Informational.');
    expect(await kept()).toEqual([]);
  });

  it('says that it has no end when a time is named', async () => {
    const answer = await world.sayIn(channel, 'subscribe', 'high', '7d');
    expect(shown(answer)).toContain('A subscription takes no time');
    expect(await kept()).toEqual([]);
  });

  it('says when there are too many hubs or subscriptions', async () => {
    const names = Array.from({ length: 21 }, (_, n) => `plant-${n}`);
    expect(shown(await world.sayIn(channel, 'subscribe', ...names))).toContain('at most 20 hubs');
    const hubs = names.map((name) => aHub({ name }));
    const big = aSubscriptionWorld(storage, { hubs: { list: async () => anInventory(hubs) } });
    for (const name of names.slice(0, 20)) await big.sayIn(channel, 'subscribe', name);
    const answer = await big.sayIn(channel, 'subscribe', 'plant-20');
    expect(shown(answer)).toMatch(/Too many subscriptions.*Please remove one first/s);
    expect(buttonsOf(answer).map(({ command }) => command)).toEqual(['subscriptions', 'unsubscribe']);
    expect(await kept()).toHaveLength(20);
  });

  it('to a hub takes the right to see hubs; without a hub it does not', async () => {
    const queryOnly = ['Microsoft.OperationalInsights/workspaces/query/*'];
    const blind = aSubscriptionWorld(storage, {
      rights: { rightsOf: async (_, scope) => heldRights(queryOnly, scope) },
    });
    const answer = await blind.sayIn(channel, 'subscribe', 'plant-7');
    expect(shown(answer)).toMatch(/You lack a right for this.*dataConnectors\/read/s);
    expect(await kept()).toEqual([]);
    await blind.sayIn(channel, 'subscribe', 'high');
    expect(await kept()).toHaveLength(1);
  });

  it('to a hub is tried again when Azure is in trouble; nothing is kept', async () => {
    const list = async () => {
      throw new AzureError('Azure Resource Graph', 'unavailable');
    };
    const answer = await aSubscriptionWorld(storage, { hubs: { list } }).sayIn(
      channel,
      'subscribe',
      'plant-7',
    );
    expect(shown(answer)).toContain('Azure Resource Graph could not be used');
    expect(await kept()).toEqual([]);
  });
});
