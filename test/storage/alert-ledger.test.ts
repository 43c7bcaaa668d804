import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Severity, severities } from '../../src/domain/alert.ts';
import type { ArrivedAlert } from '../../src/domain/alert-news.ts';
import { type AlertLedger, createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { noticeQueue } from '../../src/storage/queues.ts';
import { aConversation, aWorkspace } from '../support/a-call.ts';
import { aHub } from '../support/a-hub.ts';
import { anAlert } from '../support/an-alert.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const workspaceId = aWorkspace().id;
const begin = new Date('2026-11-23T11:00:00Z');
const now = new Date('2026-11-23T12:00:00Z');
const at = (seconds: number) => new Date(begin.getTime() + seconds * 1000);

let storage: TestStorage;
let ledger: AlertLedger;
beforeAll(async () => {
  storage = await aStorage();
  ledger = createAlertLedger(storage);
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await sql`truncate hubwatch.watermarks, hubwatch.alerts, hubwatch.subscriptions, hubwatch.mutes,
    hubwatch.postings`.execute(storage.db);
  await storage.empty();
  await ledger.watermark(workspaceId, begin);
});

let count = 0;
const arrived = (seconds: number, over: Partial<ArrivedAlert['alert']> = {}): ArrivedAlert => ({
  alert: anAlert({ id: 'one', ...over }),
  ingestedAt: at(seconds),
});
const remember = (...batch: ArrivedAlert[]) => ledger.remember(workspaceId, batch, now);

interface Wishes {
  severities?: readonly Severity[];
  hubs?: readonly string[];
}

/** A conversation with these subscriptions. */
async function subscriber(id: string, ...wishes: Wishes[]): Promise<void> {
  await storage.conversations.remember(aConversation({ id }), begin);
  for (const { severities: wanted = severities, hubs = [] } of wishes) {
    count += 1;
    await storage.db
      .insertInto('subscriptions')
      .values({
        id: `wish-${count}`,
        conversation_id: id,
        severities: wanted.map((severity) => severities.indexOf(severity)),
        hubs: hubs.map((hub) => hub.toLowerCase()),
        hub_names: [...hubs],
        created_by: '{}',
        created_at: begin,
      })
      .execute();
  }
}

async function mute(conversation: string, kind: 'hub' | 'alert type', target: string, until: Date) {
  count += 1;
  const values = { id: `mute-${count}`, conversation_id: conversation, kind, target, name: '', until };
  await storage.db
    .insertInto('mutes')
    .values({ ...values, created_by: '{}', created_at: begin, ended_at: null })
    .execute();
}

async function postings(): Promise<string[]> {
  const rows = await storage.db.selectFrom('postings').selectAll().orderBy('conversation_id').execute();
  return rows.map((row) => `${row.conversation_id} ${row.alert_id} ${row.state}`);
}

async function queued(): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select singleton_key as key from hubwatch_jobs.job where name = ${noticeQueue.name} order by 1`.execute(
    storage.db,
  );
  return rows.map(({ key }) => key);
}

describe('an alert that came in', () => {
  it('is noted for every conversation that wants it, once, with a job for each', async () => {
    await subscriber('a', {}, { severities: ['Medium'] });
    await subscriber('b', { severities: ['High', 'Medium'], hubs: [aHub().id] });
    await subscriber('c', { severities: ['High'] }, { hubs: ['/another'] });
    await subscriber('d');
    expect(await remember(arrived(60))).toEqual({ told: 1, changed: 0, conversations: 2 });
    expect(await postings()).toEqual(['a one due', 'b one due']);
    expect(await queued()).toEqual(['a', 'b']);
  });

  it('again, in any order, changes nothing', async () => {
    await subscriber('a', {});
    await remember(arrived(60), arrived(61, { id: 'two' }));
    const again = await remember(arrived(61, { id: 'two' }), arrived(60), arrived(59, { status: 'Old' }));
    expect(again).toEqual({ told: 0, changed: 0, conversations: 0 });
    expect(await postings()).toEqual(['a one due', 'a two due']);
    expect(await queued()).toEqual(['a']);
  });

  it('while a job waits for the conversation already needs no other one', async () => {
    await subscriber('a', {});
    await subscriber('b', { severities: ['High'] });
    await remember(arrived(60));
    await remember(arrived(61, { id: 'two', severity: 'High' }));
    expect(await queued()).toEqual(['a', 'b']);
  });

  it('several times in one batch counts as its newest row has it', async () => {
    await subscriber('a', { severities: ['High'] });
    const high = arrived(62, { severity: 'High' });
    expect(await remember(arrived(60), high, arrived(61))).toMatchObject({ told: 1, conversations: 1 });
  });

  it('at the same moment as another row counts as the one that changed later has it', async () => {
    await subscriber('a', { severities: ['High'] });
    const later = { severity: 'High', updatedAt: new Date('2026-11-23T11:59:00Z') } as const;
    await remember(arrived(60, later), arrived(60));
    expect(await postings()).toEqual(['a one due']);
    await remember(arrived(60, { severity: 'Low' }));
    expect((await storage.db.selectFrom('alerts').select('severity').execute())[0]?.severity).toBe(0);
  });

  it('is remembered as it was last, whatever its texts hold', async () => {
    const { link: _, device: __, ...few } = anAlert({ id: 'few', name: 'a\0b \ud800 <at>x</at>' });
    await remember({ alert: few, ingestedAt: at(60) }, arrived(60), arrived(90, { status: 'Resolved' }));
    const known = await ledger.get(['few', 'one', 'nothing']);
    expect(known.map(({ alert, version, late }) => [alert, version, late]).toSorted()).toEqual(
      [
        [{ ...few, name: 'a\ufffdb \ufffd <at>x</at>' }, 1, false],
        [anAlert({ id: 'one', status: 'Resolved' }), 1, false],
      ].toSorted(),
    );
  });

  it('moves the watermark, which never goes back', async () => {
    await remember(arrived(60), arrived(90, { id: 'two' }));
    expect(await ledger.watermark(workspaceId, now)).toEqual({ begunAt: begin, ingestedTo: at(90) });
    await remember(arrived(70, { id: 'three' }));
    expect((await ledger.watermark(workspaceId, now)).ingestedTo).toEqual(at(90));
  });

  it.each<[string, ArrivedAlert]>([
    ['that came in before the first poll', arrived(-1)],
    ['that is closed already', arrived(60, { status: 'Resolved' })],
    ['that began four months ago', arrived(60, { firstSeen: new Date('2026-07-20T00:00:00Z') })],
  ])('%s is remembered and not told', async (_, one) => {
    await subscriber('a', {});
    expect(await remember(one)).toMatchObject({ told: 0, conversations: 0 });
    expect(await postings()).toEqual([]);
    expect(await remember({ ...one, ingestedAt: at(300) })).toMatchObject({ told: 0 });
  });

  it('long after it happened is marked as late', async () => {
    await remember(arrived(60, { updatedAt: at(-3 * 3600) }), arrived(60, { id: 'two' }));
    const rows = await storage.db.selectFrom('alerts').select(['id', 'late']).orderBy('id').execute();
    expect(rows).toEqual([
      { id: 'one', late: true },
      { id: 'two', late: false },
    ]);
  });

  it('is kept back by a mute of its hub or its type while that lasts, and nothing is queued', async () => {
    const { hubId = '', type } = anAlert();
    for (const id of ['a', 'b', 'c', 'd']) await subscriber(id, {});
    await mute('a', 'hub', hubId.toLowerCase(), at(7200));
    await mute('b', 'alert type', type, at(7200));
    await mute('c', 'alert type', type, at(3600));
    await mute('d', 'hub', '/another', at(7200));
    await remember(arrived(60));
    expect(await postings()).toEqual(['a one muted', 'b one muted', 'c one due', 'd one due']);
    expect(await queued()).toEqual(['c', 'd']);
  });
});

describe('an alert that changes', () => {
  const shown = () =>
    storage.db.updateTable('postings').set({ state: 'told', message_id: 'm', shown_version: 1 }).execute();

  it('is for the conversations that have a card of it', async () => {
    await subscriber('a', {});
    await remember(arrived(60));
    await shown();
    await sql`delete from hubwatch_jobs.job`.execute(storage.db);
    const closed = arrived(70, { status: 'Resolved' });
    expect(await remember(closed)).toEqual({ told: 0, changed: 1, conversations: 1 });
    expect(await queued()).toEqual(['a']);
    expect(await remember(closed)).toEqual({ told: 0, changed: 0, conversations: 0 });
  });

  it('in nothing that is shown, as rows often do, is no change', async () => {
    await subscriber('a', {});
    await remember(arrived(60));
    await shown();
    expect(await remember(arrived(70))).toEqual({ told: 0, changed: 0, conversations: 0 });
  });

  it('and becomes graver is told to those that want only grave ones', async () => {
    await subscriber('a', {});
    await subscriber('b', { severities: ['High'] });
    await remember(arrived(60));
    await shown();
    await remember(arrived(70, { severity: 'High' }));
    expect(await postings()).toEqual(['a one told', 'b one due']);
  });
});

it('for five hundred conversations is noted and queued for all of them', async () => {
  const ids = Array.from({ length: 500 }, (_, i) => `many-${i}`);
  await sql`insert into hubwatch.conversations (id, kind, tenant_id, service_url, bot_id, bot_name, seen_at)
    select id, 'personal', 't', 'http://127.0.0.1:1/', 'b', 'b', ${begin} from unnest(${ids}::text[]) as id`.execute(
    storage.db,
  );
  await sql`insert into hubwatch.subscriptions (id, conversation_id, severities, hubs, hub_names, created_by, created_at)
    select id, id, '{0,1,2,3}', '{}', '{}', '{}', ${begin} from unnest(${ids}::text[]) as id`.execute(
    storage.db,
  );
  expect(await remember(arrived(60))).toEqual({ told: 1, changed: 0, conversations: 500 });
  expect(await queued()).toHaveLength(500);
});
