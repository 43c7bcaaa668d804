import { z } from 'zod';
import { messageCard } from '../cards/message-card.ts';
import { hereText, minutesText, targetText } from '../cards/subscription-words.ts';
import { type Conversation, withoutThread } from '../domain/conversation.ts';
import { personOf } from '../domain/person.ts';
import type { Reply } from '../domain/reply.ts';
import type { Mute, MuteTarget } from '../domain/subscription.ts';
import type { Command } from './command.ts';
import { findMuteTarget, muteArgs } from './mute-target.ts';
import { leastMinutes, mostMinutes, readMuteWords } from './mute-words.ts';
import type { SubscriptionNeeds } from './subscription-needs.ts';
import { requireAllWorkspaces } from './subscription-rights.ts';

const MuteArgs = z.strictObject({
  /** A hub's name or ARM id, or an alert type's name or `AlertType`, which Azure does not bound. */
  what: z.string().trim().min(1).max(1_000),
  kind: z.enum(['hub', 'alert type']).optional(),
  minutes: z
    .int()
    .refine((minutes) => minutes >= leastMinutes, `Please mute for at least ${leastMinutes} minutes.`)
    .refine((minutes) => minutes <= mostMinutes, 'Please mute for at most 30 days.')
    .optional(),
});

/** `mute <hub|alert type> <time>`: such alerts are not posted here for a while. */
export function mute(needs: SubscriptionNeeds): Command<z.output<typeof MuteArgs>> {
  return {
    name: 'mute',
    aliases: ['silence', 'snooze'],
    usage: 'mute <hub|alert type> <30m|2h|1d>',
    summary: 'Keep alerts of a hub or of a type from being posted here for a while.',
    examples: ['mute plant-7 2h', 'mute plant-7 for 1 day', 'mute Expired SAS Token 30m'],
    permission: 'alerts.read',
    args: MuteArgs,
    read(typed) {
      const { what, minutes } = readMuteWords(typed);
      return { ...(what === undefined ? {} : { what }), ...(minutes === undefined ? {} : { minutes }) };
    },
    async run(request) {
      requireAllWorkspaces(request);
      const { args, actor } = request;
      const target = await findMuteTarget(args, request, needs);
      if (args.minutes === undefined) return howLongCard(target);
      const conversation = withoutThread(request.conversation);
      const now = needs.clock.now();
      const until = new Date(now.getTime() + args.minutes * 60_000);
      const { mute: kept, before } = await needs.mutes.mute({
        conversationId: conversation.id,
        target,
        until,
        createdBy: personOf(actor),
        createdAt: now,
      });
      const subscribed = (await needs.subscriptions.list(conversation.id)).length > 0;
      return mutedCard(kept, {
        minutes: args.minutes,
        isMoved: before !== undefined,
        subscribed,
        conversation,
      });
    },
  };
}

interface MutedView {
  minutes: number;
  /** It was muted already. */
  isMoved: boolean;
  /** Is anything posted here at all? */
  subscribed: boolean;
  conversation: Conversation;
}

function mutedCard(kept: Mute, { minutes, isMoved, subscribed, conversation }: MutedView): Reply {
  const what = `Alerts of ${targetText(kept.target)} are not posted ${hereText(conversation.kind)}`;
  return messageCard({
    kind: 'done',
    title: isMoved ? 'Muted: the end was moved' : 'Muted',
    lines: [
      `${what} for ${minutesText(minutes)}, counted from now. When that is over, a summary of what was kept back follows.`,
      'Nothing changes in Microsoft Sentinel, nor in other conversations.',
      ...(subscribed
        ? []
        : ['There is no subscription here: no new alerts are posted anyway. To have them, type: subscribe']),
    ],
    time: { label: 'Until', at: kept.until },
    next: [
      { title: 'Unmute', command: 'unmute', args: { mute: kept.id } },
      { title: 'Subscriptions', command: 'subscriptions' },
    ],
  });
}

/** Offered when no time was named, in minutes. */
const offered: readonly (readonly [title: string, minutes: number])[] = [
  ['1 hour', 60],
  ['4 hours', 240],
  ['24 hours', 1_440],
];

function howLongCard(target: MuteTarget): Reply {
  return messageCard({
    kind: 'question',
    title: 'For how long?',
    lines: [
      `Alerts of ${targetText(target)} can be muted for 5 minutes to 30 days. Select a time, or type it behind the name: 30m, 2h, 7d.`,
    ],
    next: offered.map(([title, minutes]) => ({ title, command: 'mute', args: muteArgs(target, minutes) })),
  });
}
