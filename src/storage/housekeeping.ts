import type { Kysely } from 'kysely';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Jobs } from './jobs.ts';
import { housekeepingQueue } from './queues.ts';
import type { Tables } from './schema.ts';

const everySeconds = 3_600;

/** Teams delivers again within minutes; a day leaves room for any outage in between. */
const keepHandledMs = 24 * 3_600_000;

/**
 * Every hour, on one of the instances: forgets handled activities older than a day. (Rows of old jobs are
 * deleted by the job engine's own maintenance, also hourly and on one instance.)
 */
export async function startHousekeeping(
  db: Kysely<Tables>,
  { jobs, clock, log }: { jobs: Jobs; clock: Clock; log: Logger },
): Promise<void> {
  await jobs.work(housekeepingQueue, async () => {
    const forgotten = await forgetHandled(db, clock.now());
    log.debug({ forgotten }, 'housekeeping done');
  });
  jobs.everyTick(housekeepingQueue, everySeconds);
}

/** Deletes handled activities that are older than a day at `now`; resolves to their number. */
export async function forgetHandled(db: Kysely<Tables>, now: Date): Promise<number> {
  const oldest = new Date(now.getTime() - keepHandledMs);
  const { numDeletedRows } = await db
    .deleteFrom('handled_activities')
    .where('claimed_at', '<', oldest)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
