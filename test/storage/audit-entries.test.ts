import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/shared/errors.ts';
import { type AuditEntries, createAuditEntries } from '../../src/storage/audit-entries.ts';
import type { AuditEntryRow } from '../../src/storage/audit-rows.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';
import { aHub } from '../support/a-hub.ts';
import { aNote, arjun, priya } from '../support/a-note.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const noon = Date.parse('2026-11-23T12:00:00.123Z');
const hour = 3_600_000;

let storage: TestStorage;
let clock: HandClock;
let entries: AuditEntries;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await storage.empty();
  clock = aHandClock(noon);
  entries = createAuditEntries(storage.db, clock);
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const pages = async (fromSeq?: number, size?: number): Promise<AuditEntryRow[][]> => {
  const found: AuditEntryRow[][] = [];
  for await (const page of entries.pages(fromSeq, size)) found.push(page);
  return found;
};
const rows = async () => (await pages()).flat();
const numbers = async (found: Promise<readonly { seq: number }[]>) => (await found).map(({ seq }) => seq);

describe('an entry of the audit', () => {
  it('comes back as it was noted, with number, time and hash', async () => {
    const appended = await entries.append(aNote());
    expect(appended).toEqual({
      ...aNote(),
      seq: 1,
      at: new Date(noon),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await entries.find({ limit: 10 })).toEqual([appended]);
    expect(await entries.count()).toBe(1);
    expect(await entries.head()).toEqual({ seq: 1, hash: appended.hash });
  });

  it('says when Hubwatch did it by itself', async () => {
    const { decidedBy: _, ...note } = aNote({ event: 'expired', actor: undefined });
    const appended = await entries.append(note);
    expect(appended.actor).toBeUndefined();
    expect(appended).not.toHaveProperty('decidedBy');
  });

  it('is hashed together with the one before it, by a rule that anybody can repeat', async () => {
    const [first, second] = [await entries.append(aNote()), await entries.append(aNote())];
    const [one, two] = await rows();
    expect(first.hash).toBe(sha256(`${'0'.repeat(64)}\n${one?.body}`));
    expect(second.hash).toBe(sha256(`${first.hash}\n${two?.body}`));
  });

  it('keeps texts that PostgreSQL would refuse, quotes that SQL or arrays would trip over, and nothing of an actor but its person', async () => {
    const name = `a\0b\ud800c '); drop table hubwatch.audit_entries; -- {NULL,"x\\"} null`;
    const actor = { ...priya, name, teamsUserId: '29:secret' };
    const appended = await entries.append(
      aNote({ actor, on: [name, 'null', ''], ids: [name, 'NULL'], change: name }),
    );
    expect(appended.actor?.name).toBe(name.replace('\0', '\ufffd').replace('\ud800', '\ufffd'));
    expect(JSON.stringify(await rows())).not.toContain('29:secret');
    expect(await numbers(entries.find({ hub: name, limit: 1 }))).toEqual([1]);
    expect(await numbers(entries.find({ hub: 'null', limit: 1 }))).toEqual([1]);
    expect(await numbers(entries.find({ person: name, limit: 1 }))).toEqual([1]);
    expect(await numbers(entries.find({ change: name, limit: 1 }))).toEqual([1]);
  });

  it('cuts texts that would fill the database, in letters that no index would hold', async () => {
    const huge = '\u0958'.repeat(100_000); // three bytes each, and six when normalised
    const actor = { ...priya, objectId: huge, name: huge };
    await entries.append(
      aNote({ actor, decidedBy: actor, on: [huge], ids: [huge], change: huge, outcome: huge }),
    );
    const [row] = await rows();
    expect(row?.body.length).toBeLessThan(20_000);
    expect(await numbers(entries.find({ hub: huge, limit: 1 }))).toEqual([1]);
    expect(await numbers(entries.find({ change: huge, limit: 1 }))).toEqual([1]);
  });

  it('holds thousands of hubs', async () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `plant-${i}`);
    await entries.append(aNote({ on: names, ids: names.map((name) => aHub({ name }).id) }));
    expect(await entries.count({ hub: 'PLANT-4999' })).toBe(1);
    expect(await entries.count({ hub: 'plant-5000' })).toBe(0);
  });
});

describe('the chain', () => {
  it('has no gap when 50 append at once', async () => {
    const appended = await Promise.all(
      Array.from({ length: 50 }, (_, i) => entries.append(aNote({ change: `c${i}` }))),
    );
    expect(appended.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    let previous = '0'.repeat(64);
    for (const { seq, hash, body } of await rows()) {
      expect(hash, `entry ${seq}`).toBe(sha256(`${previous}\n${body}`));
      previous = hash;
    }
    expect(await entries.head()).toEqual({ seq: 50, hash: previous });
  });

  it('forgets the entry of a transaction that fails, and its number is used again', async () => {
    const failing = storage.db.transaction().execute(async (tx) => {
      await entries.appendIn(tx, aNote({ change: 'lost' }));
      throw new Error('too bad');
    });
    await expect(failing).rejects.toThrow('too bad');
    expect((await entries.append(aNote())).seq).toBe(1);
    expect(await entries.count()).toBe(1);
  });

  it('takes several entries of one transaction', async () => {
    await storage.db.transaction().execute(async (tx) => {
      await entries.appendIn(tx, aNote({ change: 'one' }));
      await entries.appendIn(tx, aNote({ change: 'two' }));
    });
    expect((await entries.find({ limit: 5 })).map(({ change }) => change)).toEqual(['two', 'one']);
  });

  it('is read in pages, in order, from anywhere', async () => {
    for (let i = 0; i < 5; i += 1) await entries.append(aNote());
    const sizes = (await pages(undefined, 2)).map((page) => page.map(({ seq }) => seq));
    expect(sizes).toEqual([[1, 2], [3, 4], [5]]);
    expect((await pages(4)).flat().map(({ seq }) => seq)).toEqual([4, 5]);
  });

  it.each([
    ['update', "update hubwatch.audit_entries set body = '{}'"],
    ['delete', 'delete from hubwatch.audit_entries'],
    ['truncate', 'truncate hubwatch.audit_entries'],
    ['delete of its end', 'delete from hubwatch.audit_head'],
    ['truncate of its end', 'truncate hubwatch.audit_head'],
  ])('refuses %s', async (_, statement) => {
    await entries.append(aNote());
    await expect(sql.raw(statement).execute(storage.db)).rejects.toThrow(
      /Hubwatch keeps its audit for good: \w+ on/,
    );
    expect(await entries.count()).toBe(1);
  });

  it('has one end only', async () => {
    const second = sql`insert into hubwatch.audit_head (only_one, seq, hash) values (false, 1, '')`;
    await expect(second.execute(storage.db)).rejects.toThrow('audit_head');
  });
});

describe('finding entries', () => {
  beforeEach(async () => {
    await entries.append(aNote({ event: 'asked', actor: priya, outcome: 'asked' }));
    clock.advance(hour);
    await entries.append(aNote({ actor: arjun }));
    clock.advance(hour);
    const { decidedBy: _, ...other } = aNote({
      actor: priya,
      on: ['hub plant-70'],
      ids: [],
      change: 'change-2',
    });
    await entries.append(other);
  });

  it('starts with the newest', async () => {
    expect(await numbers(entries.find({ limit: 2 }))).toEqual([3, 2]);
    expect(await numbers(entries.find({ limit: 2, offset: 2 }))).toEqual([1]);
    expect(await numbers(entries.find({ limit: 9, before: 3 }))).toEqual([2, 1]);
  });

  it.each([
    ['PRIYA', [3, 2, 1]], // also what somebody else did about what she asked for
    ['nair', [3, 2, 1]],
    ['jun Me', [2, 1]], // who decided counts
    [arjun.objectId.toUpperCase(), [2, 1]],
    ['bbbb', []], // a part of an id is no name
    ['%', []],
  ])('finds the person %s', async (person, found) => {
    expect(await numbers(entries.find({ person, limit: 9 }))).toEqual(found);
    expect(await entries.count({ person })).toBe(found.length);
  });

  it.each([
    ['Plant-7', [2, 1]], // not plant-70
    [aHub().id.toUpperCase(), [2, 1]],
    ['plant-70', [3]], // said as `hub plant-70`
    ['hub plant-70', [3]],
    ['plant', []],
  ])('finds the hub %s', async (hub, found) => {
    expect(await numbers(entries.find({ hub, limit: 9 }))).toEqual(found);
  });

  it('finds either by one word, and all conditions together', async () => {
    expect(await numbers(entries.find({ about: 'plant-70', limit: 9 }))).toEqual([3]);
    expect(await numbers(entries.find({ about: 'arjun', limit: 9 }))).toEqual([2, 1]);
    expect(await numbers(entries.find({ person: 'priya', hub: 'plant-70', limit: 9 }))).toEqual([3]);
    expect(await numbers(entries.find({ change: 'change-2', limit: 9 }))).toEqual([3]);
    expect(await numbers(entries.find({ since: new Date(noon + hour), limit: 9 }))).toEqual([3, 2]);
    expect(await numbers(entries.find({ since: new Date(noon + hour), person: 'arjun', limit: 9 }))).toEqual([
      2,
    ]);
  });

  it('knows a name however its accents are spelt', async () => {
    await entries.append(aNote({ actor: { ...priya, name: 'Zoe\u0308 Mu\u0308ller' }, change: 'change-4' }));
    expect(await numbers(entries.find({ person: 'ZO\u00cb', limit: 9 }))).toEqual([4]);
  });

  it('hides no entry that it cannot read', async () => {
    await sql`insert into hubwatch.audit_entries values (4, now(), '', '{}', '', null, null, '', '', '{}', '{}')`.execute(
      storage.db,
    );
    const error: unknown = await entries.find({ limit: 9 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain('Entry 4 of the audit cannot be read');
  });
});

describe('finding the changes of a person', () => {
  const byItself = { actor: undefined, decidedBy: undefined };
  const byPriya = { actor: priya, decidedBy: undefined };
  const byArjun = { actor: arjun, decidedBy: undefined };
  beforeEach(async () => {
    for (const note of [
      { event: 'asked', ...byPriya, change: 'hers' },
      { event: 'asked', ...byArjun, change: 'his' },
      { event: 'started', ...byItself, change: 'hers' },
      { event: 'refused', ...byArjun, change: 'hers' },
      { event: 'refused', ...byPriya, change: 'his' },
      { event: 'ended', ...byItself, change: 'his' },
      { event: 'ended', ...byItself, change: 'hers' },
      { event: 'approvals place set', ...byArjun, change: '' },
      { event: 'expired', ...byItself, change: '' },
    ] as const) {
      await entries.append({ ...aNote(), ...note, on: [], ids: [] });
      clock.advance(hour);
    }
  });

  it('tells how they went, but nothing of those that the person was only refused', async () => {
    expect(await numbers(entries.find({ person: 'priya', limit: 99 }))).toEqual([7, 5, 4, 3, 1]);
    expect(await entries.count({ person: priya.objectId })).toBe(5);
    expect(await numbers(entries.find({ about: 'priya', limit: 99 }))).toEqual([7, 5, 4, 3, 1]);
    // What belongs to no change belongs to no other entry either.
    expect(await numbers(entries.find({ person: 'arjun', limit: 99 }))).toEqual([8, 6, 5, 4, 2]);
  });

  it('tells it also to somebody who decided, and when it was asked for before the time that is looked at', async () => {
    await entries.append(aNote({ event: 'approved', actor: arjun, decidedBy: arjun, change: 'hers' }));
    expect(await numbers(entries.find({ person: 'arjun', limit: 99 }))).toEqual([10, 8, 7, 6, 5, 4, 3, 2, 1]);
    const since = new Date(noon + 5 * hour);
    expect(await numbers(entries.find({ person: 'priya', since, limit: 99 }))).toEqual([10, 7]);
  });

  it('does not look for them further back than a change can last', async () => {
    clock.advance(31 * 24 * hour);
    await entries.append(aNote({ event: 'ended', ...byItself, change: 'hers' }));
    const since = new Date(clock.now().getTime() - hour);
    expect(await entries.count({ person: 'priya', since })).toBe(0);
    expect(await entries.count({ person: 'priya' })).toBe(6);
  });
});

describe('names in the audit', () => {
  it('are each given once, those that hold the part first, of the time that is asked about', async () => {
    await entries.append(aNote({ on: ['old-farm'], ids: [] }));
    clock.advance(hour);
    await entries.append(aNote({ on: ['Plants', 'hub ctso-Windfarm'], ids: [aHub().id] }));
    await entries.append(aNote({ on: ['ctso-windfarm'], ids: [] }));
    const since = new Date(noon + hour);
    const held = ['ctso-windfarm', 'hub ctso-windfarm'];
    expect(await entries.names('FARM', { since })).toEqual([...held, 'plant-7', 'plants']);
    expect(await entries.names('farm', {})).toEqual([...held, 'old-farm', 'plant-7', 'plants']);
    expect(await entries.names('%', { before: 2 })).toEqual(['old-farm']);
  });
});
