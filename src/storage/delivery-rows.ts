/** One message that was said unasked about alerts. */
export interface MessageRow {
  id: string;
  conversation_id: string;
  kind: 'alert' | 'digest';
  state: MessageState;
  /** Id of the message in its conversation, once it is known. */
  activity_id: string | null;
  /** How often it was posted; the second time is marked as a possible repeat. */
  tries: number;
  created_at: Date;
  edited_at: Date | null;
}

/** What is known about such a message. */
export type MessageState =
  | 'posting' // sent or about to be: found so after a crash, nobody knows
  | 'shown'
  | 'unknown' // twice without an answer: it is not sent a third time
  | 'refused'; // Teams does not take it

/** A request that took a place in a conversation's windows. */
export interface SendRow {
  conversation_id: string;
  at: Date;
}

/** When a tenant's next request may leave. */
export interface TenantPaceRow {
  tenant_id: string;
  next_at: Date;
}

/** Until when Teams wants a conversation left alone. */
export interface HoldRow {
  conversation_id: string;
  until: Date;
}
