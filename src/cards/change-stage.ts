import type { Change, ChangeState } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';

/** How far a change got: `before` anything was written, `under way` or through, or `void`: it does not happen. */
export type ChangeStage = 'before' | 'under way' | 'void';

const stages: Readonly<Record<ChangeState, ChangeStage>> = {
  previewed: 'before',
  asked: 'before',
  waiting: 'before',
  approved: 'under way',
  running: 'under way',
  accepted: 'under way',
  done: 'under way',
  failed: 'under way',
  unknown: 'under way',
  declined: 'void',
  expired: 'void',
  cancelled: 'void',
  outdated: 'void',
};

/** How far this change got. */
export function stageOf({ state }: Pick<Change, 'state'>): ChangeStage {
  return stages[state];
}

/** True when everything is as the plan wants it already. */
export function isNothing(plan: ChangePlan): boolean {
  return stepsOf(plan).every((step) => step === 'nothing');
}

/** True when some of it is done, whatever became of the rest. */
export function isPartlyDone({ steps }: Pick<Change, 'steps'>): boolean {
  return steps.some(({ state }) => state === 'written' || state === 'confirmed' || state === 'not confirmed');
}

/** True when all that there is to do is to change which severities make incidents. */
export function isSeveritiesOnly(plan: ChangePlan): boolean {
  const steps = stepsOf(plan).filter((step) => step !== 'nothing');
  return steps.length > 0 && steps.every((step) => step === 'change severities');
}

function stepsOf({ items }: ChangePlan): string[] {
  return items.map(({ step }) => step);
}
