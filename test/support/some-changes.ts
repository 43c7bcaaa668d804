import type { Changes, Draft } from '../../src/changes/changes.ts';
import type { Click } from '../../src/changes/click.ts';
import { newChange } from '../../src/changes/new-change.ts';
import type { Change } from '../../src/domain/change.ts';
import type { EnablePlan } from '../../src/domain/change-plan.ts';
import { personOf } from '../../src/domain/person.ts';
import { aHandClock } from './a-hand-clock.ts';

/** What was asked of `Changes`. */
export interface SomeChanges {
  changes: Changes;
  drafts: Draft[];
  /** Steps in order: `confirm`, `decide approved: reason`, … */
  done: string[];
  clicks: Click[];
  /** Plans that connecting has to wait for. */
  enabling: EnablePlan[];
}

/** Changes of which nothing is kept: every click is on the original card of `found`, every step succeeds. */
export function someChanges(
  found?: Change,
  approvals: 'required' | 'self' = 'required',
  over: Partial<Changes> = {},
): SomeChanges {
  const seen: Omit<SomeChanges, 'changes'> = { drafts: [], done: [], clicks: [], enabling: [] };
  const clock = aHandClock(Date.parse('2026-11-23T12:00:00Z'));
  const step = (click: Click, what: string, over: Partial<Change> = {}): Change => {
    seen.done.push(what);
    seen.clicks.push(click);
    return { ...change(), ...over };
  };
  const change = (): Change => {
    if (!found) throw new Error('this test has no change');
    return found;
  };
  const changes: Changes = {
    async propose(draft) {
      seen.drafts.push(draft);
      const { plan, actor, ...asked } = draft;
      const rules = { approvals, approvalHours: 24 };
      const made = newChange(plan, { ...asked, requester: personOf(actor) }, { clock, rules });
      return { change: made, card: 'card-1' };
    },
    clicked: async (click, audience) => step(click, `clicked by ${audience}`),
    confirm: async (click) =>
      step(click, 'confirm', { state: change().needsApproval ? 'asked' : 'approved' }),
    async confirmAfterEnabling(click, plan) {
      seen.enabling.push(plan);
      return step(click, 'confirm after enabling', { state: 'waiting' });
    },
    decide: async (click, verdict, reason) => step(click, `decide ${verdict}: ${reason}`, { state: verdict }),
    cancel: async (click) => step(click, 'cancel', { state: 'cancelled' }),
    ...over,
  };
  return { changes, ...seen };
}
