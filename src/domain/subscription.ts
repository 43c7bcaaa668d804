import type { Severity } from './alert.ts';
import type { Conversation } from './conversation.ts';
import type { Person } from './person.ts';

/** A hub that a subscription or a mute names. */
export interface NamedHub {
  /** ARM id, lower case. */
  id: string;
  name: string;
}

/** A wish of a conversation to be told of new alerts. A conversation may have several; an alert comes once all the same. */
export interface Subscription {
  id: string;
  /** Where the alerts go, without a thread: each alert begins its own. */
  conversation: Conversation;
  /** At least one. */
  severities: readonly Severity[];
  /** Only alerts of these hubs; empty for all hubs. */
  hubs: readonly NamedHub[];
  createdBy: Person;
  createdAt: Date;
}

/** What a mute keeps quiet. */
export type MuteTarget =
  | { kind: 'hub'; id: string; name: string }
  /** `type` is the alerts' `AlertType`; `name` is what people call it. Both untrusted. */
  | { kind: 'alert type'; type: string; name: string };

/** A conversation's wish not to be told for a while. What it keeps back is counted, and told of when it ends. */
export interface Mute {
  id: string;
  conversationId: string;
  target: MuteTarget;
  until: Date;
  createdBy: Person;
  createdAt: Date;
}
