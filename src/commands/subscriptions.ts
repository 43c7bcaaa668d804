import { z } from 'zod';
import { subscriptionsCard } from '../cards/subscriptions-card.ts';
import type { Command } from './command.ts';
import { PageNumber, pageOf, readPage, rowsPerPage } from './pages.ts';
import { countedMutes, numberedSubscriptions, type SubscriptionNeeds } from './subscription-needs.ts';

const SubscriptionsArgs = z.strictObject({ page: PageNumber });

/** `subscriptions`: what is posted in this conversation, and what is muted there. */
export function subscriptions(needs: SubscriptionNeeds): Command<z.output<typeof SubscriptionsArgs>> {
  return {
    name: 'subscriptions',
    aliases: [
      'show subscriptions',
      'list subscriptions',
      'my subscriptions',
      'mutes',
      'show mutes',
      'list mutes',
    ],
    usage: 'subscriptions',
    summary: 'Show which new alerts are posted in this conversation, and what is muted.',
    examples: ['subscriptions'],
    permission: 'alerts.read',
    args: SubscriptionsArgs,
    read(typed) {
      const { page } = readPage(typed);
      return page === undefined ? {} : { page };
    },
    async run({ args, conversation }) {
      const [wishes, mutes] = await Promise.all([
        numberedSubscriptions(conversation, needs),
        countedMutes(conversation, needs),
      ]);
      const total = { subscriptions: wishes.length, mutes: mutes.length };
      const { page, pages, offset } = pageOf(args.page, total.subscriptions + total.mutes);
      const end = offset + rowsPerPage;
      return subscriptionsCard({
        subscriptions: wishes.slice(offset, end),
        mutes: mutes.slice(Math.max(0, offset - wishes.length), Math.max(0, end - wishes.length)),
        total,
        page,
        pages,
        kind: conversation.kind,
        now: needs.clock.now(),
      });
    },
  };
}
