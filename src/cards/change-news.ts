import type { Change, Decision } from '../domain/change.ts';
import type { Reply } from '../domain/reply.ts';
import { actions } from './buttons.ts';
import type { Fact } from './card-data.ts';
import { changeButtons } from './change-buttons.ts';
import { changeLook } from './change-look.ts';
import { isPartlyDone } from './change-stage.ts';
import { changeNotes } from './change-texts.ts';
import { changeTitle } from './change-title.ts';
import type { ChangeView } from './change-view.ts';
import { reasonText } from './change-why.ts';
import { namesText } from './names-text.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';

const unchanged = 'Nothing was changed.';
// As many hubs as a reader takes in; the rest is counted.
const mostNames = 6;

/**
 * Tells the requester how a change has ended, in a few lines. It is written once, so it holds nothing that a later
 * look at Azure could make untrue: for all that may still change it names the card of the request.
 */
export function changeNews(view: ChangeView): Reply {
  const { change, first, then } = view;
  const { verdict, style } = changeLook(change);
  const space = verdict.indexOf(' ');
  const heading = verdict.slice(space + 1);
  const title = changeTitle(change.plan);
  const lines = [`${title}.`, ...newsLines(change, then)].map((line) => plain(line, 400)).filter(Boolean);
  return reply('message', {
    summary: `${title}: ${heading}.`,
    mark: verdict.slice(0, space),
    style,
    heading,
    lines: [...lines.map((text) => ({ text })), ...changeNotes(change)],
    details: [...enabledBefore(view), ...approvedBy(change.decision ?? first?.decision)],
    ask: [],
    times: [],
    footer: '',
    // Of a change that has ended they are commands and links, good at any time.
    buttons: actions(...changeButtons(view)),
  });
}

function newsLines(change: Change, then: ChangeView['then']): string[] {
  // What waited for this one has ended with it, and says so.
  const stopped = then?.state === 'cancelled' ? then.why : '';
  const also = stopped || unchanged;
  // After the last look there is a reason, and no other look.
  if (change.why && (change.state === 'accepted' || change.state === 'unknown')) return [change.why, stopped];
  switch (change.state) {
    case 'declined':
      return [reasonText(change) || 'No reason was given.', also];
    case 'expired':
      return ['Nobody answered in time.', also];
    case 'failed':
      return [...failedLines(change), stopped];
    case 'accepted':
      return [
        'Azure took it, but does not show all of it yet. The card of your request changes when it does.',
      ];
    case 'unknown':
      return [
        'Nobody can tell yet whether Azure did it. Hubwatch looks again; the card of your request tells what it finds.',
      ];
    case 'outdated':
      return [
        'Something had changed in Azure, so nothing was done. The card of your request has a new preview for you to confirm.',
      ];
    default:
      return [];
  }
}

function failedLines(change: Change): string[] {
  const { why, steps } = change;
  const partly = isPartlyDone(change);
  const details = steps.filter(({ state }) => state === 'failed').map(({ detail }) => detail);
  // Of a part it says that nothing was changed; of the whole that would not be true.
  const ofParts = details.map((detail) => (partly ? detail.replace(unchanged, '').trim() : detail));
  const reasons = why ? [why] : [...new Set(ofParts)].filter(Boolean).slice(0, 3);
  const rest = partly ? ['Some of it is done: the card of your request tells which part.'] : [];
  return [...reasons, ...rest];
}

/** What had to come first is part of the news: no word was sent when it was done. */
function enabledBefore({ first }: ChangeView): Fact[] {
  if (first?.state !== 'done' || first.plan.kind !== 'enable') return [];
  const names = first.plan.items.map(({ hub }) => hub.name);
  return [fact('Defender enabled on', namesText(names, mostNames))];
}

function approvedBy(decision: Decision | undefined): Fact[] {
  if (decision?.verdict !== 'approved') return [];
  const said = [decision.by.name, reasonText({ decision })].filter(Boolean).join(' ');
  return [fact('Approved by', plain(said, 400))];
}

function fact(label: string, value: string): Fact {
  return { label, value, color: 'default', meaning: '' };
}
