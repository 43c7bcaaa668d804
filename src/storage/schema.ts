import type { ConversationKind } from '../domain/conversation.ts';
import type { AlertRow, MuteRow, PostingRow, SubscriptionRow, WatermarkRow } from './alert-rows.ts';
import type { AuditEntryRow, AuditHeadRow } from './audit-rows.ts';
import type { ApprovalPlaceRow, ChangeCardRow, ChangeRow } from './change-rows.ts';
import type { HoldRow, MessageRow, SendRow, TenantPaceRow } from './delivery-rows.ts';

/**
 * PostgreSQL schema that holds Hubwatch's tables. A schema of its own, because PostgreSQL 15 and later let
 * only a database's owner create tables in `public`.
 */
export const schemaName = 'hubwatch';

/** PostgreSQL schema that pg-boss makes and migrates for itself. */
export const jobSchemaName = 'hubwatch_jobs';

/** The tables as the newest migration leaves them. */
export interface Tables {
  conversations: ConversationRow;
  handled_activities: HandledActivityRow;
  changes: ChangeRow;
  change_cards: ChangeCardRow;
  approval_places: ApprovalPlaceRow;
  audit_entries: AuditEntryRow;
  audit_head: AuditHeadRow;
  watermarks: WatermarkRow;
  alerts: AlertRow;
  subscriptions: SubscriptionRow;
  mutes: MuteRow;
  postings: PostingRow;
  messages: MessageRow;
  sends: SendRow;
  tenant_pace: TenantPaceRow;
  holds: HoldRow;
}

/** One chat or channel that the bot has been in. */
export interface ConversationRow {
  /** The Bot Connector's conversation id. */
  id: string;
  kind: ConversationKind;
  tenant_id: string;
  service_url: string;
  bot_id: string;
  bot_name: string;
  team_id: string | null;
  name: string | null;
  /** When the newest activity from there was sent: older news never overwrites newer. */
  seen_at: Date;
  /** When the bot was removed from there; null while it may write. */
  uninstalled_at: Date | null;
  /** When this installation was welcomed; null until then. */
  welcomed_at: Date | null;
}

/** One activity that an instance has taken on. */
export interface HandledActivityRow {
  /** SHA-256 of conversation and activity id: both come from outside, in any length. */
  key: string;
  /** Which process took it on: a random id per start. */
  claimed_by: string;
  claimed_at: Date;
  /** Null while the work goes on. */
  finished_at: Date | null;
  /** JSON text of what was answered. Text, because jsonb refuses the character U+0000. */
  answer: string | null;
}
