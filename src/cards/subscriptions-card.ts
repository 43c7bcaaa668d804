import type { ConversationKind } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { Mute, Subscription } from '../domain/subscription.ts';
import { actions, button, type CardAction, mostButtons } from './buttons.ts';
import type { Line } from './card-data.ts';
import { reply } from './render.ts';
import { hereText, namedBy, sharedNames, targetName, targetText, wishText } from './subscription-words.ts';
import type { SubscriptionRow, SubscriptionsData } from './subscriptions-data.ts';
import { plain } from './text.ts';
import { cardTime, count } from './times.ts';

/** A subscription with its number in its conversation, from 1. */
export interface NumberedSubscription extends Subscription {
  number: number;
}

/** A mute in force, and how many alerts it has kept back. */
export interface CountedMute extends Mute {
  kept: number;
}

/** One page of what a conversation wants: subscriptions first, then mutes. */
export interface SubscriptionsPage {
  /** Those on this page. */
  subscriptions: readonly NumberedSubscription[];
  /** Those on this page. */
  mutes: readonly CountedMute[];
  /** How many there are over all pages. */
  total: { subscriptions: number; mutes: number };
  /** From 1. */
  page: number;
  pages: number;
  /** Where it is shown. */
  kind: ConversationKind;
  now: Date;
}

/** The answer to `subscriptions`. */
export function subscriptionsCard(view: SubscriptionsPage): Reply {
  const { subscriptions, mutes, page, pages, now } = view;
  const counts = countsOf(view);
  const turn = (title: string, to: number) => button(title, 'subscriptions', { page: to }, { place: 'card' });
  return reply('subscriptions', {
    summary: counts,
    heading: 'Subscriptions',
    counts,
    groups: [
      ...groupOf('Posted here', subscriptionRows(subscriptions)),
      ...groupOf('Muted', muteRows(mutes)),
    ],
    lines: linesOf(view),
    times: cardTime('As of', now),
    buttons: actions(
      page < pages ? turn('Next ▶', page + 1) : undefined,
      page > 1 ? turn('◀ Previous', page - 1) : undefined,
      view.total.subscriptions > 0
        ? button('Unsubscribe', 'unsubscribe', {}, { place: 'chat' })
        : button('Subscribe to all alerts', 'subscribe', {}, { place: 'chat' }),
      view.total.mutes > 0 ? button('Unmute', 'unmute', {}, { place: 'chat' }) : undefined,
      turn('Refresh', page),
    ),
  });
}

/** Asks which subscription to remove: a button for each, at most six, the others by number. */
export function whichSubscriptionCard(
  subscriptions: readonly NumberedSubscription[],
  /** What led here, a sentence; empty for nothing. Untrusted text. */
  why: string,
): Reply {
  const shared = sharedHubs(subscriptions);
  const buttons = subscriptions.map((one) =>
    button(titleOf(one, shared), 'unsubscribe', { subscription: one.id }, { place: 'chat' }),
  );
  return choiceCard({
    heading: 'Which subscription?',
    why,
    rows: subscriptionRows(subscriptions),
    rest: [],
    how: `By number: unsubscribe ${subscriptions.length}. All of them: unsubscribe all.`,
    buttons,
  });
}

/** Asks which mute to end: a button for each, at most six, the others by name. */
export function whichMuteCard(
  mutes: readonly CountedMute[],
  /** What led here, a sentence; empty for nothing. Untrusted text. */
  why: string,
): Reply {
  const more = mutes.length - mostMutesShown;
  const last = mutes.slice(0, mostMutesShown).at(-1);
  const shared = sharedNames(mutes.map(({ target }) => namedBy(target)));
  return choiceCard({
    heading: 'Which mute?',
    why,
    rows: muteRows(mutes.slice(0, mostMutesShown)),
    rest: more > 0 ? [{ text: `And ${more} more. Type: subscriptions` }] : [],
    how: `By name: unmute ${last ? targetName(last.target) : 'plant-7'}. All of them: unmute all.`,
    buttons: mutes.map((one) =>
      button(targetName(one.target, shared), 'unmute', { mute: one.id }, { place: 'chat' }),
    ),
  });
}

// As many as somebody reads through; twenty subscriptions are the most that there are.
const mostMutesShown = 20;

function choiceCard({
  heading,
  why,
  rows,
  rest,
  how,
  buttons,
}: {
  heading: string;
  why: string;
  rows: readonly SubscriptionRow[];
  rest: readonly Line[];
  how: string;
  buttons: readonly CardAction[];
}): Reply {
  const said = plain(why, 300);
  const hidden = buttons.length > mostButtons ? `The buttons are for the first ${mostButtons}. ` : '';
  return reply('subscriptions', {
    summary: [heading, said].filter(Boolean).join(' '),
    heading,
    counts: said,
    // Who and when are in the list; here the rows only have to be told apart.
    groups: [{ heading: '', rows: rows.map((row) => ({ ...row, who: '', times: [] })), rest }],
    lines: [{ text: `${hidden}${how}` }],
    times: [],
    buttons: actions(...buttons),
  });
}

function countsOf({ total, kind }: SubscriptionsPage): string {
  const mutes = total.mutes > 0 ? ` ${count(total.mutes, 'mute is', 'mutes are')} in force.` : '';
  if (total.subscriptions === 0) return `No new alerts are posted ${hereText(kind)}.${mutes}`;
  return `${count(total.subscriptions, 'subscription')} ${hereText(kind)}.${mutes}`;
}

function linesOf({ total, page, pages }: SubscriptionsPage): Line[] {
  const paged = pages > 1 ? `Page ${page.toLocaleString('en-US')} of ${pages.toLocaleString('en-US')}.` : '';
  const once = total.subscriptions > 1 ? 'An alert comes once, even when several subscriptions fit.' : '';
  const how = total.subscriptions === 0 ? 'To have them posted here, type for example: subscribe high' : '';
  const after = total.mutes > 0 ? 'When a mute ends, a summary of what it has kept back follows.' : '';
  return [paged, once, how, after].filter(Boolean).map((text) => ({ text }));
}

function groupOf(heading: string, rows: readonly SubscriptionRow[]): SubscriptionsData['groups'] {
  return rows.length > 0 ? [{ heading, rows, rest: [] }] : [];
}

function subscriptionRows(subscriptions: readonly NumberedSubscription[]): SubscriptionRow[] {
  const shared = sharedHubs(subscriptions);
  return subscriptions.map((one) => ({
    title: titleOf(one, shared),
    kept: '',
    who: byText(one),
    times: cardTime('Since', one.createdAt),
  }));
}

function sharedHubs(subscriptions: readonly NumberedSubscription[]): ReadonlySet<string> {
  return sharedNames(subscriptions.flatMap(({ hubs }) => hubs));
}

function titleOf(one: NumberedSubscription, shared: ReadonlySet<string>): string {
  return `${one.number}. ${wishText(one, shared)}`;
}

function muteRows(mutes: readonly CountedMute[]): SubscriptionRow[] {
  const shared = sharedNames(mutes.map(({ target }) => namedBy(target)));
  return mutes.map((mute) => {
    const words = targetText(mute.target, shared);
    return {
      title: words.charAt(0).toUpperCase() + words.slice(1),
      kept: mute.kept === 0 ? 'Nothing kept back so far.' : `${count(mute.kept, 'alert')} kept back.`,
      who: byText(mute),
      times: cardTime('Until', mute.until),
    };
  });
}

function byText({ createdBy }: Pick<Subscription, 'createdBy'>): string {
  return `By ${plain(createdBy.name, 80) || 'somebody without a name'}`;
}
