import type { Kysely, Transaction } from 'kysely';
import { severities } from '../domain/alert.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Subscription } from '../domain/subscription.ts';
import { UserError } from '../shared/errors.ts';
import type { SubscriptionRow } from './alert-rows.ts';
import { fromJson, jsonText } from './change-json.ts';
import { newId } from './change-ledger.ts';
import { toConversation } from './conversations.ts';
import { plainText } from './plain-text.ts';
import type { Tables } from './schema.ts';

/** As many as people can tell apart in a list. */
export const mostSubscriptions = 20;

/** A subscription that is to be kept; the conversation must be remembered already. */
export type NewSubscription = Omit<Subscription, 'id'>;

/** What conversations want to be told of. All times are the caller's. */
export interface Subscriptions {
  /**
   * Keeps a subscription; the same severities and hubs again keep what is there and give it with `isNew: false`.
   *
   * @throws UserError when the conversation has 20 already.
   */
  add(wish: NewSubscription): Promise<{ subscription: Subscription; isNew: boolean }>;
  /** Those of a conversation, oldest first: the order of their numbers. */
  list(conversationId: string): Promise<Subscription[]>;
  /** Gives what was removed; undefined when the conversation has no such subscription. */
  remove(conversationId: string, id: string): Promise<Subscription | undefined>;
  /** Gives what was removed, oldest first. */
  removeAll(conversationId: string): Promise<Subscription[]>;
}

/** The subscriptions table. */
export function createSubscriptions(db: Kysely<Tables>): Subscriptions {
  return {
    add: (wish) =>
      db.transaction().execute(async (tx) => {
        const conversation = await lockConversation(tx, wish.conversation.id);
        const row = toRow(wish);
        const known = await rowsOf(tx, row.conversation_id);
        const same = known.find((one) => keyOf(one) === keyOf(row));
        if (same) return { subscription: toSubscription(same, conversation), isNew: false };
        if (known.length >= mostSubscriptions) throw tooMany();
        await tx.insertInto('subscriptions').values(row).execute();
        return { subscription: toSubscription(row, conversation), isNew: true };
      }),

    async list(conversationId) {
      const id = plainText(conversationId);
      const rows = await rowsOf(db, id);
      return rows.length === 0 ? [] : toSubscriptions(db, rows, id);
    },

    async remove(conversationId, id) {
      const at = plainText(conversationId);
      const row = await db
        .deleteFrom('subscriptions')
        .where('conversation_id', '=', at)
        .where('id', '=', plainText(id))
        .returningAll()
        .executeTakeFirst();
      const [removed] = row ? await toSubscriptions(db, [row], at) : [];
      return removed;
    },

    async removeAll(conversationId) {
      const at = plainText(conversationId);
      const rows = await db
        .deleteFrom('subscriptions')
        .where('conversation_id', '=', at)
        .returningAll()
        .execute();
      return rows.length === 0 ? [] : toSubscriptions(db, rows.sort(byAge), at);
    },
  };
}

/**
 * Makes changes of what one conversation wants come one after the other, so that two clicks at once neither pass a
 * limit nor add the same twice. Postings for the conversation need not wait for it.
 *
 * @throws Error when the conversation was never remembered.
 */
export async function lockConversation(tx: Transaction<Tables>, id: string): Promise<Conversation> {
  const row = await tx
    .selectFrom('conversations')
    .selectAll()
    .where('id', '=', plainText(id))
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return toConversation(row);
}

function rowsOf(q: Kysely<Tables>, conversationId: string): Promise<SubscriptionRow[]> {
  return q
    .selectFrom('subscriptions')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

function byAge(a: SubscriptionRow, b: SubscriptionRow): number {
  return a.created_at.getTime() - b.created_at.getTime() || (a.id < b.id ? -1 : 1);
}

/** Severities in falling order and hubs by id, so that the same wish is the same row however it was said. */
function toRow(wish: NewSubscription): SubscriptionRow {
  const named = new Map(wish.hubs.map(({ id, name }) => [plainText(id.toLowerCase()), plainText(name)]));
  const hubs = [...named.keys()].sort();
  return {
    id: newId(),
    conversation_id: plainText(wish.conversation.id),
    severities: [...severities.keys()].filter((at) => wish.severities.some((one) => one === severities[at])),
    hubs,
    hub_names: hubs.map((id) => named.get(id) ?? ''),
    created_by: jsonText(wish.createdBy),
    created_at: wish.createdAt,
  };
}

function keyOf({ severities: wanted, hubs }: Pick<SubscriptionRow, 'severities' | 'hubs'>): string {
  return JSON.stringify([wanted, hubs]);
}

async function toSubscriptions(
  q: Kysely<Tables>,
  rows: readonly SubscriptionRow[],
  conversationId: string,
): Promise<Subscription[]> {
  const place = await q
    .selectFrom('conversations')
    .selectAll()
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow();
  return rows.map((row) => toSubscription(row, toConversation(place)));
}

function toSubscription(row: SubscriptionRow, conversation: Conversation): Subscription {
  return {
    id: row.id,
    conversation,
    severities: severities.filter((_, at) => row.severities.includes(at)),
    hubs: row.hubs.map((id, at) => ({ id, name: row.hub_names[at] ?? '' })),
    createdBy: fromJson.person(row.created_by),
    createdAt: row.created_at,
  };
}

function tooMany(): UserError {
  return new UserError(
    `This conversation has ${mostSubscriptions} subscriptions, which is as many as it can have. Please remove one first, or name several hubs in one.`,
    {
      title: 'Too many subscriptions',
      next: [
        { title: 'Subscriptions', command: 'subscriptions' },
        { title: 'Unsubscribe', command: 'unsubscribe' },
      ],
    },
  );
}
