import { rightsNeeded } from '../access/change-rights.ts';
import { explain } from '../azure/explain.ts';
import { noteAbout } from '../changes/describe.ts';
import { endDependents, releaseDependents } from '../changes/follow-up.ts';
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
import { runSteps } from './run-steps.ts';

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

  const refused = await whyNotAllowed(change, needs, scope);
  if (refused) return end(change, 'failed', failRest(change.steps, refused), refused, needs);

  const ended = await runSteps(change.steps, {
    doer: doerOf(change.plan, needs),
    scope,
    clock,
    log,
    save: (steps) => save(id, steps, ledger),
  });
  needs.hubs.refresh();
  if (ended.kind === 'outdated') return reAsk(change, needs, scope);
  return end(change, endingOf(ended.steps), ended.steps, '', needs);
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
    // A look before each write is nothing to see; what Azure took is.
    if (steps.some(({ state }) => state === 'written')) await t.redraw(id);
  });
}

/** Why the change may not be done any more; undefined when it may. What has been written already is only read back. */
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
    if (error instanceof AzureError) return `${explain(error)} Without that nothing is done.`;
    throw error;
  }
}

function lostRight(name: string, [first, ...more]: readonly MissingRight[]): string {
  const who = name || 'The one who asked';
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `${who} does not have the right for this any more: ${first?.action}${others} on ${first?.scope}. Nothing was changed.`;
}

function failRest(steps: readonly StepResult[], why: string): StepResult[] {
  return steps.map((step) => (step.state === 'to do' ? { state: 'failed', detail: why } : step));
}

/** Writes down how a change ended, tells everybody, and sets off what waited for it. */
async function end(
  change: Change,
  state: ReturnType<typeof endingOf>,
  steps: readonly StepResult[],
  why: string,
  { ledger, clock }: RunChangeNeeds,
): Promise<void> {
  await ledger.transaction(async (t) => {
    const at = clock.now();
    const ended = await t.move(change.id, ['running'], state, { steps, why, endedAt: at });
    if (!ended) return;
    await setOff(ended, t, at);
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
