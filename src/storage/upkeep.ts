import { type Kysely, sql } from 'kysely';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Repetition, repeat } from './repeat.ts';
import type { Tables } from './schema.ts';

/** As often as PostgreSQL's own checkpointer (`checkpoint_timeout`, 5 minutes by default). */
const checkpointEveryMs = 5 * 60_000;
/** One vacuum per hour keeps each short: it holds the event loop, 1.3 s for 180 MB left by 100,000 jobs. */
const checkpointsPerVacuum = 12;

/**
 * Does for the embedded database what PostgreSQL's background processes do for a server: checkpoints, so
 * that the write-ahead log is recycled (unattended it grew to 789 MB in a test), and vacuum with analyze,
 * so that dead rows do not pile up.
 */
export function startUpkeep(db: Kysely<Tables>, log: Logger, clock: Clock): Repetition {
  let round = 0;
  return repeat(
    { everyMs: checkpointEveryMs, clock },
    async () => {
      round += 1;
      if (round % checkpointsPerVacuum === 0) await sql`vacuum (analyze)`.execute(db);
      await sql`checkpoint`.execute(db);
    },
    (error) => log.error({ error }, 'upkeep of the embedded database failed'),
  );
}
