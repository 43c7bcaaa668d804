import type { Kysely } from 'kysely';
import type { ApprovalPlace } from '../domain/change-card.ts';
import { fromJson, jsonText } from './change-json.ts';
import type { Tables } from './schema.ts';

/** The conversation in which a tenant's approvals are asked for; undefined when nobody has said where. */
export async function readApprovalPlace(
  q: Kysely<Tables>,
  tenantId: string,
): Promise<ApprovalPlace | undefined> {
  const row = await q
    .selectFrom('approval_places')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return (
    row && {
      conversation: fromJson.conversation(row.conversation),
      setBy: fromJson.person(row.set_by),
      setAt: row.set_at,
    }
  );
}

/** Says where a tenant's approvals are asked for from now on. */
export async function writeApprovalPlace(q: Kysely<Tables>, place: ApprovalPlace): Promise<void> {
  const columns = {
    conversation: jsonText(place.conversation),
    set_by: jsonText(place.setBy),
    set_at: place.setAt,
  };
  await q
    .insertInto('approval_places')
    .values({ tenant_id: place.setBy.tenantId, ...columns })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(columns))
    .execute();
}
