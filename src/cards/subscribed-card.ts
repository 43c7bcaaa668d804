import type { Reply } from '../domain/reply.ts';
import type { Mute, Subscription } from '../domain/subscription.ts';
import { messageCard } from './message-card.ts';
import { namesText } from './names-text.ts';
import { hereText, targetText, wishText } from './subscription-words.ts';

/** What a new subscription brings. */
export interface SubscribedView {
  subscription: Subscription;
  /** False when it was there before. */
  isNew: boolean;
  /** How many the conversation has now. */
  total: number;
  /** Those in force here. */
  mutes: readonly Mute[];
}

const mostMutes = 3;

/** The answer to `subscribe`: what will come, from when on, who sees it, and what is muted. */
export function subscribedCard({ subscription, isNew, total, mutes }: SubscribedView): Reply {
  const { conversation, id } = subscription;
  const here = hereText(conversation.kind);
  const who =
    conversation.kind === 'personal'
      ? 'Only you see them.'
      : `Everybody ${here} sees them, also those whose own Azure roles do not allow it.`;
  const since = isNew ? 'from now on' : 'already, so nothing was added';
  const muted = namesText(
    mutes.map(({ target }) => targetText(target)),
    mostMutes,
    120,
  );
  return messageCard({
    kind: 'done',
    title: isNew ? 'Subscribed' : 'Subscribed already',
    lines: [
      `${wishText(subscription)} are posted ${here} ${since}. ${who}`,
      ...(isNew ? ['Alerts that are there already are not posted; the command alerts shows them.'] : []),
      ...(total > 1
        ? [`There are ${total} subscriptions here. An alert comes once, even when several fit.`]
        : []),
      ...(muted ? [`Muted here just now: ${muted}.`] : []),
    ],
    next: [
      { title: 'Subscriptions', command: 'subscriptions' },
      { title: 'Unsubscribe', command: 'unsubscribe', args: { subscription: id } },
    ],
  });
}
