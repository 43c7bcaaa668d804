import type { Actor } from '../domain/actor.ts';
import type { Change } from '../domain/change.ts';
import type { CardAudience, CardState } from '../domain/change-card.ts';
import type { Conversation } from '../domain/conversation.ts';
import { personOf, samePerson } from '../domain/person.ts';
import { Refusal } from '../shared/errors.ts';
import type { ChangeWork } from '../storage/change-ledger.ts';

/** A click on the card of a change: who, where, and on which message. The change's id is all that the card says. */
export interface Click {
  change: string;
  actor: Actor;
  conversation: Conversation;
  /** Id of the message that was clicked, as Teams tells it. */
  card?: string;
  correlationId: string;
}

/** States of cards that Teams may have. */
const posted: readonly CardState[] = ['expected', 'posting', 'unknown', 'shown'];

/**
 * The change that a click is about, when the clicked message is one that Hubwatch posted for it, in that very
 * conversation and for that audience.
 *
 * @throws Refusal for everything else: an id that is made up, a card that was copied into another chat.
 */
export async function changeClicked(click: Click, audience: CardAudience, t: ChangeWork): Promise<Change> {
  const change = await t.get(click.change);
  if (!change || change.requester.tenantId !== click.actor.tenantId) {
    throw new Refusal('Hubwatch does not know this request. Nothing was done.', { title: 'Unknown request' });
  }
  const cards = (await t.cards(change.id)).filter(
    ({ kind, conversation, audience: whose }) =>
      kind === 'card' && whose === audience && conversation.id === click.conversation.id,
  );
  const known = cards.find(({ activityId }) => activityId !== undefined && activityId === click.card);
  if (known) return change;
  // The bot may have died between posting the card and noting its id, or Teams never told it.
  const unnamed = cards.find(({ activityId, state }) => activityId === undefined && posted.includes(state));
  if (!unnamed || click.card === undefined) {
    throw new Refusal('This card is a copy: only the original can be used. Nothing was done.', {
      title: 'Not the original card',
    });
  }
  await t.moveCard(unnamed.id, posted, { state: 'shown', activityId: click.card });
  return change;
}

/**
 * Sees to it that only the one who asked goes on with a request.
 *
 * @throws Refusal for anybody else.
 */
export function requireRequester(change: Change, actor: Actor): void {
  if (samePerson(change.requester, personOf(actor))) return;
  throw new Refusal(
    `Only ${change.requester.name || 'the one who asked'} can use this button. To do the same, ask for it yourself.`,
    { title: 'Not your request' },
  );
}
