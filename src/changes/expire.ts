import type { Change } from '../domain/change.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import { noteAbout } from './describe.ts';
import { endDependents, tellRequester } from './follow-up.ts';

/**
 * Ends what nobody answered until `now`: previews quietly, requests for approval with word to the requester. Safe
 * to run on several instances at once. Resolves to the number that expired.
 */
export async function expireChanges(ledger: ChangeLedger, now: Date): Promise<number> {
  let count = 0;
  for (const change of await ledger.expired(now)) if (await expire(change, ledger, now)) count += 1;
  return count;
}

function expire({ id }: Change, ledger: ChangeLedger, now: Date): Promise<boolean> {
  return ledger.transaction(async (t) => {
    const ended = { endedAt: now };
    const preview = await t.move(id, ['previewed'], 'expired', ended, { voidAt: now });
    const request = preview ? undefined : await t.move(id, ['asked'], 'expired', ended, { voidAt: now });
    const change = preview ?? request;
    if (!change) return false; // Somebody decided in this very moment.
    await endDependents(change, t, now);
    if (request) {
      await tellRequester(request, t);
      t.audit(noteAbout(request, 'expired', undefined, 'nobody decided in time'));
    }
    await t.redraw(change.id);
    return true;
  });
}
