import type { ChangeKind, ChangeState } from '../domain/change.ts';
import type { CardAudience, CardKind, CardState } from '../domain/change-card.ts';

/** One change that somebody asked for. JSON is kept as text, because jsonb refuses the character U+0000. */
export interface ChangeRow {
  id: string;
  kind: ChangeKind;
  state: ChangeState;
  version: number;
  /** JSON of the plan. */
  plan: string;
  /** JSON of the steps' results. */
  steps: string;
  /** JSON of the person. */
  requester: string;
  requester_id: string;
  tenant_id: string;
  /** JSON of the address, with its thread. */
  conversation: string;
  needs_approval: boolean;
  /** JSON of the decision. */
  decision: string | null;
  after_id: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  correlation_id: string;
  why: string;
}

/** One message that shows a change. */
export interface ChangeCardRow {
  id: string;
  change_id: string;
  kind: CardKind;
  audience: CardAudience;
  /** JSON of the address, with its thread. */
  conversation: string;
  conversation_id: string;
  /** Id of the message, once it is known. */
  activity_id: string | null;
  state: CardState;
  /** The version of the change that Teams last took. */
  shown_version: number;
  /** Words above the card; empty for none. */
  notice: string;
}

/** Where the approvals of a tenant are asked for. */
export interface ApprovalPlaceRow {
  tenant_id: string;
  /** JSON of the address. */
  conversation: string;
  /** JSON of the person. */
  set_by: string;
  set_at: Date;
}
