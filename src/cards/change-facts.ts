import type { Change } from '../domain/change.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { ChangeFact } from './change-data.ts';
import { changeLook } from './change-look.ts';
import { isNothing, stageOf } from './change-stage.ts';
import { changeTitle } from './change-title.ts';
import type { ChangeView } from './change-view.ts';
import { reasonText } from './change-why.ts';
import { plain } from './text.ts';
import { type CardTime, cardTime } from './times.ts';

/** What comes before and after this change, who asked for it and who decided, each with its time. */
export function changeFacts(view: ChangeView): ChangeFact[] {
  return [...chainFacts(view), askedFact(view), ...decisionFacts(view.change)];
}

/** Until when it can be answered, or when it ended. */
export function changeTimes({ state, plan, expiresAt, endedAt }: Change): CardTime[] {
  if (state === 'previewed') return isNothing(plan) ? [] : cardTime('Valid until', expiresAt);
  if (state === 'asked') return cardTime('Expires', expiresAt);
  if (state === 'expired') return cardTime('Expired', expiresAt);
  // A declined one shows the time of the decision.
  if (state === 'declined') return [];
  if (state === 'accepted') return cardTime('Accepted', endedAt);
  // Nobody knows yet whether it is over.
  return cardTime(state === 'unknown' ? 'As of' : 'Ended', endedAt);
}

/** Where somebody asked: `in IoT Operations`, `in a personal chat`. */
export function whereText({ kind, name }: Pick<Conversation, 'kind' | 'name'>): string {
  const named = plain(name ?? '', 80);
  switch (kind) {
    case 'channel':
      return named ? `in the channel ${named}` : 'in a channel';
    case 'groupChat':
      return named ? `in the chat ${named}` : 'in a group chat';
    case 'personal':
      return 'in a personal chat';
  }
}

function chainFacts({ change, first, then }: ChangeView): ChangeFact[] {
  const facts: ChangeFact[] = [];
  // Once this one goes on or is over, what it had waited for is history.
  if (first && (change.state === 'waiting' || change.state === 'cancelled')) {
    facts.push(fact('First', changeTitle(first.plan), changeLook(first).verdict));
  }
  if (then) {
    const waits = then.state === 'waiting' && stageOf(change) !== 'void';
    const meaning = waits ? 'Goes on by itself once this is done.' : changeLook(then).verdict;
    facts.push(fact('Then', changeTitle(then.plan), meaning));
  }
  return facts;
}

function askedFact({ change, audience }: ChangeView): ChangeFact {
  const where = audience === 'approver' ? `, ${whereText(change.conversation)}` : '';
  return {
    ...fact('Asked by', `${plain(change.requester.name, 80)}${where}`, ''),
    times: cardTime('', change.createdAt),
  };
}

function decisionFacts(change: Change): ChangeFact[] {
  const { decision, state } = change;
  if (!decision) return [];
  const label = decision.verdict === 'approved' ? 'Approved by' : 'Declined by';
  // The frame of a declined change has the reason already.
  const reason = state === 'declined' ? '' : reasonText(change);
  return [{ ...fact(label, plain(decision.by.name, 80), reason), times: cardTime('', decision.at) }];
}

function fact(label: string, value: string, meaning: string): ChangeFact {
  return { label, value, meaning, times: [] };
}
