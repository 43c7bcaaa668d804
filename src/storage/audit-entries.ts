import { type Kysely, type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import type { AuditEntry, AuditNote } from '../domain/audit-entry.ts';
import type { Clock } from '../shared/clock.ts';
import { chainHash, changeKey, readBody, searchColumns, searched, toEntry, writeBody } from './audit-body.ts';
import type { AuditEntryRow, AuditHeadRow } from './audit-rows.ts';
import type { Tables } from './schema.ts';

/** A transaction that an entry can be part of. */
export type AuditTransaction = Transaction<Tables>;

/** Which entries are wanted. Several conditions must all be met; none means all entries. */
export interface AuditFilter {
  /**
   * Object id, or part of the name, without regard to case, of who did it or decided. The whole story of a change is
   * found by those who asked for it or decided about it.
   */
  person?: string | undefined;
  /** Whole name or ARM id of what it is about, without regard to case. */
  hub?: string | undefined;
  /** Either of the two above. */
  about?: string | undefined;
  /** Id of the change. */
  change?: string | undefined;
  since?: Date | undefined;
  /** Only entries with a lower number. */
  before?: number | undefined;
}

/** The audit: it grows, and nothing else. */
export interface AuditEntries {
  /**
   * Appends inside a caller's transaction: the entry is there if and only if the transaction commits. Call it LAST:
   * from here to the commit every other append, of all instances, waits, because each entry holds the hash of the one
   * before it. Anything slow after it slows all of them, and a row lock taken after it can end in a deadlock.
   */
  appendIn(tx: AuditTransaction, note: AuditNote): Promise<AuditEntry>;
  /** Appends in a transaction of its own. */
  append(note: AuditNote): Promise<AuditEntry>;
  /** Newest first. Throws a `UserError` when an entry cannot be read. */
  find(filter: AuditFilter & { limit: number; offset?: number }): Promise<AuditEntry[]>;
  count(filter?: AuditFilter): Promise<number>;
  /**
   * Names, in lower case, of what the newest entries are about, those that hold `part` first; for guessing what
   * somebody meant. Of all other conditions only the times count.
   */
  names(part: string, filter: Pick<AuditFilter, 'since' | 'before'>): Promise<string[]>;
  /** The end of the chain: number and hash of the newest entry, 0 before the first; undefined when it is lost. */
  head(): Promise<AuditHeadRow | undefined>;
  /** All rows as they are kept, from the first (or from `fromSeq`) on, in order, `size` at a time. */
  pages(fromSeq?: number, size?: number): AsyncGenerator<AuditEntryRow[]>;
}

/** Longer than a change takes from being asked for to its last entry: a request waits for a week at most. */
const longestChangeMs = 30 * 24 * 3_600_000;
/** As many entries, and names of theirs, are looked through for a guess. */
const guessed = { entries: 5_000, names: 500 };

/** The audit's tables. */
export function createAuditEntries(db: Kysely<Tables>, clock: Clock): AuditEntries {
  const appendIn = async (tx: AuditTransaction, note: AuditNote): Promise<AuditEntry> => {
    const head = await tx
      .selectFrom('audit_head')
      .select(['seq', 'hash'])
      .forUpdate()
      .executeTakeFirstOrThrow(() => new Error('The audit has lost its head row: npm run audit:verify'));
    const seq = head.seq + 1;
    // Read with the lock held, so that the times are in the order of the numbers.
    const body = writeBody(seq, clock.now(), note);
    const said = readBody(body);
    if (!said) throw new Error('An entry for the audit does not have its shape');
    const hash = chainHash(head.hash, body);
    await tx
      .insertInto('audit_entries')
      .values({ seq, hash, body, ...searchColumns(said) })
      .execute();
    await tx.updateTable('audit_head').set({ seq, hash }).execute();
    return toEntry({ seq, hash, body });
  };

  return {
    appendIn,
    append: (note) => db.transaction().execute((tx) => appendIn(tx, note)),

    async find({ limit, offset = 0, ...filter }) {
      const rows = await matching(db, filter)
        .select(['seq', 'hash', 'body'])
        .orderBy('seq', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      return rows.map(toEntry);
    },

    async count(filter = {}) {
      const { n } = await matching(db, filter)
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return n;
    },

    async names(part, { since, before }) {
      const newest = matching(db, { since, before })
        .select('names')
        .orderBy('seq', 'desc')
        .limit(guessed.entries)
        .as('newest');
      const all = sql<{ name: string }>`
        select name from ${newest}, unnest(newest.names) as name
        group by name order by strpos(name, ${searched(part)}) > 0 desc, name limit ${guessed.names}`;
      return (await all.execute(db)).rows.map(({ name }) => name);
    },

    head: () => db.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirst(),

    async *pages(fromSeq, size = 200) {
      let from = fromSeq;
      for (;;) {
        let query = db.selectFrom('audit_entries').selectAll().orderBy('seq').limit(size);
        // No lower bound at first: a row with a number below 1 does not belong here and must be seen.
        if (from !== undefined) query = query.where('seq', '>=', from);
        const rows = await query.execute();
        const last = rows.at(-1);
        if (!last) return;
        yield rows;
        if (rows.length < size) return;
        from = last.seq + 1;
      }
    },
  };
}

function matching(db: Kysely<Tables>, { person, hub, about, change, since, before }: AuditFilter) {
  let query = db.selectFrom('audit_entries');
  if (person !== undefined) query = query.where(concerns(person, since));
  if (hub !== undefined) query = query.where(isNamed(hub));
  if (about !== undefined)
    query = query.where(sql<SqlBool>`(${concerns(about, since)} or ${isNamed(about)})`);
  if (change !== undefined) query = query.where('change_id', '=', changeKey(change));
  if (since !== undefined) query = query.where('at', '>=', since);
  if (before !== undefined) query = query.where('seq', '<', before);
  return query;
}

// Part of a name, but the whole id: `ada` would be found in many an id.
function isPerson(text: string): RawBuilder<SqlBool> {
  const word = searched(text);
  return sql<SqlBool>`(actor_id = ${word} or decider_id = ${word} or strpos(people, ${word}) > 0)`;
}

/**
 * What somebody did, and all that became of the changes that they asked for or decided. Those are gathered once for
 * the whole search, from hardly more entries than it looks at. A refusal does not count: it may name any change.
 */
function concerns(text: string, since: Date | undefined): RawBuilder<SqlBool> {
  const from = since ? sql`and at >= ${new Date(since.getTime() - longestChangeMs)}` : sql``;
  return sql<SqlBool>`(${isPerson(text)} or change_id in (
    select change_id from ${sql.table('audit_entries')}
    where event in ('asked', 'approved', 'declined') and change_id <> '' ${from} and ${isPerson(text)}))`;
}

function isNamed(text: string): RawBuilder<SqlBool> {
  const word = searched(text);
  return sql<SqlBool>`(ids @> array[${word}]::text[] or names @> array[${word}]::text[])`;
}
