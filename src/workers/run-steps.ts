import { explain } from '../azure/explain.ts';
import { writeOutcome } from '../azure/write-outcome.ts';
import { isSettled } from '../changes/steps.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { StepResult } from '../domain/change-plan.ts';
import type { Clock } from '../shared/clock.ts';
import { UserError } from '../shared/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Doer, Found } from './doer.ts';
import { PartlyDone } from './partly-done.ts';

/**
 * Pauses between two looks for a change that was made, in seconds: half a minute together. Microsoft's guide says
 * that the list of hubs "can take 10 seconds or more" to show a change.
 */
const lookPauses = [1, 2, 4, 8, 15];
/** Pauses before what could not be read, or was refused for too many requests, is tried again. */
const readPauses = [2, 5];
/** Longer waits that Azure asks for are told to the person instead. */
const longestWaitSeconds = 60;

/** What carrying out the steps needs. */
export interface StepsNeeds {
  doer: Doer;
  scope: CallScope;
  clock: Clock;
  log: Logger;
  /** Keeps the results: before a write leaves, and after each. */
  save(steps: readonly StepResult[]): Promise<void>;
}

/** How the steps ended. */
export type StepsEnd = { kind: 'settled'; steps: readonly StepResult[] } | { kind: 'outdated' };

/** Steps of which none is `writing`. */
export interface KnownSteps {
  steps: readonly StepResult[];
  /** Indexes of those that a crash cut short and that Azure does not show: it may take them yet. */
  doubtful: ReadonlySet<number>;
}

/**
 * Finds out about steps that are `writing`: a crash cut them short, so nobody knows whether Azure has them. Looks for
 * as long as Azure takes to show a change. What is not shown by then is `to do` again. Keeps nothing: another crash
 * begins here anew.
 */
export async function readCutShort(before: readonly StepResult[], needs: StepsNeeds): Promise<KnownSteps> {
  const cutShort = indexesOf(before, 'writing');
  const shown = await waitUntilShown(cutShort, needs);
  return {
    steps: before.map((step, index): StepResult => {
      if (step.state !== 'writing') return step;
      return { state: shown.has(index) ? 'confirmed' : 'to do', detail: '' };
    }),
    doubtful: new Set(cutShort.filter((index) => !shown.has(index))),
  };
}

/** Gives up what is to be done, for this reason. */
export function giveUp({ steps, doubtful }: KnownSteps, why: string): StepResult[] {
  return steps.map((step, index) => (step.state === 'to do' ? undone(doubtful.has(index), why) : step));
}

/** How a step is left that is not done now. */
function undone(doubtful: boolean, why: string): StepResult {
  return doubtful
    ? { state: 'unknown', detail: `${why} It may have been done before.` }
    : { state: 'failed', detail: `${why} Nothing was changed.` };
}

/**
 * Carries out the steps that are to be done, one after the other, then reads back until Azure shows them. Before the
 * first write a difference from the preview ends it all as outdated.
 */
export async function runSteps(
  { steps: before, doubtful }: KnownSteps,
  needs: StepsNeeds,
): Promise<StepsEnd> {
  const steps = [...before];
  const set = async (index: number, state: StepResult['state'], detail = '') => {
    steps[index] = { state, detail };
    await needs.save(steps);
  };

  const fail = (index: number, why: string) => {
    const { state, detail } = undone(doubtful.has(index), why);
    return set(index, state, detail);
  };

  // True while nothing has been done or tried, also before a crash.
  const isFirst = (index: number) =>
    doubtful.size === 0 &&
    steps.every(({ state }, i) => i === index || state === 'to do' || state === 'nothing to do');

  const unanswered = new Map<number, string>();
  for (const index of indexesOf(steps, 'to do')) {
    const found = await lookPatiently(index, needs);
    if (found === 'outdated') {
      if (isFirst(index)) return { kind: 'outdated' };
      await fail(index, 'It has changed in Azure since the preview. Please ask again.');
    } else if (found === 'nothing to do') {
      await set(index, 'nothing to do', 'It is so already.');
    } else if (found !== 'as planned') {
      await fail(index, found.why);
    } else {
      await set(index, 'writing');
      const written = await writePatiently(index, needs);
      if (written.kind === 'conflict' && isFirst(index)) return { kind: 'outdated' };
      if (written.kind === 'unknown') unanswered.set(index, written.why);
      else if (written.kind === 'written') await set(index, 'written');
      else await fail(index, written.why);
    }
  }
  const open = indexesOf(steps, 'written', 'writing');
  const shown = await waitUntilShown(open, needs);
  for (const index of open) {
    const why = unanswered.get(index);
    if (shown.has(index)) await set(index, 'confirmed');
    else if (why !== undefined) await set(index, 'unknown', why);
    else await set(index, 'not confirmed');
  }
  if (!steps.every(isSettled)) throw new Error('a step was left open');
  return { kind: 'settled', steps };
}

function indexesOf(steps: readonly StepResult[], ...states: readonly StepResult['state'][]): number[] {
  return [...steps.keys()].filter((index) => states.includes(steps[index]?.state ?? 'failed'));
}

type Written = { kind: 'written' } | { kind: 'failed' | 'conflict' | 'unknown'; why: string };

async function writePatiently(index: number, needs: StepsNeeds): Promise<Written> {
  const { doer, scope, clock, log } = needs;
  for (const pause of [...readPauses, undefined]) {
    try {
      await doer.write(index, { ...scope, once: true });
      return { kind: 'written' };
    } catch (error) {
      log.warn({ error, index }, 'a write did not succeed');
      const ended = endOfWrite(error);
      const wait = waitAfter(error, pause);
      if (ended.kind !== 'failed' || wait === undefined) return ended;
      await clock.sleep(wait * 1000, scope.signal);
    }
  }
  return { kind: 'failed', why: 'Azure was too busy.' };
}

function endOfWrite(error: unknown): Exclude<Written, { kind: 'written' }> {
  if (error instanceof UserError) return { kind: 'failed', why: error.message };
  if (error instanceof PartlyDone) return { kind: 'unknown', why: error.message };
  // Nothing that we did not foresee is taken for "not done".
  if (!(error instanceof AzureError))
    return { kind: 'unknown', why: 'Something went wrong while it was written.' };
  const outcome = writeOutcome(error);
  if (outcome === 'unknown')
    return { kind: 'unknown', why: `${explain(error)} It may have been done all the same.` };
  if (outcome === 'conflict') return { kind: 'conflict', why: explain(error) };
  return { kind: 'failed', why: refusalWords(error) };
}

/** A refused write, with what Azure's refusal means here. */
function refusalWords(error: AzureError): string {
  if (error.kind === 'forbidden')
    return (
      `${error.service} does not let Hubwatch's own identity do this. Whoever runs Hubwatch has to give it the roles for ` +
      'changes: Microsoft Sentinel Contributor on the workspace; Contributor and Security Admin on the hubs’ subscription.'
    );
  if (error.kind === 'refused' && error.service === 'Microsoft Sentinel')
    return `${explain(error)} If the workspace was moved to the Microsoft Defender portal, that portal makes the incidents and such rules cannot be used.`;
  return explain(error);
}

/** Seconds to wait before the same write may be sent again because it surely was not done; undefined: not at all. */
function waitAfter(error: unknown, pause: number | undefined): number | undefined {
  if (!(error instanceof AzureError) || error.kind !== 'throttled' || pause === undefined) return undefined;
  const asked = error.retryAfterSeconds ?? pause;
  return asked <= longestWaitSeconds ? asked : undefined;
}

async function lookPatiently(
  index: number,
  { doer, scope, clock, log }: StepsNeeds,
): Promise<Found | { why: string }> {
  for (const pause of [...readPauses, undefined]) {
    try {
      return await doer.look(index, scope);
    } catch (error) {
      if (error instanceof UserError) return { why: error.message };
      if (!(error instanceof AzureError)) throw error;
      log.warn({ error, index }, 'Azure could not be read before a write');
      if (pause === undefined || error.kind === 'forbidden') return { why: explain(error) };
      await clock.sleep(pause * 1000, scope.signal);
    }
  }
  return { why: 'Azure could not be read.' };
}

/** The items that Azure shows within half a minute. Trouble while looking counts as "not yet". */
async function waitUntilShown(items: readonly number[], needs: StepsNeeds): Promise<ReadonlySet<number>> {
  const { doer, scope, clock, log } = needs;
  let shown: ReadonlySet<number> = new Set();
  if (items.length === 0) return shown;
  for (const pause of [...lookPauses, undefined]) {
    try {
      shown = await doer.shown(items, scope);
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      log.warn({ error }, 'Azure could not be read after a write');
    }
    if (shown.size === items.length || pause === undefined) return shown;
    await clock.sleep(pause * 1000, scope.signal);
  }
  return shown;
}
