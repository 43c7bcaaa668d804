/** One entry of the audit. `body` is what counts; every other column is there to find it by, and made from it. */
export interface AuditEntryRow {
  /** 1, 2, 3, … without a gap. */
  seq: number;
  at: Date;
  /** SHA-256 of the hash before it, a line break and `body`, as hex. */
  hash: string;
  /** The exact JSON text that is hashed. Text, because jsonb would write it anew and refuses U+0000. */
  body: string;
  event: string;
  /** Lower case; null for what Hubwatch did by itself. */
  actor_id: string | null;
  decider_id: string | null;
  /** Empty when there is no change. */
  change_id: string;
  /** Names of who did it and who decided, lower case, a line each. */
  people: string;
  /** ARM ids, lower case. */
  ids: string[];
  /** Names of what it is about, lower case. */
  names: string[];
}

/** Where the chain ends: a table of one row, which is also the lock that makes appends wait for each other. */
export interface AuditHeadRow {
  /** 0 before the first entry. */
  seq: number;
  hash: string;
}
