import type { Kysely } from 'kysely';
import { type Change, type ChangeState, mayMove } from '../domain/change.ts';
import type { CardState, ChangeCard } from '../domain/change-card.ts';
import { fromJson, jsonText } from './change-json.ts';
import type { ChangeCardRow, ChangeRow } from './change-rows.ts';
import { plainText } from './plain-text.ts';
import type { Tables } from './schema.ts';

// Statements about changes and their cards. Each works on the database or inside a transaction alike.

/** What a move may set besides the state. */
export type ChangePatch = Partial<
  Pick<Change, 'decision' | 'steps' | 'plan' | 'expiresAt' | 'endedAt' | 'why' | 'after'>
>;

/** What may change about a card. */
export type CardPatch = Partial<
  Pick<ChangeCard, 'state' | 'activityId' | 'shownVersion' | 'changeId' | 'notice'> & {
    /** The change that `shownVersion` is of: it counts only while no other one has taken its place on the card. */
    versionOf: string;
  }
>;

/** As many as one list shows or one round of expiring ends; the next round has the rest. */
const mostListed = 200;

/** A condition on the moment until which a preview or request is good. */
export type Validity = { validAt: Date } | { voidAt: Date };

/** A change by its id. */
export async function readChange(q: Kysely<Tables>, id: string): Promise<Change | undefined> {
  const row = await q.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toChange(row);
}

/** Changes in one of these states, oldest first, at most 200; `expiredAt`: only those that nobody answered until then. */
export async function listChanges(
  q: Kysely<Tables>,
  states: readonly ChangeState[],
  { expiredAt, tenantId }: { expiredAt?: Date; tenantId?: string },
): Promise<Change[]> {
  let query = q.selectFrom('changes').selectAll().where('state', 'in', states);
  if (expiredAt) query = query.where('expires_at', '<=', expiredAt);
  if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
  const rows = await query.orderBy('created_at').limit(mostListed).execute();
  return rows.map(toChange);
}

/** Changes that wait, or waited, for the one of that id. */
export async function changesAfter(q: Kysely<Tables>, id: string): Promise<Change[]> {
  const rows = await q.selectFrom('changes').selectAll().where('after_id', '=', id).execute();
  return rows.map(toChange);
}

/** Keeps a new change. */
export async function insertChange(q: Kysely<Tables>, change: Change): Promise<void> {
  await q
    .insertInto('changes')
    .values({
      id: change.id,
      kind: change.kind,
      state: change.state,
      version: change.version,
      plan: jsonText(change.plan),
      steps: jsonText(change.steps),
      requester: jsonText(change.requester),
      requester_id: change.requester.objectId,
      tenant_id: change.requester.tenantId,
      conversation: jsonText(change.conversation),
      needs_approval: change.needsApproval,
      decision: change.decision ? jsonText(change.decision) : null,
      after_id: change.after ?? null,
      created_at: change.createdAt,
      expires_at: change.expiresAt,
      ended_at: change.endedAt ?? null,
      correlation_id: change.correlationId,
      why: plainText(change.why),
    })
    .execute();
}

/**
 * Moves a change from one of the states in `from` to `to`: the compare-and-set that lets one of several deciders
 * win. Undefined when it is in another state, or does not exist, or is not valid (or void) at the given moment.
 * Throws an Error for a move that `domain/change.ts` does not know.
 */
export async function moveChange(
  q: Kysely<Tables>,
  id: string,
  from: readonly ChangeState[],
  to: ChangeState,
  patch: ChangePatch = {},
  validity?: Validity,
): Promise<Change | undefined> {
  const wrong = from.find((state) => state !== to && !mayMove(state, to));
  if (wrong) throw new Error(`A change does not go from ${wrong} to ${to}`);
  let query = q
    .updateTable('changes')
    .set((eb) => ({ state: to, version: eb('version', '+', 1), ...toColumns(patch) }))
    .where('id', '=', id)
    .where('state', 'in', from);
  if (validity && 'validAt' in validity) query = query.where('expires_at', '>', validity.validAt);
  if (validity && 'voidAt' in validity) query = query.where('expires_at', '<=', validity.voidAt);
  const row = await query.returningAll().executeTakeFirst();
  return row && toChange(row);
}

/** Makes every card of a change be drawn anew. */
export async function touchChange(q: Kysely<Tables>, id: string): Promise<void> {
  await q
    .updateTable('changes')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** The cards of a change, oldest first. */
export async function cardsOf(q: Kysely<Tables>, changeId: string): Promise<ChangeCard[]> {
  const rows = await q
    .selectFrom('change_cards')
    .selectAll()
    .where('change_id', '=', changeId)
    .orderBy('id')
    .execute();
  return rows.map(toCard);
}

/** A card by its id. */
export async function readCard(q: Kysely<Tables>, id: string): Promise<ChangeCard | undefined> {
  const row = await q.selectFrom('change_cards').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toCard(row);
}

/** Keeps a new card. */
export async function insertCard(q: Kysely<Tables>, card: ChangeCard): Promise<void> {
  await q
    .insertInto('change_cards')
    .values({
      id: card.id,
      change_id: card.changeId,
      kind: card.kind,
      audience: card.audience,
      conversation: jsonText(card.conversation),
      conversation_id: card.conversation.id,
      activity_id: card.activityId ?? null,
      state: card.state,
      shown_version: card.shownVersion,
      notice: plainText(card.notice),
    })
    .execute();
}

/** Changes a card that is in one of the states in `from`; false when it is in another one. */
export async function moveCard(
  q: Kysely<Tables>,
  id: string,
  from: readonly CardState[],
  patch: CardPatch,
): Promise<boolean> {
  const { state, activityId, shownVersion, versionOf, changeId, notice } = patch;
  const columns: Partial<ChangeCardRow> = {
    ...(state === undefined ? {} : { state }),
    ...(activityId === undefined ? {} : { activity_id: activityId }),
    ...(changeId === undefined ? {} : { change_id: changeId }),
    ...(notice === undefined ? {} : { notice: plainText(notice) }),
  };
  const { numUpdatedRows } = await q
    .updateTable('change_cards')
    .set((eb) => ({
      ...columns,
      ...(shownVersion !== undefined && {
        shown_version:
          versionOf === undefined
            ? shownVersion
            : eb
                .case()
                .when('change_id', '=', versionOf)
                .then(shownVersion)
                .else(eb.ref('shown_version'))
                .end(),
      }),
    }))
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return Number(numUpdatedRows) === 1;
}

function toColumns({
  decision,
  steps,
  plan,
  expiresAt,
  endedAt,
  why,
  after,
}: ChangePatch): Partial<ChangeRow> {
  return {
    ...(decision ? { decision: jsonText(decision) } : {}),
    ...(steps ? { steps: jsonText(steps) } : {}),
    ...(plan ? { plan: jsonText(plan) } : {}),
    ...(expiresAt ? { expires_at: expiresAt } : {}),
    ...(endedAt ? { ended_at: endedAt } : {}),
    ...(why === undefined ? {} : { why: plainText(why) }),
    ...(after === undefined ? {} : { after_id: after }),
  };
}

function toChange(row: ChangeRow): Change {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    version: row.version,
    plan: fromJson.plan(row.plan),
    steps: fromJson.steps(row.steps),
    requester: fromJson.person(row.requester),
    conversation: fromJson.conversation(row.conversation),
    needsApproval: row.needs_approval,
    ...(row.decision === null ? {} : { decision: fromJson.decision(row.decision) }),
    ...(row.after_id === null ? {} : { after: row.after_id }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    correlationId: row.correlation_id,
    why: row.why,
  };
}

function toCard(row: ChangeCardRow): ChangeCard {
  return {
    id: row.id,
    changeId: row.change_id,
    kind: row.kind,
    audience: row.audience,
    conversation: fromJson.conversation(row.conversation),
    ...(row.activity_id === null ? {} : { activityId: row.activity_id }),
    state: row.state,
    shownVersion: row.shown_version,
    notice: row.notice,
  };
}
