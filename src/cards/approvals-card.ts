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
  /** What waits for a request and goes on once it is done, by the id of the request; see `requestsShown`. */
  goesOn: ReadonlyMap<string, Change>;
  /** Who reads the list: their own requests come first. */
  reader: Person;
  /** Where approval cards go; undefined when nobody has set a place. */
  place: Pick<Conversation, 'kind' | 'name'> | undefined;
  now: Date;
}

/** The answer to `approvals`: every open request in a row that opens it, the reader's own first. */
export function approvalsCard(view: ApprovalsView): Reply {
  const { requests, place, now } = view;
  const { own, others } = byRequester(view);
  const counts =
    requests.length === 0
      ? 'Nothing waits for an approval.'
      : `${count(requests.length, 'request waits', 'requests wait')} for an approval.`;
  return reply('approvals', {
    summary: `Open approvals: ${counts}`,
    counts,
    groups: [...groupOf('Asked by you', own, view), ...groupOf('Asked by others', others, view)],
    lines: linesOf(view),
    times: cardTime('As of', now),
    buttons: actions(
      button('Refresh', 'approvals', {}, { place: 'card' }),
      place ? undefined : button('Get approvals here', 'approvals here', {}, { place: 'chat' }),
    ),
  });
}

/** The requests that get a row of their own; the others are counted. */
export function requestsShown(view: Pick<ApprovalsView, 'requests' | 'reader'>): Change[] {
  const { own, others } = byRequester(view);
  return [...own.slice(0, mostRows), ...others.slice(0, mostRows)];
}

function byRequester({ requests, reader }: Pick<ApprovalsView, 'requests' | 'reader'>) {
  const isOwn = ({ requester }: Change) => samePerson(requester, reader);
  return { own: requests.filter(isOwn), others: requests.filter((request) => !isOwn(request)) };
}

function groupOf(heading: string, requests: readonly Change[], view: ApprovalsView): ApprovalsData['groups'] {
  if (requests.length === 0) return [];
  const rest = requests.length - mostRows;
  return [
    {
      heading,
      rows: requests.slice(0, mostRows).map((request) => rowOf(request, view)),
      rest: rest > 0 ? [{ text: `And ${rest.toLocaleString('en-US')} more.` }] : [],
    },
  ];
}

function rowOf(
  { id, plan, requester, conversation, createdAt, expiresAt }: Change,
  { goesOn, now }: ApprovalsView,
): ApprovalRow {
  const title = changeTitle(plan);
  const then = goesOn.get(id);
  return {
    title,
    who: `${plain(requester.name, 80)}, ${whereText(conversation)}, ${ago(createdAt, now)}`,
    goesOn: then ? `Then: ${changeTitle(then.plan)}` : '',
    times: [...cardTime('Asked', createdAt), ...cardTime('Expires', expiresAt)],
    open: button(title, 'approval', { change: id }, { place: 'chat' }),
  };
}

function linesOf(view: ApprovalsView): ApprovalsData['lines'] {
  const { place } = view;
  const goes = place
    ? `Approval cards are posted ${whereText(place)}.`
    : 'The place for approval cards is not set.';
  const how = place
    ? 'To have them elsewhere, type there: approvals here'
    : 'To have them posted in this chat or channel, select Get approvals here or type: approvals here';
  return [selectText(view), goes, how].filter(Boolean).map((text) => ({ text }));
}

// Nobody decides about their own.
function selectText(view: ApprovalsView): string {
  const { own, others } = byRequester(view);
  if (others.length > 0) return 'Select a request to see it and to decide.';
  return own.length > 0 ? 'Select a request to see it or to withdraw it. Somebody else has to decide.' : '';
}
