import { z } from 'zod';
import { messageCard } from '../cards/message-card.ts';
import { hereText, targetText } from '../cards/subscription-words.ts';
import { type CountedMute, whichMuteCard } from '../cards/subscriptions-card.ts';
import { plain } from '../cards/text.ts';
import { count } from '../cards/times.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import { UserError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import { countedMutes, type SubscriptionNeeds } from './subscription-needs.ts';

const UnmuteArgs = z.strictObject({
  /** From buttons: the id. */
  mute: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  what: z.string().trim().min(1).max(1_000).optional(),
  all: z.boolean().optional(),
});

/** `unmute [hub|alert type|all]`: such alerts are posted here again. */
export function unmute(needs: SubscriptionNeeds): Command<z.output<typeof UnmuteArgs>> {
  return {
    name: 'unmute',
    aliases: ['end mute', 'stop muting', 'unsilence'],
    usage: 'unmute [hub|alert type|all]',
    summary: 'End a mute before its time, or all of them.',
    examples: ['unmute', 'unmute plant-7', 'unmute all'],
    permission: 'alerts.read',
    args: UnmuteArgs,
    read: readWords,
    async run({ args, conversation }) {
      const now = needs.clock.now();
      const mutes = await countedMutes(conversation, needs);
      if (args.mute !== undefined && !mutes.some(({ id }) => id === args.mute)) throw notThere();
      if (mutes.length === 0) return nothingMuted(conversation);
      if (args.all) {
        const ended = await needs.mutes.endAll(conversation.id, now);
        return endedCard(
          mutes.filter(({ id }) => ended.some((one) => one.id === id)),
          conversation,
        );
      }
      const meant = meantBy(args, mutes);
      const [only] = meant;
      if (!only || meant.length > 1) {
        const shown = meant.length > 1 ? meant : nearTo(args.what, mutes);
        return whichMuteCard(shown, whyAsked(args.what, meant.length));
      }
      // Somebody else was faster, or its time was over just now.
      if (!(await needs.mutes.end(conversation.id, only.id, now))) throw notThere();
      return endedCard([only], conversation);
    },
  };
}

function readWords(words: readonly string[]): Record<string, unknown> {
  const line = words.join(' ').trim();
  if (/^(?:all|everything)(?: mutes)?$/i.test(line)) return { all: true };
  return line === '' ? {} : { what: line };
}

const fillers = /^(?:the |hub |alert type |alerts of |alerts |type )+/i;

/** The mutes that are meant: of one name there may be several. */
function meantBy(
  { mute, what }: z.output<typeof UnmuteArgs>,
  mutes: readonly CountedMute[],
): readonly CountedMute[] {
  if (mute !== undefined) return mutes.filter(({ id }) => id === mute);
  if (what === undefined) return mutes;
  const whole = mutes.filter((one) => isCalled(one, what));
  return whole.length > 0 ? whole : mutes.filter((one) => isCalled(one, what.replace(fillers, '')));
}

function isCalled({ target }: CountedMute, word: string): boolean {
  const names = [target.name, target.kind === 'hub' ? target.id : target.type];
  return names.some((name) => name.trim().toLowerCase() === word.trim().toLowerCase());
}

/** Those whose name is near, or all when none is. */
function nearTo(word: string | undefined, mutes: readonly CountedMute[]): readonly CountedMute[] {
  const names = nearest(
    word ?? '',
    mutes.map(({ target }) => target.name),
    mutes.length,
  );
  return names.length > 0 ? mutes.filter(({ target }) => names.includes(target.name)) : mutes;
}

function whyAsked(what: string | undefined, meant: number): string {
  if (what === undefined) return 'Several things are muted here.';
  const named = plain(what, 100);
  return meant > 1
    ? `Several of them are called ${named}.`
    : `Nothing that is muted here is called ${named}.`;
}

function endedCard(ended: readonly CountedMute[], { kind }: Conversation): Reply {
  const kept = ended.reduce((sum, one) => sum + one.kept, 0);
  const [only] = ended.length === 1 ? ended : [];
  const what = only ? `Alerts of ${targetText(only.target)}` : `Alerts of ${count(ended.length, 'thing')}`;
  return messageCard({
    kind: 'done',
    title: 'Unmuted',
    lines: [
      `${what} are posted ${hereText(kind)} again, as far as a subscription asks for them.`,
      kept === 0 ? 'No alert was kept back.' : `${count(kept, 'alert was', 'alerts were')} kept back.`,
    ],
    next: [
      ...(kept > 0 ? [{ title: 'Show alerts', command: 'alerts', args: hubArgs(only) }] : []),
      { title: 'Subscriptions', command: 'subscriptions' },
    ],
  });
}

function hubArgs(only: CountedMute | undefined): Record<string, unknown> {
  return only?.target.kind === 'hub' ? { hub: only.target.id } : {};
}

function nothingMuted({ kind }: Conversation): Reply {
  return messageCard({
    kind: 'done',
    title: 'Nothing is muted',
    lines: [`No mute is in force ${hereText(kind)}.`],
    next: [{ title: 'Subscriptions', command: 'subscriptions' }],
  });
}

function notThere(): UserError {
  return new UserError('This mute is over already.', {
    title: 'Not muted any more',
    next: [{ title: 'Subscriptions', command: 'subscriptions' }],
  });
}
