import type { Alert, Severity } from './alert.ts';

/** An alert as it is remembered. */
export interface KnownAlert {
  alert: Alert;
  /** Rises with everything that a card shows of it. */
  version: number;
  /** It came in long after it happened. */
  late: boolean;
}

/** An alert that a conversation is to be told of. */
export interface DueAlert {
  id: string;
  severity: Severity;
  /** Since when it is due. */
  dueAt: Date;
}
