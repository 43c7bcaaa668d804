import type { ChangeLedger } from '../storage/change-ledger.ts';

/**
 * Notes where an answer that shows a change stands, as soon as Teams has taken it, and has it brought up to date when
 * the change went on meanwhile.
 */
export async function noteCardShown(
  ledger: ChangeLedger,
  { id, version }: { id: string; version: number },
  activityId: string,
): Promise<void> {
  await ledger.transaction(async (t) => {
    const patch = { state: 'shown', activityId, shownVersion: version } as const;
    if (!(await t.moveCard(id, ['expected'], patch))) return;
    const card = await t.card(id);
    const change = card && (await t.get(card.changeId));
    if (change && change.version > version) await t.redraw(change.id);
  });
}
