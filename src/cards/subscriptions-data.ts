import type { Common, Line } from './card-data.ts';
import type { CardTime } from './times.ts';

/** `cards/subscriptions.json`: what a conversation is told of, and what is muted there. card-data.ts has the rules. */
export interface SubscriptionsData extends Common {
  heading: string;
  counts: string;
  groups: readonly { heading: string; rows: readonly SubscriptionRow[]; rest: readonly Line[] }[];
  lines: readonly Line[];
  times: readonly CardTime[];
}

/** A subscription or a mute in a list. */
export interface SubscriptionRow {
  title: string;
  /** What a mute has kept back; empty for a subscription. */
  kept: string;
  who: string;
  times: readonly CardTime[];
}
