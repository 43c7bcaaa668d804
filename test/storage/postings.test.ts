import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/alert.ts';
import { type AlertLedger, createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { createPostings, type Postings } from '../../src/storage/postings.ts';
import { aConversation, aWorkspace } from '../support/a-call.ts';
import { anAlert } from '../support/an-alert.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const workspaceId = aWorkspace().id;
const begin = new Date('2026-11-23T11:00:00Z');
const at = (seconds: number) => new Date(begin.getTime() + seconds * 1000);

let storage: TestStorage;
let ledger: AlertLedger;
let postings: Postings;
beforeAll(async () => {
  storage = await aStorage();
  ledger = createAlertLedger(storage);
  postings = createPostings(storage.db);
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await sql`truncate hubwatch.watermarks, hubwatch.alerts, hubwatch.subscriptions, hubwatch.mutes,
    hubwatch.postings, hubwatch.messages`.execute(storage.db);
  await storage.empty();
  await ledger.watermark(workspaceId, begin);
  for (const id of ['here', 'there']) {
    await storage.conversations.remember(aConversation({ id }), begin);
    const wish = { id, conversation_id: id, severities: [0, 1, 2, 3], hubs: [], hub_names: [] };
    await storage.db
      .insertInto('subscriptions')
      .values({ ...wish, created_by: '{}', created_at: begin })
      .execute();
  }
});

/** An alert comes in, or a change of it. */
async function comesIn(seconds: number, over: Partial<Alert>): Promise<void> {
  const alert = anAlert({ ...over, updatedAt: at(seconds) });
  await ledger.remember(workspaceId, [{ alert, ingestedAt: at(seconds) }], at(seconds));
}

const message = (id: string, kind: 'alert' | 'digest' = 'alert') => ({ id, kind, conversationId: 'here' });
const dueIds = async (conversation = 'here') => (await postings.due(conversation, 100)).map(({ id }) => id);

/** A card of the alert `a` that Teams has. */
async function aCardOfA(): Promise<void> {
  await comesIn(1, { id: 'a' });
  await postings.begin(message('m'), ['a'], at(2));
  await postings.shown('m', '17', new Map([['a', 1]]), at(3));
}

describe('what is due', () => {
  it('comes High first, then the oldest, in each conversation by itself', async () => {
    await comesIn(1, { id: 'low', severity: 'Low' });
    await comesIn(3, { id: 'high-2', severity: 'High' });
    await comesIn(2, { id: 'high-1', severity: 'High' });
    expect(await dueIds()).toEqual(['high-1', 'high-2', 'low']);
    expect((await postings.due('here', 2)).map(({ severity }) => severity)).toEqual(['High', 'High']);
    await postings.begin(message('m'), ['low'], at(4));
    expect([(await dueIds()).length, (await dueIds('there')).length]).toEqual([2, 3]);
  });

  it('is told from the moment on at which its message begins', async () => {
    await comesIn(1, { id: 'a' });
    await comesIn(1, { id: 'b' });
    expect(await postings.begin(message('m', 'digest'), ['a', 'b', 'unknown'], at(2))).toEqual(['a', 'b']);
    expect(await dueIds()).toEqual([]);
    expect(await postings.alertsIn('m')).toEqual(['a', 'b']);
    expect(await postings.begin(message('again'), ['a'], at(3))).toBeUndefined();
    expect((await postings.cutShort('here')).map(({ id, tries }) => [id, tries])).toEqual([['m', 1]]);
  });

  it('is due again when its message surely did not arrive', async () => {
    await comesIn(1, { id: 'a' });
    await postings.begin(message('m'), ['a'], at(2));
    await postings.takeBack('m');
    expect([await dueIds(), await postings.cutShort('here')]).toEqual([['a'], []]);
  });
});

describe('a message', () => {
  it('that a crash cut short is known, and how often it was tried, until it is shown or given up', async () => {
    for (const id of ['a', 'b', 'c']) {
      await comesIn(1, { id });
      await postings.begin(message(`of ${id}`), [id], at(2));
    }
    await postings.tried('of a', 2);
    await postings.shown('of b', '7', new Map([['b', 1]]), at(3));
    await postings.giveUp('of c', 'unknown');
    const left = await postings.cutShort('here');
    expect(left).toEqual([{ ...message('of a'), state: 'posting', tries: 2, createdAt: at(2) }]);
    expect(await dueIds()).toEqual([]);
  });

  it('of one alert is behind when that changes, until it is edited', async () => {
    await aCardOfA();
    expect(await postings.behind('here')).toEqual([]);
    await comesIn(60, { id: 'a', status: 'Resolved' });
    const card = { messageId: 'm', activityId: '17', alertId: 'a', version: 2 };
    expect(await postings.behind('here')).toEqual([{ ...card, editedAt: at(3), changedAt: at(60) }]);
    expect(await postings.behind('there')).toEqual([]);
    await postings.edited('m', 'a', 2, at(61));
    expect(await postings.behind('here')).toEqual([]);
  });

  it('of many alerts is never behind: it tells how many came', async () => {
    await comesIn(1, { id: 'a' });
    await postings.begin(message('m', 'digest'), ['a'], at(2));
    await postings.shown('m', '17', new Map(), at(3));
    await comesIn(60, { id: 'a', status: 'Resolved' });
    expect(await postings.behind('here')).toEqual([]);
    expect(await postings.lastDigestAt('here')).toEqual(at(2));
    expect(await postings.lastDigestAt('there')).toBeUndefined();
  });

  it('without an id cannot be edited', async () => {
    await comesIn(1, { id: 'a' });
    await postings.begin(message('m'), ['a'], at(2));
    await postings.shown('m', '', new Map([['a', 1]]), at(3));
    await comesIn(60, { id: 'a', status: 'Resolved' });
    expect(await postings.behind('here')).toEqual([]);
  });
});
