/** How far a workspace's new alerts have been read. */
export interface WatermarkRow {
  workspace_id: string;
  /** When the first poll was: what came in before is nobody's news. */
  begun_at: Date;
  /** `ingestion_time()` of the newest row that was seen. */
  ingested_to: Date;
  /** When a poll last succeeded. */
  polled_at: Date;
}

/** One alert as its newest row had it. */
export interface AlertRow {
  /** `SystemAlertId`. */
  id: string;
  workspace_id: string;
  /** 0 for High to 3 for Informational: `severities` in `domain/alert.ts`. */
  severity: number;
  status: string;
  /** Lower case; null when the alert is about no hub. */
  hub_id: string | null;
  type: string;
  /** JSON of the alert. Text, because jsonb refuses the character U+0000. */
  body: string;
  /** Rises with everything that a card shows of it. */
  version: number;
  /** It came in long after it happened. */
  late: boolean;
  ingested_at: Date;
  /** `TimeGenerated` of that row. */
  updated_at: Date;
  remembered_at: Date;
  changed_at: Date;
}

/** One wish to be told of alerts. */
export interface SubscriptionRow {
  id: string;
  conversation_id: string;
  severities: number[];
  /** ARM ids in lower case; empty for all hubs. */
  hubs: string[];
  /** Their names, in the same order. */
  hub_names: string[];
  /** JSON of the person. */
  created_by: string;
  created_at: Date;
}

/** One wish not to be told of something for a while. */
export interface MuteRow {
  id: string;
  conversation_id: string;
  kind: 'hub' | 'alert type';
  /** The hub's ARM id in lower case, or the alert type. */
  target: string;
  name: string;
  until: Date;
  /** JSON of the person. */
  created_by: string;
  created_at: Date;
  /** When it ended, by itself or by hand; null while it is in force. */
  ended_at: Date | null;
}

/** What a conversation has been told of an alert. */
export interface PostingRow {
  alert_id: string;
  conversation_id: string;
  state: PostingState;
  severity: number;
  due_at: Date;
  /** The version of the alert that Teams last took; 0 for none yet. */
  shown_version: number;
  mute_id: string | null;
  message_id: string | null;
}

/** Where the telling stands. */
export type PostingState =
  | 'due' // to be told
  | 'muted' // kept back by a mute, and counted there
  | 'told'; // by a card of its own, or in a digest
