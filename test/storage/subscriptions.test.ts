import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/shared/errors.ts';
import {
  createSubscriptions,
  mostSubscriptions,
  type Subscriptions,
} from '../../src/storage/subscriptions.ts';
import { aConversation } from '../support/a-call.ts';
import { aPerson, arjun } from '../support/a-change.ts';
import { aHub } from '../support/a-hub.ts';
import { aSubscription } from '../support/a-wish.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const begin = new Date('2026-11-23T11:00:00Z');
const here = aConversation({ id: '19:soc@thread.tacv2', kind: 'channel', name: 'SOC', teamId: 'team' });
const there = aConversation({ id: 'a:arjun' });
const minute = (n: number) => new Date(begin.getTime() + n * 60_000);

let storage: TestStorage;
let subscriptions: Subscriptions;
beforeAll(async () => {
  storage = await aStorage();
  subscriptions = createSubscriptions(storage.db);
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await sql`delete from hubwatch.subscriptions`.execute(storage.db);
  for (const one of [here, there]) await storage.conversations.remember(one, begin);
});

const wish = (over: Parameters<typeof aSubscription>[0] = {}) =>
  aSubscription({ conversation: here, ...over });
const ids = async (id = here.id) => (await subscriptions.list(id)).map((one) => one.id);

describe('a subscription', () => {
  it('comes back as it was made, with its conversation, in the order in which they were made', async () => {
    const hubs = [aHub({ name: 'plant-8' }), aHub()].map(({ id, name }) => ({ id, name }));
    const first = await subscriptions.add(wish({ severities: ['Low', 'High'], hubs, createdAt: minute(1) }));
    const second = await subscriptions.add(wish({ createdBy: arjun, createdAt: minute(0) }));
    expect(first).toMatchObject({ isNew: true, subscription: { severities: ['High', 'Low'] } });
    const found = await subscriptions.list(here.id);
    expect(found).toEqual([second.subscription, first.subscription]);
    expect(found[1]).toEqual({
      id: first.subscription.id,
      conversation: here,
      severities: ['High', 'Low'],
      hubs: [
        { id: aHub().id.toLowerCase(), name: 'plant-7' },
        { id: aHub({ name: 'plant-8' }).id.toLowerCase(), name: 'plant-8' },
      ],
      createdBy: aPerson(),
      createdAt: minute(1),
    });
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  it('is one when it is made again, in whatever order and case, and says so', async () => {
    const [a, b] = [aHub(), aHub({ name: 'plant-8' })];
    const first = await subscriptions.add(wish({ severities: ['High', 'Low'], hubs: [a, b] }));
    const again = await subscriptions.add(
      wish({
        severities: ['Low', 'High'],
        hubs: [b, { ...a, id: a.id.toUpperCase() }, a],
        createdBy: arjun,
        createdAt: minute(5),
      }),
    );
    expect(again).toEqual({ subscription: first.subscription, isNew: false });
    expect(await ids()).toHaveLength(1);
  });

  it('is one when several ask for it at the same moment', async () => {
    // Several rounds: on a server the first ones open the connections, one after the other.
    for (const round of [1, 2, 3, 4, 5]) {
      const hubs = [aHub({ name: `plant-${round}` })];
      const added = await Promise.all(Array.from({ length: 6 }, () => subscriptions.add(wish({ hubs }))));
      expect(added.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(await ids()).toHaveLength(round);
    }
  });

  it('is not one too many when several are asked for at the same moment', async () => {
    const hubs = (n: number) => [aHub({ name: `plant-${n}` })];
    for (let n = 1; n < mostSubscriptions; n++) await subscriptions.add(wish({ hubs: hubs(n) }));
    const asked = [21, 22, 23, 24, 25, 26].map((n) => subscriptions.add(wish({ hubs: hubs(n) })));
    const ends = await Promise.allSettled(asked);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await ids()).toHaveLength(mostSubscriptions);
  });

  it('differs by severities, by hubs and by conversation', async () => {
    await subscriptions.add(wish());
    const others = [wish({ severities: ['High'] }), wish({ hubs: [aHub()] }), wish({ conversation: there })];
    for (const other of others) expect((await subscriptions.add(other)).isNew).toBe(true);
    expect(await ids()).toHaveLength(3);
    expect(await ids(there.id)).toHaveLength(1);
  });

  it('is removed from its own conversation only', async () => {
    const { subscription } = await subscriptions.add(wish());
    expect(await subscriptions.remove(there.id, subscription.id)).toBeUndefined();
    expect(await subscriptions.remove(here.id, subscription.id)).toEqual(subscription);
    expect(await subscriptions.remove(here.id, subscription.id)).toBeUndefined();
    expect(await subscriptions.remove(here.id, "'; drop table x; --\0")).toBeUndefined();
  });

  it('goes with all others of its conversation, and none of another', async () => {
    const later = await subscriptions.add(wish({ createdAt: minute(2) }));
    const first = await subscriptions.add(wish({ severities: ['High'], createdAt: minute(1) }));
    const other = await subscriptions.add(wish({ conversation: there }));
    expect(await subscriptions.removeAll(here.id)).toEqual([first.subscription, later.subscription]);
    expect(await subscriptions.removeAll(here.id)).toEqual([]);
    expect(await ids()).toEqual([]);
    expect(await ids(there.id)).toEqual([other.subscription.id]);
  });

  it('is one of twenty at most in a conversation; the same again is no new one', async () => {
    const hub = (n: number) => [aHub({ name: `plant-${n}` })];
    for (let n = 0; n < mostSubscriptions; n++) await subscriptions.add(wish({ hubs: hub(n) }));
    const oneMore = subscriptions.add(wish({ hubs: hub(99) }));
    await expect(oneMore).rejects.toThrow(UserError);
    await expect(oneMore).rejects.toThrow('20 subscriptions');
    expect((await subscriptions.add(wish({ hubs: hub(3) }))).isNew).toBe(false);
    expect((await subscriptions.add(wish({ hubs: hub(99), conversation: there }))).isNew).toBe(true);
    expect(await ids()).toHaveLength(mostSubscriptions);
  });

  it('is refused for a conversation that was never remembered', async () => {
    await expect(
      subscriptions.add(wish({ conversation: aConversation({ id: '19:new' }) })),
    ).rejects.toThrow();
    expect(await subscriptions.list('19:new\0')).toEqual([]);
  });

  it('keeps names that PostgreSQL would refuse', async () => {
    const createdBy = aPerson({ name: 'a\0b \ud800' });
    const hubs = [{ id: '/x\0', name: '\0' }];
    const { subscription } = await subscriptions.add(wish({ createdBy, hubs }));
    expect(await subscriptions.list(here.id)).toMatchObject([
      {
        id: subscription.id,
        hubs: [{ id: '/x\ufffd', name: '\ufffd' }],
        createdBy: { name: 'a\ufffdb \ufffd' },
      },
    ]);
  });
});
