import { type Kysely, sql } from 'kysely';
import type { ArrivedAlert } from '../domain/alert-news.ts';
import type { KnownAlert } from '../domain/known-alert.ts';
import { readAlert } from './alert-json.ts';
import { addPostings, conversationsBehind, keepAlerts } from './alert-records.ts';
import type { Jobs } from './jobs.ts';
import { noticeQueue } from './queues.ts';
import type { Tables } from './schema.ts';

/** How far a workspace's alerts have been read. */
export interface Watermark {
  /** Nothing that came in before is anybody's news. */
  begunAt: Date;
  ingestedTo: Date;
}

/** What came of a batch. */
export interface Remembered {
  /** Alerts that are news: new, or graver than before. */
  told: number;
  /** Alerts that have changed. */
  changed: number;
  /** Conversations that have something to be told. */
  conversations: number;
}

/** The alerts that were seen, and whom they concern. */
export interface AlertLedger {
  /** The alerts of these ids that are remembered, in no order. */
  get(ids: readonly string[]): Promise<KnownAlert[]>;
  /** How far a workspace has been read; begins at `now` the first time. */
  watermark(workspaceId: string, now: Date): Promise<Watermark>;
  /**
   * Keeps what has come in, notes which conversations it is for, moves the watermark, and queues their notices: all of
   * it or nothing. What is known already changes nothing, so a batch may come again, in parts and in any order.
   */
  remember(workspaceId: string, batch: readonly ArrivedAlert[], now: Date): Promise<Remembered>;
}

/** The ledger over an open database. */
export function createAlertLedger({ db, jobs }: { db: Kysely<Tables>; jobs: Jobs }): AlertLedger {
  return {
    async get(ids) {
      const rows = await db
        .selectFrom('alerts')
        .select(['body', 'version', 'late'])
        .where(sql<boolean>`id = any(${[...ids]})`)
        .execute();
      return rows.map(({ body, version, late }) => ({ alert: readAlert(body), version, late }));
    },

    async watermark(workspaceId, now) {
      const begun = { workspace_id: workspaceId, begun_at: now, ingested_to: now, polled_at: now };
      await db
        .insertInto('watermarks')
        .values(begun)
        .onConflict((conflict) => conflict.column('workspace_id').doNothing())
        .execute();
      const row = await db
        .selectFrom('watermarks')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .executeTakeFirstOrThrow();
      return { begunAt: row.begun_at, ingestedTo: row.ingested_to };
    },

    remember: (workspaceId, batch, now) =>
      db.transaction().execute(async (tx) => {
        // Locked first: two instances that have read the same rows come one after the other.
        const { ingested_to: before, begun_at: begunAt } = await tx
          .selectFrom('watermarks')
          .selectAll()
          .where('workspace_id', '=', workspaceId)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const { told, changed } = await keepAlerts(tx, batch, { begunAt, now });
        const concerned = new Set([
          ...(await addPostings(tx, told, now)),
          ...(await conversationsBehind(tx, changed)),
        ]);
        const newest = batch.reduce((at, { ingestedAt }) => (ingestedAt > at ? ingestedAt : at), before);
        await tx
          .updateTable('watermarks')
          .set({ ingested_to: newest, polled_at: now })
          .where('workspace_id', '=', workspaceId)
          .execute();
        await jobs.sendAllIn(
          tx,
          noticeQueue,
          [...concerned].map((conversation) => ({ data: { conversation }, singletonKey: conversation })),
        );
        return { told: told.length, changed: changed.length, conversations: concerned.size };
      }),
  };
}
