import { rightsNeeded } from '../access/change-rights.ts';
import { explain } from '../azure/explain.ts';
import { noteAbout } from '../changes/describe.ts';
import { endDependents, releaseDependents, tellOutcome } from '../changes/follow-up.ts';
import { missingNow, type RightsNowNeeds } from '../changes/missing-rights.ts';
import { type ReAskNeeds, reAsk } from '../changes/re-ask.ts';
import { endingOf } from '../changes/steps.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Change } from '../domain/change.ts';
import type { StepResult } from '../domain/change-plan.ts';
import type { MissingRight } from '../domain/prerequisite.ts';
import type { ChangeLedger, ChangeWork } from '../storage/change-ledger.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type DoerNeeds, doerOf } from './doer.ts';
import { lookDelays } from './look-again.ts';
import { giveUp, readCutShort, runSteps, type StepsNeeds } from './run-steps.ts';

/** What carrying out changes needs. */
export type RunChangeNeeds = DoerNeeds &
  ReAskNeeds & {
    rights: RightsNowNeeds;
    /** What is kept of the hubs is read anew from now on. */
    hubs: { refresh(): void };
    log: Logger;
  };

/**
 * Carries out a confirmed or approved change, or goes on with one that a crash cut short. Rights are judged once more:
 * of the one who asked and of the one who approved. Harmless for a change in any other state.
 */
export async function runChange(id: string, signal: AbortSignal, needs: RunChangeNeeds): Promise<void> {
  const { ledger, clock } = needs;
  const change = await begin(id, ledger);
  if (!change) return;
  const scope: CallScope = { signal, correlationId: change.correlationId };
  const log = needs.log.child({ change: id, correlationId: change.correlationId });

  const stepsNeeds: StepsNeeds = {
    doer: doerOf(change.plan, needs),
    scope,
    clock,
    log,
    save: (steps) => save(id, steps, ledger),
  };
  const known = await readCutShort(change.steps, stepsNeeds);
  const refused = await whyNotAllowed({ ...change, ...known }, needs, scope);
  // Also when it is refused: what a run before this one wrote is still read back.
  const ended = await runSteps(refused ? { ...known, steps: giveUp(known, refused) } : known, stepsNeeds);
  needs.hubs.refresh();
  if (ended.kind === 'outdated') return reAsk(change, needs, scope);
  const nothingDone = ended.steps.every(({ state }) => state === 'failed' || state === 'nothing to do');
  return end(change, ended.steps, refused && nothingDone ? `${refused} Nothing was changed.` : '', needs);
}

/** The change in state `running`; undefined when there is nothing to run. */
function begin(id: string, ledger: ChangeLedger): Promise<Change | undefined> {
  return ledger.transaction(async (t) => {
    const begun = await t.move(id, ['approved'], 'running');
    if (begun) {
      await t.redraw(id);
      t.audit(noteAbout(begun, 'started', undefined, 'started'));
      return begun;
    }
    const found = await t.get(id);
    return found?.state === 'running' ? found : undefined;
  });
}

function save(id: string, steps: readonly StepResult[], ledger: ChangeLedger): Promise<void> {
  return ledger.transaction(async (t) => {
    await t.move(id, ['running'], 'running', { steps });
    // A step that is settled without a write is nothing to wait for.
    if (steps.some(({ state }) => state === 'writing' || state === 'written')) await t.redraw(id);
  });
}

/** Why what is to be done may not be done any more; undefined when it may, and when there is nothing to do. */
async function whyNotAllowed(
  { plan, steps, requester, decision }: Change,
  { rights }: RunChangeNeeds,
  scope: CallScope,
): Promise<string | undefined> {
  if (!steps.some(({ state }) => state === 'to do')) return undefined;
  const people = decision ? [requester, decision.by] : [requester];
  try {
    for (const { objectId, name } of people) {
      const missing = await missingNow(objectId, rightsNeeded(plan), rights, scope);
      if (missing.length > 0) return lostRight(name, missing);
    }
    return undefined;
  } catch (error) {
    if (error instanceof AzureError)
      return `${explain(error)} Without knowing everybody’s rights nothing is done.`;
    throw error;
  }
}

function lostRight(name: string, [first, ...more]: readonly MissingRight[]): string {
  const who = name || 'The one who asked';
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `${who} does not have the right for this any more: ${first?.action}${others} on ${first?.scope}.`;
}

/** Writes down how a change ended, tells everybody, and sets off what waited for it. */
async function end(
  change: Change,
  steps: readonly StepResult[],
  why: string,
  { ledger, clock }: RunChangeNeeds,
): Promise<void> {
  await ledger.transaction(async (t) => {
    const at = clock.now();
    const ended = await t.move(change.id, ['running'], endingOf(steps), { steps, why, endedAt: at });
    if (!ended) return;
    await setOff(ended, t, at);
    await tellOutcome(ended, t);
    await t.redraw(ended.id);
    // The approver's card tells how it went on.
    if (ended.after) await t.touch(ended.after);
    t.audit(noteAbout(ended, 'ended', undefined, outcomeOf(ended)));
  });
}

async function setOff(ended: Change, t: ChangeWork, at: Date): Promise<void> {
  if (ended.state === 'done') await releaseDependents(ended, t);
  else if (ended.state === 'failed') await endDependents(ended, t, at);
  else await t.run(ended, { look: 1, at: new Date(at.getTime() + lookDelays[0] * 1000) });
}

/** The outcome for the audit: the state, and what each step came to. */
export function outcomeOf({ state, steps, why }: Pick<Change, 'state' | 'steps' | 'why'>): string {
  const each = steps.map(({ state: step, detail }) => (detail ? `${step} (${detail})` : step)).join('; ');
  return [state, why || each].filter(Boolean).join(': ');
}
