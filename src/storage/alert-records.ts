import { type Kysely, sql } from 'kysely';
import { severities } from '../domain/alert.ts';
import { type ArrivedAlert, isLate, isNews } from '../domain/alert-news.ts';
import type { AlertRow } from './alert-rows.ts';
import { jsonText } from './change-json.ts';
import { plainText } from './plain-text.ts';
import type { Tables } from './schema.ts';

// Statements about alerts and whom they concern, inside a transaction. None costs a round trip per alert or conversation.

/** Rows in one statement: PostgreSQL takes 65,535 values. */
const rowsAtOnce = 1_000;

/** What came of keeping a batch: ids of alerts. */
export interface Kept {
  /** News: seen for the first time, or graver than before. */
  told: string[];
  /** Known before, and different now. */
  changed: string[];
}

/** Keeps the alerts of a batch; of one that is known, what came in later counts. What came in before `begunAt` is no news. */
export async function keepAlerts(
  tx: Kysely<Tables>,
  batch: readonly ArrivedAlert[],
  { begunAt, now }: { begunAt: Date; now: Date },
): Promise<Kept> {
  const newest = new Map<string, ArrivedAlert>();
  for (const one of batch) {
    const known = newest.get(idOf(one));
    if (!known || isNewer(one, momentsOf(known))) newest.set(idOf(one), one);
  }
  const kept: Kept = { told: [], changed: [] };
  const arrived = [...newest.values()];
  for (let from = 0; from < arrived.length; from += rowsAtOnce) {
    const part = arrived.slice(from, from + rowsAtOnce);
    const known = await knownAlerts(tx, part.map(idOf));
    const rows: AlertRow[] = [];
    for (const one of part) {
      const before = known.get(idOf(one));
      if (before && !isNewer(one, { ingested: before.ingested_at, updated: before.updated_at })) continue;
      const row = rowOf(one, before, now);
      rows.push(row);
      if (before && row.version > before.version) kept.changed.push(row.id);
      // Graver than before, it may concern conversations that it did not.
      const isNew = !before || row.severity < before.severity;
      if (isNew && isNews(one) && one.ingestedAt > begunAt) kept.told.push(row.id);
    }
    await upsert(tx, rows);
  }
  return kept;
}

interface Moments {
  ingested: Date;
  updated: Date;
}

function momentsOf({ alert, ingestedAt }: ArrivedAlert): Moments {
  return { ingested: ingestedAt, updated: alert.updatedAt };
}

function isNewer(one: ArrivedAlert, than: Moments): boolean {
  const { ingested, updated } = momentsOf(one);
  const later = ingested.getTime() - than.ingested.getTime();
  return later > 0 || (later === 0 && updated > than.updated);
}

function idOf({ alert }: ArrivedAlert): string {
  return plainText(alert.id);
}

async function knownAlerts(tx: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, AlertRow>> {
  const rows = await tx.selectFrom('alerts').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function rowOf(one: ArrivedAlert, before: AlertRow | undefined, now: Date): AlertRow {
  const { alert, ingestedAt } = one;
  const body = jsonText(alert);
  const same = before?.body === body;
  return {
    id: idOf(one),
    workspace_id: plainText(alert.workspaceId),
    severity: severities.indexOf(alert.severity),
    status: plainText(alert.status),
    hub_id: alert.hubId === undefined ? null : plainText(alert.hubId.toLowerCase()),
    type: plainText(alert.type),
    body,
    version: before ? before.version + (same ? 0 : 1) : 1,
    late: before?.late ?? isLate(one),
    ingested_at: ingestedAt,
    updated_at: alert.updatedAt,
    remembered_at: before?.remembered_at ?? now,
    changed_at: before && same ? before.changed_at : now,
  };
}

async function upsert(tx: Kysely<Tables>, rows: readonly AlertRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('alerts')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(({ ref }) => ({
        severity: ref('excluded.severity'),
        status: ref('excluded.status'),
        body: ref('excluded.body'),
        version: ref('excluded.version'),
        ingested_at: ref('excluded.ingested_at'),
        updated_at: ref('excluded.updated_at'),
        changed_at: ref('excluded.changed_at'),
      })),
    )
    .execute();
}

/**
 * Notes for which conversations alerts are: those with a subscription that fits. What a mute keeps back is noted as
 * such. Gives the conversations that have something to be told.
 */
export async function addPostings(tx: Kysely<Tables>, ids: readonly string[], now: Date): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ conversation_id: string }>`
    with added as (
      insert into hubwatch.postings
        (alert_id, conversation_id, state, severity, due_at, shown_version, mute_id)
      select alert.id, wish.conversation_id, case when mute.id is null then 'due' else 'muted' end,
        alert.severity, ${now}, 0, mute.id
      from hubwatch.alerts as alert
      join lateral (
        select distinct conversation_id from hubwatch.subscriptions
        where alert.severity = any(severities) and (hubs = '{}' or alert.hub_id = any(hubs))
      ) as wish on true
      left join lateral (
        select id from hubwatch.mutes
        where conversation_id = wish.conversation_id and ended_at is null and until > ${now}
          and case kind when 'hub' then target = alert.hub_id else target = alert.type end
        order by until desc limit 1
      ) as mute on true
      where alert.id = any(${[...ids]})
      on conflict do nothing
      returning conversation_id, state
    )
    select distinct conversation_id from added where state = 'due'`.execute(tx);
  return rows.map(({ conversation_id }) => conversation_id);
}

/** Conversations that were told of these alerts as they were before. */
export async function conversationsBehind(tx: Kysely<Tables>, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('postings')
    .innerJoin('alerts', 'alerts.id', 'postings.alert_id')
    .select('conversation_id')
    .distinct()
    .where(sql<boolean>`postings.alert_id = any(${[...ids]})`)
    .where('postings.state', '=', 'told')
    .where('postings.message_id', 'is not', null)
    .whereRef('postings.shown_version', '<', 'alerts.version')
    .execute();
  return rows.map(({ conversation_id }) => conversation_id);
}
