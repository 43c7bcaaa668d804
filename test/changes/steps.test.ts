import { describe, expect, it } from 'vitest';
import { asksForNothing, endingOf, isSettled, startSteps } from '../../src/changes/steps.ts';
import type { StepResult } from '../../src/domain/change-plan.ts';
import { aConnectionItem, aConnectPlan, anIncidentsPlan } from '../support/a-change.ts';

type State = StepResult['state'];
const steps = (...states: State[]): StepResult[] => states.map((state) => ({ state, detail: '' }));

describe('the steps of a plan', () => {
  const mixed = aConnectPlan({ items: [aConnectionItem(), aConnectionItem({ step: 'nothing' })] });
  const idle = anIncidentsPlan({ step: 'nothing' });

  it('begin as to do, unless an item asks for nothing', () => {
    expect(startSteps(mixed)).toEqual(steps('to do', 'nothing to do'));
  });

  it('ask for nothing only when all of them do', () => {
    expect(asksForNothing(mixed)).toBe(false);
    expect(asksForNothing(idle)).toBe(true);
  });

  it.each<[State, boolean]>([
    ['to do', false],
    ['writing', false],
    ['written', false],
    ['confirmed', true],
    ['not confirmed', true],
    ['nothing to do', true],
    ['failed', true],
    ['unknown', true],
  ])('in state "%s" are settled: %s', (state, expected) => {
    const [step] = steps(state);
    expect(step && isSettled(step)).toBe(expected);
  });

  it.each<[ReturnType<typeof endingOf>, State[]]>([
    ['done', ['confirmed', 'nothing to do']],
    ['done', ['nothing to do']],
    ['accepted', ['confirmed', 'not confirmed']],
    ['failed', ['confirmed', 'failed', 'not confirmed']],
    ['unknown', ['failed', 'unknown', 'not confirmed']],
  ])('end as "%s" when they are %j', (ending, states) => {
    expect(endingOf(steps(...states))).toBe(ending);
  });
});
