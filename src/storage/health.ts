import { type Kysely, sql } from 'kysely';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Tables } from './schema.ts';

/** Whether the database answers, in words that may be shown. */
export interface StorageHealth {
  ok: boolean;
  detail: string;
}

/** A database that needs longer for nothing is of no use to a turn that must answer within 3 s. */
const deadlineMs = 2_000;

/**
 * Makes a check that asks the database a trivial question and waits 2 s at the most. Checks that come while
 * one is under way share it: probes of a hanging database must not eat its connections.
 */
export function createHealthCheck({
  db,
  name,
  clock,
  log,
}: {
  db: Kysely<Tables>;
  name: string;
  clock: Clock;
  log: Logger;
}): () => Promise<StorageHealth> {
  let underWay: Promise<StorageHealth> | undefined;

  const ask = async (): Promise<StorageHealth> => {
    const answered = new AbortController();
    const late = clock.sleep(deadlineMs, answered.signal).then(() => 'late' as const);
    late.catch(() => {}); // It only ever rejects because the answer came first.
    try {
      const result = await Promise.race([sql`select 1`.execute(db), late]);
      if (result !== 'late') return { ok: true, detail: `${name} answers` };
      return { ok: false, detail: `${name} has not answered for ${deadlineMs / 1000} s` };
    } catch (error) {
      log.warn({ error }, 'database check failed');
      return { ok: false, detail: `${name} does not answer; the log has the cause` };
    } finally {
      answered.abort();
    }
  };

  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
