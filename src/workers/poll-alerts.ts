import { randomUUID } from 'node:crypto';
import type { AlertFeed } from '../azure/alert-feed.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { AlertLedger } from '../storage/alert-ledger.ts';
import type { Logger } from '../telemetry/logger.ts';

/** What polling needs. */
export interface PollAlertsNeeds {
  workspaces: readonly Workspace[];
  alertFeed: AlertFeed;
  alertLedger: Pick<AlertLedger, 'watermark' | 'remember'>;
  clock: Clock;
  log: Logger;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * What came in shortly before the newest row that was seen is asked for again: Log Analytics does not make rows visible
 * in the order in which they came in.
 */
const overlapMs = 10 * minuteMs;

/** A row can be older than this by `TimeGenerated` when it comes in only if its sensor was cut off for longer. */
const latestHours = 48;

/** Parts that one poll reads: 100,000 alerts. The rest comes with the next one. */
const mostParts = 20;

/**
 * Reads what has come in on every workspace and remembers it, with whom it concerns. A workspace that cannot be read is
 * left for the next time, which reads from the same moment on; the others do not wait for it.
 *
 * @throws Error when a workspace could not be read or kept, after all have been tried.
 */
export async function pollAlerts(signal: AbortSignal, needs: PollAlertsNeeds): Promise<void> {
  const ended = await Promise.allSettled(
    needs.workspaces.map((workspace) => pollWorkspace(workspace, signal, needs)),
  );
  const failed = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failed.length > 0) throw new AggregateError(failed, 'some workspaces could not be polled');
}

async function pollWorkspace(
  workspace: Workspace,
  signal: AbortSignal,
  { alertFeed, alertLedger, clock, log }: PollAlertsNeeds,
): Promise<void> {
  const { begunAt, ingestedTo } = await alertLedger.watermark(workspace.id, clock.now());
  let since = new Date(Math.max(begunAt.getTime(), ingestedTo.getTime() - overlapMs));
  for (let part = 0; part < mostParts; part += 1) {
    const hours = Math.ceil((clock.now().getTime() - since.getTime()) / hourMs) + latestHours;
    const scope = { signal, correlationId: randomUUID() };
    const { alerts, more } = await alertFeed.arrivals(workspace, { since, hours }, scope);
    const { told, changed, conversations } = await alertLedger.remember(workspace.id, alerts, clock.now());
    if (told > 0 || changed > 0)
      log.info({ workspace: workspace.name, told, changed, conversations }, 'alerts came in');
    const last = alerts.at(-1);
    if (!more || !last) return;
    // Of rows of the same millisecond only some may have been in this part.
    const next = new Date(last.ingestedAt.getTime() - 1);
    if (next <= since) {
      const detail = 'more rows of one millisecond than an answer holds';
      throw new AzureError('Log Analytics', 'garbled', { detail });
    }
    since = next;
  }
}
