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
 * Makes a check that asks the database a trivial question and waits 2 s at the most. Checks that come before it
 * has settled share it, also when it is late already: probes of a hanging database must not eat its connections.
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
  let asked: { answer: Promise<StorageHealth>; late: Promise<StorageHealth> } | undefined;

  const ask = () => {
    const answered = new AbortController();
    const answer = sql`select 1`
      .execute(db)
      .then(
        () => ({ ok: true, detail: `${name} answers` }),
        (error: unknown) => {
          log.warn({ error }, 'database check failed');
          return { ok: false, detail: `${name} does not answer; the log has the cause` };
        },
      )
      .finally(() => {
        asked = undefined;
        answered.abort();
      });
    const tooLate = { ok: false, detail: `${name} has not answered for ${deadlineMs / 1000} s` };
    // The sleep ends early only because the answer came first.
    const late = clock.sleep(deadlineMs, answered.signal).then(
      () => tooLate,
      () => answer,
    );
    return { answer, late };
  };

  return () => {
    asked ??= ask();
    return Promise.race([asked.answer, asked.late]);
  };
}
