import type { Kysely, Transaction } from 'kysely';
import type { Mute, MuteTarget } from '../domain/subscription.ts';
import { UserError } from '../shared/errors.ts';
import type { MuteRow } from './alert-rows.ts';
import { fromJson, jsonText } from './change-json.ts';
import { newId } from './change-ledger.ts';
import { plainText } from './plain-text.ts';
import type { Tables } from './schema.ts';
import { lockConversation } from './subscriptions.ts';

/** More at once is better said by fewer subscriptions. */
export const mostMutes = 50;

/** A mute that is to be kept; the conversation must be remembered already. */
export type NewMute = Omit<Mute, 'id'>;

/** What conversations do not want to be told of for a while. All times are the caller's. */
export interface Mutes {
  /**
   * Mutes a thing from `createdAt` on. Muting it again moves the end of the mute that is there, and names whoever
   * did so; it has begun when it began, and what it has kept back stays. `before` is its end until then.
   *
   * @throws UserError when the conversation has 50 in force already.
   */
  mute(wish: NewMute): Promise<{ mute: Mute; before: Date | undefined }>;
  /** Those of a conversation that keep something quiet at `now`, the one that ends first before the others. */
  inForce(conversationId: string, now: Date): Promise<Mute[]>;
  /** Ends one by hand; undefined when the conversation has no such mute in force. */
  end(conversationId: string, id: string, now: Date): Promise<Mute | undefined>;
  /** Ends all that are in force by hand, and gives them. */
  endAll(conversationId: string, now: Date): Promise<Mute[]>;
  /** Mutes of all conversations whose time is over and that nobody has closed, the oldest end first, at most 200. */
  over(now: Date): Promise<Mute[]>;
  /** Closes one whose time is over. False when it is closed already, or its end was moved in the meantime. */
  close(id: string, now: Date): Promise<boolean>;
  /** How many alerts each of these has kept back, by the mute's id; those with none are left out. */
  keptBack(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** As many as one round of a job ends; the next round has the rest. */
const mostListed = 200;

/** The mutes table. */
export function createMutes(db: Kysely<Tables>): Mutes {
  return {
    mute: (wish) =>
      db.transaction().execute(async (tx) => {
        await lockConversation(tx, wish.conversationId);
        const row = toRow(wish);
        const known = await openOf(tx, row);
        if (!known || known.until <= wish.createdAt) await refuseTooMany(tx, row);
        if (!known) {
          await tx.insertInto('mutes').values(row).execute();
          return { mute: toMute(row), before: undefined };
        }
        const { until, name, created_by } = row;
        await tx
          .updateTable('mutes')
          .set({ until, name, created_by })
          .where('id', '=', known.id)
          .executeTakeFirstOrThrow();
        // One whose time was over goes on all the same: what it has kept back is not told yet.
        const before = known.until > wish.createdAt ? known.until : undefined;
        return { mute: toMute({ ...known, until, name, created_by }), before };
      }),

    async inForce(conversationId, now) {
      const rows = await db
        .selectFrom('mutes')
        .selectAll()
        .where('conversation_id', '=', plainText(conversationId))
        .where('ended_at', 'is', null)
        .where('until', '>', now)
        .orderBy('until')
        .orderBy('id')
        .execute();
      return rows.map(toMute);
    },

    async end(conversationId, id, now) {
      const row = await ending(db, conversationId, now).where('id', '=', plainText(id)).executeTakeFirst();
      return row && toMute(row);
    },

    async endAll(conversationId, now) {
      return (await ending(db, conversationId, now).execute()).map(toMute);
    },

    async over(now) {
      const rows = await db
        .selectFrom('mutes')
        .selectAll()
        .where('ended_at', 'is', null)
        .where('until', '<=', now)
        .orderBy('until')
        .orderBy('id')
        .limit(mostListed)
        .execute();
      return rows.map(toMute);
    },

    async close(id, now) {
      const closed = await db
        .updateTable('mutes')
        .set({ ended_at: now })
        .where('id', '=', plainText(id))
        .where('ended_at', 'is', null)
        .where('until', '<=', now)
        .returning('id')
        .executeTakeFirst();
      return closed !== undefined;
    },

    async keptBack(ids) {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('postings')
        .select(({ fn }) => ['mute_id', fn.countAll<string>().as('kept')])
        .where('mute_id', 'in', ids.map(plainText))
        .groupBy('mute_id')
        .execute();
      // A count is a bigint, which the drivers give as text or as a number.
      return new Map(rows.map(({ mute_id, kept }) => [mute_id ?? '', Number(kept)]));
    },
  };
}

function ending(db: Kysely<Tables>, conversationId: string, now: Date) {
  return db
    .updateTable('mutes')
    .set({ ended_at: now })
    .where('conversation_id', '=', plainText(conversationId))
    .where('ended_at', 'is', null)
    .where('until', '>', now)
    .returningAll();
}

/** The mute of the same thing that nobody has ended: the index `mutes_in_force` allows one. Locked, so that no job ends it. */
function openOf(tx: Transaction<Tables>, { conversation_id, kind, target }: MuteRow) {
  return tx
    .selectFrom('mutes')
    .selectAll()
    .where('conversation_id', '=', conversation_id)
    .where('kind', '=', kind)
    .where('target', '=', target)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

async function refuseTooMany(
  tx: Transaction<Tables>,
  { conversation_id, created_at }: MuteRow,
): Promise<void> {
  const { held } = await tx
    .selectFrom('mutes')
    .select(({ fn }) => fn.countAll<string>().as('held'))
    .where('conversation_id', '=', conversation_id)
    .where('ended_at', 'is', null)
    .where('until', '>', created_at)
    .executeTakeFirstOrThrow();
  if (Number(held) < mostMutes) return;
  throw new UserError(
    `${mostMutes} things are muted in this conversation, which is as many as it can have. Please unmute one first, or subscribe to fewer alerts.`,
    {
      title: 'Too many mutes',
      next: [
        { title: 'Subscriptions', command: 'subscriptions' },
        { title: 'Unmute', command: 'unmute' },
      ],
    },
  );
}

function toRow({ conversationId, target, until, createdBy, createdAt }: NewMute): MuteRow {
  return {
    id: newId(),
    conversation_id: plainText(conversationId),
    kind: target.kind,
    target: plainText(target.kind === 'hub' ? target.id.toLowerCase() : target.type),
    name: plainText(target.name),
    until,
    created_by: jsonText(createdBy),
    created_at: createdAt,
    ended_at: null,
  };
}

function toMute(row: MuteRow): Mute {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    target: toTarget(row),
    until: row.until,
    createdBy: fromJson.person(row.created_by),
    createdAt: row.created_at,
  };
}

function toTarget({ kind, target, name }: MuteRow): MuteTarget {
  return kind === 'hub' ? { kind, id: target, name } : { kind, type: target, name };
}
