import { z } from 'zod';
import { messageCard } from '../cards/message-card.ts';
import { hereText, wishText } from '../cards/subscription-words.ts';
import { type NumberedSubscription, whichSubscriptionCard } from '../cards/subscriptions-card.ts';
import { plain } from '../cards/text.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { Subscription } from '../domain/subscription.ts';
import { UserError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { numberedSubscriptions, type SubscriptionNeeds } from './subscription-needs.ts';

const UnsubscribeArgs = z.strictObject({
  /** From buttons: the id. */
  subscription: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  /** As `subscriptions` counts them. */
  number: z.int().min(1).max(1_000).optional(),
  all: z.boolean().optional(),
  /** Words that are neither. */
  words: z.string().trim().min(1).max(400).optional(),
});

/** `unsubscribe [number|all]`: new alerts are not posted here any more. */
export function unsubscribe(needs: SubscriptionNeeds): Command<z.output<typeof UnsubscribeArgs>> {
  return {
    name: 'unsubscribe',
    aliases: ['stop notifications', 'remove subscription', 'delete subscription', 'cancel subscription'],
    usage: 'unsubscribe [number|all]',
    summary: 'Stop posting new alerts in this conversation: one subscription, or all.',
    examples: ['unsubscribe', 'unsubscribe 2', 'unsubscribe all'],
    permission: 'alerts.read',
    args: UnsubscribeArgs,
    read: readWords,
    async run({ args, conversation }) {
      const all = await numberedSubscriptions(conversation, needs);
      if (all.length === 0) return nothingHere(conversation);
      if (args.all) return removedCard(await needs.subscriptions.removeAll(conversation.id), 0, conversation);
      const chosen = chooseOne(args, all);
      if (!chosen) return whichSubscriptionCard(all, whyAsked(args.words, conversation));
      const removed = await needs.subscriptions.remove(conversation.id, chosen.id);
      // Somebody else was faster.
      if (!removed) throw notThere();
      return removedCard([removed], all.length - 1, conversation);
    },
  };
}

function readWords(words: readonly string[]): Record<string, unknown> {
  const line = words.join(' ').trim();
  const number = /^(?:(?:no|number|subscription)\.? )?#?(\d{1,4})\.?$/i.exec(line)?.[1];
  if (number !== undefined) return { number: Number(number) };
  if (/^(?:from )?(?:all|everything)(?: alerts| subscriptions)?$/i.test(line)) return { all: true };
  return line === '' || /^(?:here|me|us)$/i.test(line) ? {} : { words: line };
}

/** The one that is meant; undefined when that has to be asked. */
function chooseOne(
  { subscription, number, words }: z.output<typeof UnsubscribeArgs>,
  all: readonly NumberedSubscription[],
): NumberedSubscription | undefined {
  if (subscription !== undefined) {
    const found = all.find(({ id }) => id === subscription);
    if (!found) throw notThere();
    return found;
  }
  if (number !== undefined) {
    const found = all.find((one) => one.number === number);
    if (!found) throw noNumber(number, all.length);
    return found;
  }
  // Words that were not understood must not remove the only one.
  return all.length === 1 && words === undefined ? all[0] : undefined;
}

function whyAsked(words: string | undefined, { kind }: Conversation): string {
  if (words === undefined) return `There are several ${hereText(kind)}.`;
  return `“${plain(words, 100)}” is no number of a subscription. Nothing was removed.`;
}

function removedCard(removed: readonly Subscription[], left: number, { kind }: Conversation): Reply {
  const here = hereText(kind);
  const [only] = removed.length === 1 ? removed : [];
  const rest =
    left === 0
      ? `New alerts are not posted ${here} any more.`
      : `${left === 1 ? 'One subscription is' : `${left} subscriptions are`} left ${here}.`;
  return messageCard({
    kind: 'done',
    title: 'Unsubscribed',
    lines: [only ? `Removed: ${wishText(only)}.` : `Removed: ${removed.length} subscriptions.`, rest],
    next: [
      { title: 'Subscriptions', command: 'subscriptions' },
      ...(only ? [{ title: 'Subscribe again', command: 'subscribe', args: againArgs(only) }] : []),
    ],
  });
}

function againArgs({ severities, hubs }: Subscription): Record<string, unknown> {
  return { severities: [...severities], ...(hubs.length > 0 ? { hubs: hubs.map(({ id }) => id) } : {}) };
}

function nothingHere({ kind }: Conversation): Reply {
  return messageCard({
    kind: 'done',
    title: 'Nothing to remove',
    lines: [`There is no subscription ${hereText(kind)}: no new alerts are posted.`],
    next: [{ title: 'Subscribe to all alerts', command: 'subscribe' }],
  });
}

function notThere(): UserError {
  return new UserError('This subscription is not there any more.', {
    title: 'Unknown subscription',
    next: [{ title: 'Subscriptions', command: 'subscriptions' }],
  });
}

function noNumber(number: number, most: number): UserError {
  const those = most === 1 ? 'There is one, number 1.' : `They have the numbers 1 to ${most}.`;
  return new UserError(`There is no subscription ${number} here. ${those}`, {
    title: 'Unknown subscription',
    next: [
      { title: 'Unsubscribe', command: 'unsubscribe' },
      { title: 'Subscriptions', command: 'subscriptions' },
    ],
  });
}
