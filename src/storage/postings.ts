import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { type Severity, severities } from '../domain/alert.ts';
import type { DueAlert } from '../domain/known-alert.ts';
import type { MessageRow, MessageState } from './delivery-rows.ts';
import type { Tables } from './schema.ts';

/** A message about alerts. */
export interface AlertMessage {
  id: string;
  conversationId: string;
  kind: 'alert' | 'digest';
  state: MessageState;
  /** Id of the message in its conversation; absent until it is known. */
  activityId?: string;
  /** How often it was posted. */
  tries: number;
  createdAt: Date;
}

/** A card of one alert that shows an older state of it than is known. */
export interface BehindCard {
  messageId: string;
  activityId: string;
  alertId: string;
  /** What it is to show. */
  version: number;
  editedAt: Date | undefined;
  /** When the alert last changed. */
  changedAt: Date;
}

/** What conversations were told of which alerts. All of a conversation is done by one job at a time. */
export interface Postings {
  /** What is due in a conversation, High first, then by age. */
  due(conversationId: string, limit: number): Promise<DueAlert[]>;
  /**
   * Notes that a message about these alerts is about to be sent: they are told from now on. Alerts that are not due
   * any more are left out; undefined when none is left.
   */
  begin(
    message: Pick<AlertMessage, 'id' | 'conversationId' | 'kind'>,
    alertIds: readonly string[],
    now: Date,
  ): Promise<string[] | undefined>;
  /** Messages of a conversation of which nobody knows whether they were sent: a crash cut them short. */
  cutShort(conversationId: string): Promise<AlertMessage[]>;
  /** The ids of the alerts in a message, High first. */
  alertsIn(messageId: string): Promise<string[]>;
  /** Notes how often a message was sent. */
  tried(messageId: string, times: number): Promise<void>;
  /** Teams has it; `version` is what it shows of its alert (for a digest it does not matter). */
  shown(
    messageId: string,
    activityId: string,
    versions: ReadonlyMap<string, number>,
    now: Date,
  ): Promise<void>;
  /** It surely did not arrive: its alerts are due again. */
  takeBack(messageId: string): Promise<void>;
  /** It is left as it is. */
  giveUp(messageId: string, state: 'unknown' | 'refused'): Promise<void>;
  /** Cards that are to be edited. */
  behind(conversationId: string): Promise<BehindCard[]>;
  /** A card shows this version from now on. */
  edited(messageId: string, alertId: string, version: number, now: Date): Promise<void>;
  /** When the last digest was begun there. */
  lastDigestAt(conversationId: string): Promise<Date | undefined>;
}

const Rank = z
  .int()
  .min(0)
  .max(severities.length - 1);

/** The postings over an open database. */
export function createPostings(db: Kysely<Tables>): Postings {
  const setMessage = (id: string, patch: Partial<MessageRow>) =>
    db.updateTable('messages').set(patch).where('id', '=', id).execute();

  return {
    async due(conversationId, limit) {
      const rows = await db
        .selectFrom('postings')
        .select(['alert_id', 'severity', 'due_at'])
        .where('conversation_id', '=', conversationId)
        .where('state', '=', 'due')
        .orderBy('severity')
        .orderBy('due_at')
        .orderBy('alert_id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ id: row.alert_id, severity: severityAt(row.severity), dueAt: row.due_at }));
    },

    begin: ({ id, conversationId, kind }, alertIds, now) =>
      db.transaction().execute(async (tx) => {
        const values = { id, conversation_id: conversationId, kind, state: 'posting' as const, tries: 1 };
        await tx
          .insertInto('messages')
          .values({ ...values, activity_id: null, created_at: now, edited_at: null })
          .execute();
        const taken = await tx
          .updateTable('postings')
          .set({ state: 'told', message_id: id })
          .where('conversation_id', '=', conversationId)
          .where('state', '=', 'due')
          .where(sql<boolean>`alert_id = any(${[...alertIds]})`)
          .returning('alert_id')
          .execute();
        if (taken.length > 0) return taken.map(({ alert_id }) => alert_id);
        await tx.deleteFrom('messages').where('id', '=', id).execute();
        return undefined;
      }),

    async cutShort(conversationId) {
      const rows = await db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('state', '=', 'posting')
        .orderBy('created_at')
        .execute();
      return rows.map(toMessage);
    },

    async alertsIn(messageId) {
      const rows = await db
        .selectFrom('postings')
        .select('alert_id')
        .where('message_id', '=', messageId)
        .orderBy('severity')
        .orderBy('due_at')
        .orderBy('alert_id')
        .execute();
      return rows.map(({ alert_id }) => alert_id);
    },

    async tried(messageId, times) {
      await setMessage(messageId, { tries: times });
    },

    shown: (messageId, activityId, versions, now) =>
      db.transaction().execute(async (tx) => {
        await tx
          .updateTable('messages')
          .set({ state: 'shown', activity_id: activityId || null, edited_at: now })
          .where('id', '=', messageId)
          .execute();
        for (const [alertId, version] of versions) await noteVersion(tx, messageId, alertId, version);
      }),

    takeBack: (messageId) =>
      db.transaction().execute(async (tx) => {
        await tx
          .updateTable('postings')
          .set({ state: 'due', message_id: null })
          .where('message_id', '=', messageId)
          .execute();
        await tx.deleteFrom('messages').where('id', '=', messageId).execute();
      }),

    async giveUp(messageId, state) {
      await setMessage(messageId, { state });
    },

    async behind(conversationId) {
      const rows = await db
        .selectFrom('postings')
        .innerJoin('alerts', 'alerts.id', 'postings.alert_id')
        .innerJoin('messages', 'messages.id', 'postings.message_id')
        .select(['messages.id', 'messages.activity_id', 'messages.edited_at'])
        .select(['alerts.id as alert_id', 'alerts.version', 'alerts.changed_at'])
        .where('messages.conversation_id', '=', conversationId)
        .where('messages.kind', '=', 'alert')
        .where('messages.state', '=', 'shown')
        .where('messages.activity_id', 'is not', null)
        .whereRef('postings.shown_version', '<', 'alerts.version')
        .orderBy('alerts.severity')
        .orderBy('alerts.changed_at')
        .execute();
      return rows.flatMap((row) =>
        row.activity_id === null
          ? []
          : [
              {
                messageId: row.id,
                activityId: row.activity_id,
                alertId: row.alert_id,
                version: row.version,
                editedAt: row.edited_at ?? undefined,
                changedAt: row.changed_at,
              },
            ],
      );
    },

    edited: (messageId, alertId, version, now) =>
      db.transaction().execute(async (tx) => {
        await tx.updateTable('messages').set({ edited_at: now }).where('id', '=', messageId).execute();
        await noteVersion(tx, messageId, alertId, version);
      }),

    async lastDigestAt(conversationId) {
      const row = await db
        .selectFrom('messages')
        .select('created_at')
        .where('conversation_id', '=', conversationId)
        .where('kind', '=', 'digest')
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.created_at;
    },
  };
}

/** The version of its alert that a card shows. */
async function noteVersion(
  tx: Kysely<Tables>,
  messageId: string,
  alertId: string,
  version: number,
): Promise<void> {
  await tx
    .updateTable('postings')
    .set({ shown_version: version })
    .where('message_id', '=', messageId)
    .where('alert_id', '=', alertId)
    .execute();
}

function severityAt(rank: number): Severity {
  return severities[Rank.parse(rank)] ?? 'Informational';
}

function toMessage(row: MessageRow): AlertMessage {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    kind: row.kind,
    state: row.state,
    ...(row.activity_id === null ? {} : { activityId: row.activity_id }),
    tries: row.tries,
    createdAt: row.created_at,
  };
}
