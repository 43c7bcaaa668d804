import { type Kysely, sql } from 'kysely';
import type { TeamsLimits } from '../domain/teams-limits.ts';
import type { Tables } from './schema.ts';

/** Where something is to be said. */
export interface Spot {
  conversationId: string;
  tenantId: string;
}

/** Shares out Teams' windows over all instances. Times are the caller's clock's. */
export interface Pace {
  /**
   * Takes a place for one request: it may leave at `at`, which is soon. `notBefore`: the conversation's windows are
   * full, or Teams has asked for a pause; nothing was taken.
   */
  take(spot: Spot, now: Date): Promise<{ at: Date } | { notBefore: Date }>;
  /** Teams has asked to leave a conversation alone until then. */
  hold(conversationId: string, until: Date): Promise<void>;
  /** How many requests have been let go in a conversation since then. */
  sentSince(conversationId: string, since: Date): Promise<number>;
  /** Forgets what no window looks at any more. Resolves to the number of rows. */
  prune(now: Date): Promise<number>;
}

/** Longer waits are for a job that comes later, not for one that holds its place. */
const patienceMs = 1_500;

/**
 * Part of the tenant's limit that is used: requests that leave evenly arrive less evenly, and answers to commands are
 * not counted here.
 */
const usedPart = 0.95;

/** The pace over an open database. */
export function createPace(db: Kysely<Tables>, limits: TeamsLimits): Pace {
  const slotMs = 1000 / (limits.tenantPerSecond * usedPart);
  const longestMs = Math.max(...limits.conversation.map(({ seconds }) => seconds)) * 1000;

  /** When the conversation has room again. */
  async function room(tx: Kysely<Tables>, conversationId: string, now: Date): Promise<Date> {
    const held = await tx
      .selectFrom('holds')
      .select('until')
      .where('conversation_id', '=', conversationId)
      .executeTakeFirst();
    let at = Math.max(now.getTime(), held?.until.getTime() ?? 0);
    for (const { count, seconds } of limits.conversation) {
      // The place is free again once the one that filled the window has left it.
      const oldest = await tx
        .selectFrom('sends')
        .select('at')
        .where('conversation_id', '=', conversationId)
        .orderBy('at', 'desc')
        .offset(count - 1)
        .limit(1)
        .executeTakeFirst();
      // One millisecond more: whether a window's edge belongs to it is Teams' secret.
      if (oldest) at = Math.max(at, oldest.at.getTime() + seconds * 1000 + 1);
    }
    return new Date(at);
  }

  /** The next place in the tenant's row of places. */
  async function slot(tx: Kysely<Tables>, tenantId: string, from: Date): Promise<Date> {
    const { rows } = await sql<{ next_at: Date }>`
      insert into hubwatch.tenant_pace as pace (tenant_id, next_at)
      values (${tenantId}, ${from}::timestamptz + ${slotMs} * interval '1 ms')
      on conflict (tenant_id) do update
        set next_at = greatest(pace.next_at, ${from}::timestamptz) + ${slotMs} * interval '1 ms'
      returning next_at`.execute(tx);
    const [row] = rows;
    if (!row) throw new Error('no place was given');
    return new Date(row.next_at.getTime() - slotMs);
  }

  return {
    take: ({ conversationId, tenantId }, now) =>
      db.transaction().execute(async (tx) => {
        const free = await room(tx, conversationId, now);
        if (free.getTime() - now.getTime() > patienceMs) return { notBefore: free };
        const inTenant = await slot(tx, tenantId, now);
        const at = new Date(Math.max(free.getTime(), inTenant.getTime()));
        await tx.insertInto('sends').values({ conversation_id: conversationId, at }).execute();
        return { at };
      }),

    async hold(conversationId, until) {
      await sql`
        insert into hubwatch.holds as held (conversation_id, until) values (${conversationId}, ${until})
        on conflict (conversation_id) do update set until = greatest(held.until, excluded.until)`.execute(db);
    },

    async sentSince(conversationId, since) {
      const { count } = await db
        .selectFrom('sends')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('conversation_id', '=', conversationId)
        .where('at', '>', since)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async prune(now) {
      const old = new Date(now.getTime() - longestMs);
      const sends = await db.deleteFrom('sends').where('at', '<', old).executeTakeFirst();
      const holds = await db.deleteFrom('holds').where('until', '<', now).executeTakeFirst();
      return Number(sends.numDeletedRows) + Number(holds.numDeletedRows);
    },
  };
}
