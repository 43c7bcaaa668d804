import type { Kysely } from 'kysely';
import type { Conversation } from '../domain/conversation.ts';
import type { Clock } from '../shared/clock.ts';
import { plainText } from './plain-text.ts';
import type { ConversationRow, Tables } from './schema.ts';

/** Where the bot may write. */
export interface Conversations {
  /**
   * Keeps the address of a conversation as of `at`, the moment its activity was sent. Older news than what is
   * kept changes nothing, so activities may come in any order. Name and team are kept when an activity does
   * not tell them. Ends an earlier `uninstalled`.
   */
  remember(conversation: Conversation, at: Date): Promise<void>;
  /** The bot was removed from there at `at`: nothing is to be sent, and a later installation is welcomed anew. */
  uninstalled(id: string, at: Date): Promise<void>;
  /** The address, without a thread; undefined when unknown or uninstalled. */
  get(id: string): Promise<Conversation | undefined>;
  /** All addresses that may be written to, by id. */
  list(): Promise<readonly Conversation[]>;
  /**
   * True the first time for an installation that was remembered before, over all instances: who gets true
   * says welcome. False for an unknown conversation.
   */
  claimWelcome(id: string): Promise<boolean>;
  /** The welcome did not arrive: the next `claimWelcome` of this installation gives true again. */
  releaseWelcome(id: string): Promise<void>;
}

/** The conversations table. */
export function createConversations(db: Kysely<Tables>, clock: Clock): Conversations {
  const installed = () => db.selectFrom('conversations').selectAll().where('uninstalled_at', 'is', null);

  return {
    async remember(conversation, at) {
      await db
        .insertInto('conversations')
        .values(toRow(conversation, at))
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(({ ref, fn }) => ({
              kind: ref('excluded.kind'),
              tenant_id: ref('excluded.tenant_id'),
              service_url: ref('excluded.service_url'),
              bot_id: ref('excluded.bot_id'),
              bot_name: ref('excluded.bot_name'),
              team_id: fn.coalesce('excluded.team_id', 'conversations.team_id'),
              name: fn.coalesce('excluded.name', 'conversations.name'),
              seen_at: ref('excluded.seen_at'),
              uninstalled_at: null,
            }))
            .whereRef('excluded.seen_at', '>=', 'conversations.seen_at'),
        )
        .execute();
    },

    async uninstalled(id, at) {
      await db
        .updateTable('conversations')
        .set({ uninstalled_at: at, seen_at: at, welcomed_at: null })
        .where('id', '=', plainText(id))
        .where('seen_at', '<=', at)
        .execute();
    },

    async get(id) {
      const row = await installed().where('id', '=', plainText(id)).executeTakeFirst();
      return row && toConversation(row);
    },

    async list() {
      const rows = await installed().orderBy('id').execute();
      return rows.map(toConversation);
    },

    async claimWelcome(id) {
      const claimed = await db
        .updateTable('conversations')
        .set({ welcomed_at: clock.now() })
        .where('id', '=', plainText(id))
        .where('welcomed_at', 'is', null)
        .where('uninstalled_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return claimed !== undefined;
    },

    async releaseWelcome(id) {
      await db
        .updateTable('conversations')
        .set({ welcomed_at: null })
        .where('id', '=', plainText(id))
        .execute();
    },
  };
}

function toRow(conversation: Conversation, at: Date): ConversationRow {
  return {
    id: plainText(conversation.id),
    kind: conversation.kind,
    tenant_id: plainText(conversation.tenantId),
    service_url: plainText(conversation.serviceUrl),
    bot_id: plainText(conversation.botId),
    bot_name: plainText(conversation.botName),
    team_id: conversation.teamId === undefined ? null : plainText(conversation.teamId),
    name: conversation.name === undefined ? null : plainText(conversation.name),
    seen_at: at,
    uninstalled_at: null,
    welcomed_at: null,
  };
}

/** A kept address, without a thread. */
export function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    kind: row.kind,
    tenantId: row.tenant_id,
    serviceUrl: row.service_url,
    botId: row.bot_id,
    botName: row.bot_name,
    ...(row.team_id === null ? {} : { teamId: row.team_id }),
    ...(row.name === null ? {} : { name: row.name }),
  };
}
