/**
 * What became of one message or edit. Sends are not idempotent, so the difference between "surely not
 * delivered" and "nobody knows" is kept: only the first may be repeated without asking.
 */
export type SendResult =
  /** Teams took it. `activityId` is what later edits need; empty when the Bot Connector named none. */
  | { kind: 'sent'; activityId: string }
  /** Too much at once (429), or another operation on the conversation was under way (412). Not delivered. */
  | { kind: 'throttled'; retryAfterSeconds?: number }
  /** The conversation, or the message to be edited, is not there for the bot any more. */
  | { kind: 'gone'; what: 'conversation' | 'message' }
  /** Teams will not take it, however often it is sent. `why` is the service's code, for the log. */
  | { kind: 'refused'; why: string }
  /** More than a message may hold; it has to be made smaller. */
  | { kind: 'too big' }
  /** Trouble on the way. `unknown`: it may have been delivered all the same. */
  | { kind: 'failed'; unknown: boolean };
