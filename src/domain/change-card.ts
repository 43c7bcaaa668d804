import type { Conversation } from './conversation.ts';
import type { Person } from './person.ts';

/** For whom a card of a change is drawn: who asked sees other buttons than who decides. */
export type CardAudience = 'requester' | 'approver';

/**
 * A `card` follows its change and is edited with it. `news` tells the requester once that it ended, because an edit
 * makes no notification; it is never edited, so that it stays true even when nobody knows which message it is.
 */
export type CardKind = 'card' | 'news';

/** What is known about a message that shows a change. */
export type CardState =
  | 'expected' // the answer to a command: the turn that sends it will tell its id
  | 'to post' // a message that Hubwatch posts by itself, not sent yet
  | 'posting' // sent or about to be: after a crash nobody knows, so it is never sent again
  | 'shown' // there, and edited with every change
  | 'unknown' // Teams gave no answer: it may be there
  | 'not delivered' // Teams did not take it
  | 'gone'; // it was there, and cannot be reached any more

/** A message that shows a change. */
export interface ChangeCard {
  id: string;
  changeId: string;
  kind: CardKind;
  audience: CardAudience;
  conversation: Conversation;
  /** Id of the message in its conversation; absent until it is known. */
  activityId?: string;
  state: CardState;
  /** The version of the change that it shows; 0 for none yet. */
  shownVersion: number;
  /** Words above the card: what had changed when a preview was made anew. Empty for none. */
  notice: string;
}

/** Where the approvals of a tenant are asked for, and who said so. */
export interface ApprovalPlace {
  conversation: Conversation;
  setBy: Person;
  setAt: Date;
}
