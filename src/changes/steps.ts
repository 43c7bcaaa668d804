import type { ChangePlan, StepResult } from '../domain/change-plan.ts';

/** The results of a plan before anything was done: items that ask for nothing are settled already. */
export function startSteps(plan: ChangePlan): StepResult[] {
  return plan.items.map(({ step }) => ({
    state: step === 'nothing' ? 'nothing to do' : 'to do',
    detail: '',
  }));
}

/** True when there is nothing in the plan to be written. */
export function asksForNothing(plan: ChangePlan): boolean {
  return plan.items.every(({ step }) => step === 'nothing');
}

/** True for a step that needs no more work now. */
export function isSettled({ state }: StepResult): boolean {
  return state !== 'to do' && state !== 'writing' && state !== 'written';
}

/** How a change ends whose steps are all settled. A step that nobody knows about outweighs one that failed. */
export function endingOf(steps: readonly StepResult[]): 'done' | 'accepted' | 'failed' | 'unknown' {
  const has = (state: StepResult['state']) => steps.some((step) => step.state === state);
  if (has('unknown')) return 'unknown';
  if (has('failed')) return 'failed';
  return has('not confirmed') ? 'accepted' : 'done';
}

/** The same steps with those that are still to be done given up. */
export function failRest(steps: readonly StepResult[], why: string): StepResult[] {
  return steps.map((step) => (step.state === 'to do' ? { state: 'failed', detail: why } : step));
}
