import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/alert.ts';
import type { SendResult } from '../../src/domain/send-result.ts';
import { usualTeamsLimits } from '../../src/domain/teams-limits.ts';
import { createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { newId } from '../../src/storage/change-ledger.ts';
import { createPace } from '../../src/storage/pace.ts';
import { createPostings } from '../../src/storage/postings.ts';
import { deliver } from '../../src/workers/deliver.ts';
import { aConversation, aWorkspace } from '../support/a-call.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { anAlert } from '../support/an-alert.ts';
import { letTimePass } from '../support/let-time-pass.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const workspaceId = aWorkspace().id;
const begin = new Date('2026-11-23T12:00:00Z');
const at = (seconds: number) => new Date(begin.getTime() + seconds * 1000);

let storage: TestStorage;
let clock: HandClock;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(async () => {
  clock = aHandClock(begin.getTime());
  await sql`truncate hubwatch.watermarks, hubwatch.alerts, hubwatch.subscriptions, hubwatch.mutes,
    hubwatch.postings, hubwatch.messages, hubwatch.sends, hubwatch.holds, hubwatch.tenant_pace`.execute(
    storage.db,
  );
  await storage.empty();
  await createAlertLedger(storage).watermark(workspaceId, at(-3600));
  await storage.conversations.remember(aConversation({ id: 'here' }), begin);
  const wish = { id: 'wish', conversation_id: 'here', severities: [0, 1, 2, 3], hubs: [], hub_names: [] };
  await storage.db
    .insertInto('subscriptions')
    .values({ ...wish, created_by: '{}', created_at: begin })
    .execute();
});

/** Alerts come in now, or changes of them. */
async function comeIn(...alerts: Partial<Alert>[]): Promise<void> {
  const now = clock.now();
  const batch = alerts.map((over) => ({ alert: anAlert({ ...over, updatedAt: now }), ingestedAt: now }));
  await createAlertLedger(storage).remember(workspaceId, batch, now);
}
const some = (count: number, severity: Alert['severity'], name: string = severity) =>
  Array.from({ length: count }, (_, i) => ({ id: `${name}-${i}`, severity }));

type Answer = SendResult | Error;
let sent: string[] = [];
let again: Date[] = [];

/** One job of the conversation; Teams answers so, one after the other, then takes everything. */
async function job(...answers: Answer[]): Promise<unknown> {
  sent = [];
  again = [];
  let number = 0;
  const answer = async (what: string): Promise<SendResult> => {
    sent.push(what);
    number += 1;
    const next = answers.shift() ?? { kind: 'sent', activityId: `${clock.now().getTime()}-${number}` };
    if (next instanceof Error) throw next;
    return next;
  };
  const mark = (repeat: boolean) => (repeat ? ' (possible repeat)' : '');
  const reply = (summary: string) => ({ summary, card: { type: 'AdaptiveCard', version: '1.5' } as const });
  const work = deliver('here', new AbortController().signal, {
    conversations: storage.conversations,
    alertLedger: createAlertLedger(storage),
    postings: createPostings(storage.db),
    pace: createPace(storage.db, usualTeamsLimits),
    cards: {
      alert: ({ alert }, { repeat }) => reply(`${alert.id} ${alert.status}${mark(repeat)}`),
      digest: (known, { repeat }) => reply(`${known.length} alerts${mark(repeat)}`),
    },
    send: {
      message: (_, { summary }) => answer(summary),
      update: (_, activityId, { summary }) => answer(`edit ${activityId.split('-')[1]}: ${summary}`),
    },
    newId,
    async again(_, moment) {
      again.push(moment);
    },
    clock,
    log: aLog(),
  });
  return letTimePass(clock, work).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('what is due', () => {
  it('is said once, High first', async () => {
    await comeIn({ id: 'a', severity: 'Low' }, { id: 'b', severity: 'High' });
    await job();
    expect(sent).toEqual(['b New', 'a New']);
    await job();
    expect([sent, again]).toEqual([[], []]);
  });

  it('in a storm is High alerts one by one, then a digest of the rest', async () => {
    await comeIn(...some(3, 'High'), ...some(200, 'Low'));
    await job();
    expect(sent).toEqual(['High-0 New', 'High-1 New', 'High-2 New', '200 alerts']);
  });

  it('waits for more after a digest, and comes back for it', async () => {
    await comeIn(...some(100, 'Low'));
    await job();
    clock.advance(4_000);
    await comeIn(...some(50, 'Low', 'more'));
    await job();
    expect([sent, again]).toEqual([[], [at(10)]]);
    clock.advance(6_000);
    await job();
    expect(sent).toEqual(['50 alerts']);
  });

  it('comes back when Teams’ windows are full, and says each alert once', async () => {
    await storage.db
      .insertInto('holds')
      .values({ conversation_id: 'here', until: at(10) })
      .execute();
    await comeIn(...some(20, 'High'));
    const said: string[] = [];
    let jobs = 0;
    for (; jobs === 0 || again.length > 0; jobs += 1) {
      await job();
      said.push(...sent);
      const wait = (again[0]?.getTime() ?? 0) - clock.now().getTime();
      if (wait > 0) clock.advance(wait);
    }
    expect([said.length, new Set(said).size]).toEqual([20, 20]);
    expect(jobs).toBeGreaterThan(1);
  });

  it('is kept while the bot is not in the conversation', async () => {
    await comeIn({ id: 'a' });
    await storage.conversations.uninstalled('here', at(1));
    await job();
    expect(sent).toEqual([]);
    await storage.conversations.remember(aConversation({ id: 'here' }), at(2));
    await job();
    expect(sent).toEqual(['a New']);
  });
});

describe('a message', () => {
  it('that Teams did not take for now is sent when Teams says, and nothing else before', async () => {
    await comeIn({ id: 'a' }, { id: 'b' });
    await job({ kind: 'throttled', retryAfterSeconds: 37 });
    expect([sent, again]).toEqual([['a New'], [at(37)]]);
    clock.advance(20_000);
    await job();
    expect([sent, again]).toEqual([[], [at(37)]]);
    clock.advance(17_000);
    await job();
    expect(sent).toEqual(['a New', 'b New']);
  });

  it('that surely did not leave is sent again without a mark', async () => {
    await comeIn({ id: 'a' });
    expect(await job({ kind: 'failed', unknown: false })).toMatchObject({ message: 'a notice was not sent' });
    await job();
    expect(sent).toEqual(['a New']);
  });

  it.each<[string, Answer]>([
    ['without an answer', { kind: 'failed', unknown: true }],
    ['cut short by a crash', new Error('killed')],
  ])('%s is repeated once, marked, and never a third time', async (_, answer) => {
    await comeIn({ id: 'a' });
    expect(await job(answer)).toBeInstanceOf(Error);
    expect(await job(answer)).toBeInstanceOf(Error);
    expect(sent).toEqual(['a New (possible repeat)']);
    expect(await job()).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('that is repeated and not taken for now stays to be repeated', async () => {
    await comeIn({ id: 'a' });
    await job(new Error('killed'));
    await job({ kind: 'throttled', retryAfterSeconds: 5 });
    clock.advance(5_000);
    await job();
    expect(sent).toEqual(['a New (possible repeat)']);
    await job();
    expect(sent).toEqual([]);
  });

  it('that Teams refuses is given up, and does not keep the next one from being sent', async () => {
    await comeIn({ id: 'a' }, { id: 'b' });
    await job({ kind: 'refused', why: '403' });
    expect(sent).toEqual(['a New', 'b New']);
    await job();
    expect(sent).toEqual([]);
  });
});

describe('a card', () => {
  async function aCard(): Promise<void> {
    await comeIn({ id: 'a' });
    await job();
    await sql`delete from hubwatch_jobs.job`.execute(storage.db);
  }

  it('follows its alert, edited in place', async () => {
    await aCard();
    clock.advance(60_000);
    await comeIn({ id: 'a', status: 'Resolved' });
    clock.advance(3_000);
    await job();
    expect(sent).toEqual(['edit 1: a Resolved']);
    await job();
    expect([sent, again]).toEqual([[], []]);
  });

  it('of an alert that changes a hundred times in ten seconds is edited twice at most, and ends right', async () => {
    await aCard();
    const edits: string[] = [];
    clock.advance(60_000);
    for (let i = 1; i <= 100; i += 1) {
      await comeIn({ id: 'a', status: i === 100 ? 'Resolved' : `Step ${i}` });
      clock.advance(100);
      if (i % 5 !== 0) continue;
      await job();
      edits.push(...sent);
    }
    for (let i = 0; i < 20; i += 1) {
      await job();
      edits.push(...sent);
      clock.advance(3_000);
    }
    expect(edits.length).toBeLessThanOrEqual(2);
    expect(edits.at(-1)).toBe('edit 1: a Resolved');
  });

  it('waits while High alerts are due', async () => {
    await aCard();
    clock.advance(60_000);
    await comeIn({ id: 'a', status: 'Resolved' });
    clock.advance(5_000);
    await comeIn({ id: 'h', severity: 'High' }, { id: 'l', severity: 'Low' });
    await job();
    expect(sent).toEqual(['h New', 'edit 1: a Resolved', 'l New']);
  });

  it('that is gone is left alone', async () => {
    await aCard();
    clock.advance(60_000);
    await comeIn({ id: 'a', status: 'Resolved' });
    clock.advance(5_000);
    await job({ kind: 'gone', what: 'message' });
    await job();
    expect(sent).toEqual([]);
  });
});
