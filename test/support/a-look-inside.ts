import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { z } from 'zod';
import type { WholeBot } from './a-whole-bot.ts';

/** A row of the changes, as far as tests look at it. */
const ChangeSeen = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  version: z.number(),
  why: z.string(),
  after: z.string().nullable(),
});
/** One change as it stands in the database. */
export type ChangeSeen = z.infer<typeof ChangeSeen>;

const CardSeen = z.object({
  id: z.string(),
  audience: z.string(),
  state: z.string(),
  message: z.string().nullable(),
});
/** One card of a change as it stands in the database. */
export type CardSeen = z.infer<typeof CardSeen>;

const Refusal = z.object({
  correlationId: z.string(),
  what: z.string(),
  outcome: z.string(),
  change: z.string(),
  actor: z.string(),
});
/** An entry `refused` of the audit. */
export type RefusalSeen = z.infer<typeof Refusal>;

const Entry = z.object({ event: z.string(), what: z.string(), change: z.string(), outcome: z.string() });

/** The database of a running bot, past the bot. */
export interface LookInside {
  /** Asks, or changes, whatever the words say. */
  ask(sql: string): Promise<readonly unknown[]>;
  /** All changes, oldest first. */
  changes(): Promise<ChangeSeen[]>;
  cards(changeId: string): Promise<CardSeen[]>;
  /** The entries `refused` of the audit, oldest first. */
  refusals(): Promise<RefusalSeen[]>;
  /** The audit of one change, as `asked enable`, oldest first. */
  story(changeId: string): Promise<string[]>;
  /** Has the workers look for jobs now: what a job held up, or what is due by now, else waits for the next poll. */
  wake(): Promise<void>;
  /** Makes every later look at a change due at once; gives how many there were. */
  bringLooksForward(): Promise<number>;
  close(): Promise<void>;
}

let opened: PGlite | undefined;

/** Remembers the embedded database that a bot opens. Call it before the bot starts; once for all bots of a file. */
export function watchEmbedded(): void {
  const { query } = PGlite.prototype;
  Reflect.set(PGlite.prototype, 'query', function (this: PGlite, ...args: unknown[]): unknown {
    opened = this;
    return Reflect.apply(query, this, args);
  });
}

/** Looks into the database of a bot. */
export function aLookInside(bot: Pick<WholeBot, 'database'>): LookInside {
  const { databaseUrl } = bot.database;
  const pool = databaseUrl === undefined ? undefined : new pg.Pool({ connectionString: databaseUrl, max: 2 });

  async function ask(sql: string): Promise<readonly unknown[]> {
    if (pool) return (await pool.query<Record<string, unknown>>(sql)).rows;
    if (!opened) throw new Error('Call watchEmbedded() before the bot starts.');
    return (await opened.query(sql)).rows;
  }
  const list = async <T>(type: z.ZodType<T>, sql: string) => z.array(type).parse(await ask(sql));

  async function wake(): Promise<void> {
    // The channel as pg-boss derives it (plans.js, notifyChannelSql). Each word makes every worker of a queue look.
    await ask(`
      select pg_notify('pgboss_' || left(encode(sha224('hubwatch_jobs'::bytea), 'hex'), 24), name)
      from (select distinct name from hubwatch_jobs.job
        where name in ('changes', 'change-cards') and state < 'active' and start_after <= now()) as waiting`);
  }

  return {
    ask,
    changes: () =>
      list(
        ChangeSeen,
        'select id, kind, state, version::int, why, after_id as after from hubwatch.changes order by created_at, id',
      ),
    cards: (changeId) =>
      list(
        CardSeen,
        `select id, audience, state, activity_id as message from hubwatch.change_cards
         where change_id = '${quoted(changeId)}' order by id`,
      ),
    refusals: () =>
      list(
        Refusal,
        `select body::json ->> 'correlationId' as "correlationId", body::json ->> 'what' as what,
           body::json ->> 'outcome' as outcome, body::json ->> 'change' as change, coalesce(actor_id, '') as actor
         from hubwatch.audit_entries where event = 'refused' order by seq`,
      ),
    async story(changeId) {
      const entries = await list(
        Entry,
        `select event, body::json ->> 'what' as what, change_id as change, body::json ->> 'outcome' as outcome
         from hubwatch.audit_entries where change_id = '${quoted(changeId)}' order by seq`,
      );
      return entries.map(({ event, what }) => `${event} ${what}`);
    },
    wake,
    async bringLooksForward() {
      const looks = await ask(
        `update hubwatch_jobs.job set start_after = now() - interval '1 second'
         where name = 'changes' and state < 'active' and data ->> 'look' is not null returning id`,
      );
      await wake();
      return looks.length;
    },
    async close() {
      await pool?.end();
    },
  };
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
