import type { Change } from '../domain/change.ts';
import type { Reply } from '../domain/reply.ts';
import { actions } from './buttons.ts';
import { changeButtons } from './change-buttons.ts';
import { changeFacts, changeTimes } from './change-facts.ts';
import { changeItems } from './change-items.ts';
import { changeLook } from './change-look.ts';
import { isNothing, stageOf } from './change-stage.ts';
import { changeIntro, changeNotes, changeWarnings } from './change-texts.ts';
import { changeHeadings, changeTitle } from './change-title.ts';
import type { ChangeView } from './change-view.ts';
import { whyLines } from './change-why.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';

// The length stands in the template, and in `decide`, too.
const reasonTitle = 'Reason (optional, up to 300 characters)';

/**
 * A change in whatever state it is, for who asked or for who decides: where it stands, what it does to which
 * subscriptions and hubs, how each part went, who asked and who decided. The same card is edited from its
 * preview to its end.
 */
export function changeCard(view: ChangeView): Reply {
  const { change, audience, notice } = view;
  const { verdict, style } = changeLook(change);
  const title = changeTitle(change.plan);
  return reply('change', {
    summary: summaryOf(view, verdict, title),
    // What is going on, or over, is history.
    notices: isThoughtAbout(change) && notice ? [{ text: plain(notice, 400) }] : [],
    heading: audience === 'approver' ? 'Approval request' : changeHeadings[change.kind],
    style,
    verdict,
    why: whyLines(view),
    title,
    intro: changeIntro(change),
    items: changeItems(change),
    warnings: changeWarnings(view),
    notes: changeNotes(change),
    facts: changeFacts(view),
    times: changeTimes(change),
    footer: footerOf(change),
    inputs: audience === 'approver' && change.state === 'asked' ? [{ title: reasonTitle }] : [],
    buttons: actions(...changeButtons(view)),
  });
}

function isThoughtAbout(change: Change): boolean {
  return stageOf(change) === 'before' || isNothing(change.plan);
}

// What a phone shows of the notification: who wants what, or how it went.
function summaryOf({ change, audience }: ChangeView, verdict: string, title: string): string {
  if (audience === 'approver' && change.state === 'asked') {
    return `${plain(change.requester.name, 60)} asks for approval: ${title}.`;
  }
  return `${title}: ${verdict.replace(/^\S+ /, '')}.`;
}

function footerOf({ state, correlationId }: Change): string {
  const looksUp = ['failed', 'unknown', 'accepted', 'running'].includes(state);
  return looksUp ? `Reference: ${plain(correlationId, 80)}` : '';
}
