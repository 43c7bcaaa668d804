import { noteAbout } from '../changes/describe.ts';
import { endDependents, releaseDependents, tellRequester } from '../changes/follow-up.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { Change } from '../domain/change.ts';
import type { StepResult } from '../domain/change-plan.ts';
import type { Clock } from '../shared/clock.ts';
import type { ChangeLedger, ChangeWork } from '../storage/change-ledger.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type DoerNeeds, doerOf } from './doer.ts';

/** Seconds until each later look at a change that Azure took and did not show: a minute, five more, fifteen more. */
export const lookDelays = [60, 300, 900] as const;

/** What looking again needs. */
export type LookAgainNeeds = DoerNeeds & {
  ledger: ChangeLedger;
  hubs: { refresh(): void };
  clock: Clock;
  log: Logger;
};

/**
 * Looks once more whether Azure shows a change by now, and corrects its cards. Writes nothing to Azure. The last look
 * leaves things as they are and says so.
 */
export async function lookAgain(
  id: string,
  look: number,
  signal: AbortSignal,
  needs: LookAgainNeeds,
): Promise<void> {
  const { ledger, clock, log } = needs;
  const change = await ledger.get(id);
  if (!change || (change.state !== 'accepted' && change.state !== 'unknown')) return;
  const open = [...change.steps.keys()].filter((index) => isOpen(change.steps[index]));
  let shown: ReadonlySet<number> = new Set();
  try {
    const scope = { signal, correlationId: change.correlationId };
    shown = await doerOf(change.plan, needs).shown(open, scope);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    log.warn({ error, change: id }, 'Azure could not be looked at again');
  }
  const steps = change.steps.map(
    (step, index): StepResult => (shown.has(index) ? { state: 'confirmed', detail: '' } : step),
  );
  const delay = lookDelays[look];
  needs.hubs.refresh();
  await ledger.transaction(async (t) => {
    const at = clock.now();
    if (!steps.some(isOpen)) {
      const state = steps.some((step) => step.state === 'failed') ? 'failed' : 'done';
      const ended = await t.move(id, [change.state], state, { steps, why: '' });
      if (!ended) return;
      if (state === 'done') await releaseDependents(ended, t);
      else await endAndTell(ended, t, at);
      t.audit(noteAbout(ended, 'corrected', undefined, `${state}: Azure shows it now`));
    } else if (delay !== undefined) {
      await t.run(change, { look: look + 1, at: new Date(at.getTime() + delay * 1000) });
      if (shown.size === 0) return; // Nothing new to show.
      await t.move(id, [change.state], change.state, { steps });
    } else {
      const why = 'Azure still does not show it. Please look in the portal.';
      const left = await t.move(id, [change.state], change.state, { steps, why });
      if (!left) return;
      await endAndTell(left, t, at);
      t.audit(noteAbout(left, 'corrected', undefined, 'still not shown by Azure; not looked at any more'));
    }
    await t.redraw(id);
  });
}

/** Of the change itself word has been sent before; not of what waited for it. */
async function endAndTell(change: Change, t: ChangeWork, at: Date): Promise<void> {
  if ((await endDependents(change, t, at)) > 0) await tellRequester(change, t);
}

function isOpen(step: StepResult | undefined): boolean {
  return step?.state === 'not confirmed' || step?.state === 'unknown';
}
