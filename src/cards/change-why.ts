import { type Change, enablingFailed } from '../domain/change.ts';
import type { Line } from './card-data.ts';
import { isNothing, isPartlyDone, stageOf } from './change-stage.ts';
import type { ChangeView } from './change-view.ts';
import { plain } from './text.ts';

const unchanged = 'Nothing was changed.';
const looksAgain = 'Hubwatch looks again, and this card changes by itself.';

/** What the state means for the reader and why it is so, in a line or two; untrusted words are made plain. */
export function whyLines(view: ChangeView): Line[] {
  const { change } = view;
  const given = plain(change.why, 400);
  return [given, ...stateWords(view).filter((text) => !given.includes(text))]
    .filter(Boolean)
    .map((text) => ({ text }));
}

function stateWords(view: ChangeView): string[] {
  const { change } = view;
  switch (change.state) {
    case 'previewed':
      return change.needsApproval && !isNothing(change.plan)
        ? ['Someone else has to approve this first.']
        : [];
    case 'asked':
      return askedWords(view);
    case 'waiting':
      return ['It goes on by itself once Defender is on.', ...(view.approvalCard ? [arrivalText(view)] : [])];
    case 'running':
      return ['This can take some minutes. This card changes by itself.'];
    // After the last look there is a reason, and no other look.
    case 'accepted':
      return change.why ? [] : [`Azure took it, but does not show all of it yet. ${looksAgain}`];
    case 'unknown':
      return change.why ? [] : [`Nobody can tell yet whether Azure did it. ${looksAgain}`];
    case 'failed':
      return failedWords(change);
    case 'declined':
      return [reasonText(change) || 'No reason was given.', unchanged];
    case 'expired':
      return change.why ? [unchanged] : [`Nobody answered in time. ${unchanged}`];
    case 'cancelled':
      return [cancelledText(view)];
    case 'outdated':
      return change.why ? [] : [outdatedText(view)];
    case 'approved':
    case 'done':
      return [];
  }
}

/** What who decided said, in quotes; empty when nothing. */
export function reasonText({ decision }: Pick<Change, 'decision'>): string {
  const reason = plain(decision?.reason ?? '', 300);
  return reason ? `“${reason}”` : '';
}

/** What was approved before is done all the same, unless it failed. The reason may say already that this was not. */
function cancelledText({ change, first }: ChangeView): string {
  if (!first || stageOf(first) !== 'under way') return unchanged;
  return [
    change.why === enablingFailed ? '' : 'Nothing was connected.',
    first.state === 'failed'
      ? ''
      : 'Enabling Defender for IoT had been approved already and is not taken back.',
  ]
    .filter(Boolean)
    .join(' ');
}

function outdatedText({ audience, change }: ChangeView): string {
  const next =
    audience === 'approver'
      ? `${plain(change.requester.name, 60)} has a new preview to confirm.`
      : 'A new preview took the place of this one.';
  return `Something had changed in Azure, so nothing was done. ${next}`;
}

function askedWords({ change, audience, approvals, approvalCard }: ChangeView): string[] {
  if (audience === 'approver') {
    const asks = `${plain(change.requester.name, 60)} asks for this.`;
    return [approvals === 'required' ? `${asks} Somebody else has to approve or decline it.` : asks];
  }
  return [arrivalText({ approvalCard })];
}

function arrivalText({ approvalCard }: Pick<ChangeView, 'approvalCard'>): string {
  switch (approvalCard) {
    case 'posted':
      return 'The approvers have been asked. This card changes when one of them decides.';
    case 'unknown':
      return 'Teams did not say whether the approval card arrived. If nobody answers, ask an approver to type: approvals';
    case 'not delivered':
      return 'The approval card could not be delivered. Please ask an approver to type: approvals';
    case undefined:
      return 'This card changes when an approver decides.';
  }
}

function failedWords(change: Change): string[] {
  const states = change.steps.map(({ state }) => state);
  if (states.every((state) => state === 'to do' || state === 'nothing to do')) return [unchanged];
  return isPartlyDone(change) ? ['Some of it is done: each part below says how it went.'] : [];
}
