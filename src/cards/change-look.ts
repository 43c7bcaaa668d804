import { type Change, type ChangeState, enablingFailed } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { FrameStyle } from './card-data.ts';
import { isNothing, isPartlyDone, isSeveritiesOnly } from './change-stage.ts';
import { plain } from './text.ts';

/** Where a change stands: a sign with words, and the background that goes with them. */
export interface ChangeLook {
  verdict: string;
  style: FrameStyle;
}

const looks: Readonly<Record<Exclude<ChangeState, 'done'>, ChangeLook>> = {
  previewed: { verdict: '👀 Preview, nothing is changed yet', style: 'emphasis' },
  asked: { verdict: '⏳ Waiting for approval', style: 'accent' },
  waiting: { verdict: '⏳ Waiting for Defender to be enabled', style: 'accent' },
  approved: { verdict: '⏳ About to start', style: 'accent' },
  running: { verdict: '⏳ Working on it', style: 'accent' },
  accepted: { verdict: '🕓 Accepted by Azure, not confirmed yet', style: 'accent' },
  failed: { verdict: '❌ Failed', style: 'attention' },
  unknown: { verdict: '❔ Outcome unknown', style: 'warning' },
  declined: { verdict: '⛔ Declined', style: 'attention' },
  expired: { verdict: '⌛ Expired', style: 'warning' },
  cancelled: { verdict: '↩️ Cancelled', style: 'emphasis' },
  outdated: { verdict: '🔁 Out of date', style: 'emphasis' },
};

/** Where this change stands, in words. */
export function changeLook(change: Change): ChangeLook {
  const { state, plan, decision, why } = change;
  const by = decision ? ` by ${plain(decision.by.name, 60)}` : '';
  if (state === 'done') return { verdict: `✅ ${doneWords(plan)}`, style: 'good' };
  // Nobody took it back: what was asked for has failed, before its own turn came.
  const look = looks[state === 'cancelled' && why === enablingFailed ? 'failed' : state];
  if (state === 'previewed' && isNothing(plan)) return { verdict: '✅ Nothing to do', style: 'good' };
  if (state === 'declined') return { ...look, verdict: `${look.verdict}${by}` };
  if (state === 'approved' && by) return { ...look, verdict: `⏳ Approved${by}, about to start` };
  if (state === 'failed' && isPartlyDone(change)) return { ...look, verdict: '❌ Failed in part' };
  return look;
}

function doneWords(plan: ChangePlan): string {
  if (isNothing(plan)) return 'Nothing left to do';
  switch (plan.kind) {
    case 'connect':
      return 'Connected, confirmed by Azure';
    case 'disconnect':
      return 'Disconnected, confirmed by Azure';
    case 'enable':
      return 'Defender enabled, confirmed by Azure';
    case 'incidents on':
      return isSeveritiesOnly(plan)
        ? 'Severities changed, confirmed by Azure'
        : 'Incidents turned on, confirmed by Azure';
    case 'incidents off':
      return 'Incidents turned off, confirmed by Azure';
  }
}
