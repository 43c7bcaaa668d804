import type { Alert } from './alert.ts';

/** An alert as one of its rows had it, and when that row came in. */
export interface ArrivedAlert {
  alert: Alert;
  /** `ingestion_time()` of the row, in whole milliseconds. */
  ingestedAt: Date;
}

const hourMs = 3_600_000;
const oldMs = 30 * 24 * hourMs;

const closed: ReadonlySet<string> = new Set(['resolved', 'dismissed']);

/** Does nobody wait for this alert any more? */
export function isClosed({ status }: Pick<Alert, 'status'>): boolean {
  return closed.has(status.toLowerCase());
}

/**
 * Is an alert that was never seen before worth telling? Not when it is closed already, and not when it began more than
 * thirty days before its row came in: Sentinel writes a row for every change, also of alerts that were settled long ago
 * and are not remembered here any more (Azure-Sentinel issue 6945).
 */
export function isNews({ alert, ingestedAt }: ArrivedAlert): boolean {
  if (isClosed(alert)) return false;
  return ingestedAt.getTime() - alert.firstSeen.getTime() <= oldMs;
}

/** Did it come in more than an hour after it happened? Then people have to know that it is not of just now. */
export function isLate({ alert, ingestedAt }: ArrivedAlert): boolean {
  return ingestedAt.getTime() - alert.updatedAt.getTime() > hourMs;
}
