import type { Change } from '../domain/change.ts';
import type { Conversation } from '../domain/conversation.ts';
import { type Person, samePerson } from '../domain/person.ts';
import type { Reply } from '../domain/reply.ts';
import { actions, button } from './buttons.ts';
import type { ApprovalRow, ApprovalsData } from './change-data.ts';
import { whereText } from './change-facts.ts';
import { changeTitle } from './change-title.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { ago, cardTime, count } from './times.ts';

// As many of each group as a reader looks through, and a card holds.
const mostRows = 6;

/** What the list of open requests shows. */
export interface ApprovalsView {
  /** Every request that waits for an approval, in the order to show them. */
  requests: readonly Change[];
  /** Who reads the list: their own requests come first. */
  reader: Person;
  /** Where approval cards go; undefined when nobody has set a place. */
  place: Pick<Conversation, 'kind' | 'name'> | undefined;
  now: Date;
}

/** The answer to `approvals`: every open request in a row that opens it, the reader's own first. */
export function approvalsCard({ requests, reader, place, now }: ApprovalsView): Reply {
  const own = requests.filter(({ requester }) => samePerson(requester, reader));
  const others = requests.filter(({ requester }) => !samePerson(requester, reader));
  const counts =
    requests.length === 0
      ? 'Nothing waits for an approval.'
      : `${count(requests.length, 'request waits', 'requests wait')} for an approval.`;
  return reply('approvals', {
    summary: `Open approvals: ${counts}`,
    counts,
    groups: [...groupOf('Asked by you', own, now), ...groupOf('Asked by others', others, now)],
    lines: linesOf(requests.length, place),
    times: cardTime('As of', now),
    buttons: actions(
      button('Refresh', 'approvals', {}, { place: 'card' }),
      place ? undefined : button('Get approvals here', 'approvals here', {}, { place: 'chat' }),
    ),
  });
}

function groupOf(heading: string, requests: readonly Change[], now: Date): ApprovalsData['groups'] {
  if (requests.length === 0) return [];
  const rest = requests.length - mostRows;
  return [
    {
      heading,
      rows: requests.slice(0, mostRows).map((request) => rowOf(request, now)),
      rest: rest > 0 ? [{ text: `And ${rest.toLocaleString('en-US')} more.` }] : [],
    },
  ];
}

function rowOf({ id, plan, requester, conversation, createdAt, expiresAt }: Change, now: Date): ApprovalRow {
  const title = changeTitle(plan);
  return {
    title,
    who: `${plain(requester.name, 80)}, ${whereText(conversation)}, ${ago(createdAt, now)}`,
    times: [...cardTime('Asked', createdAt), ...cardTime('Expires', expiresAt)],
    open: button(title, 'approval', { change: id }, { place: 'chat' }),
  };
}

function linesOf(requests: number, place: ApprovalsView['place']): ApprovalsData['lines'] {
  const goes = place
    ? `Approval cards are posted ${whereText(place)}.`
    : 'The place for approval cards is not set.';
  const how = place
    ? 'To have them elsewhere, type there: approvals here'
    : 'To have them posted in this chat or channel, select Get approvals here or type: approvals here';
  const texts = [requests > 0 ? 'Select a request to see it and to decide.' : '', goes, how];
  return texts.filter(Boolean).map((text) => ({ text }));
}
