import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/shared/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import { createHandledActivities } from '../../src/storage/handled-activities.ts';
import { startJobEngine } from '../../src/storage/job-engine.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { aLog } from '../support/a-log.ts';
import { aSilentPostgres, type SilentPostgres } from '../support/a-silent-postgres.ts';

let server: SilentPostgres;
let database: Database;
beforeEach(async () => {
  server = await aSilentPostgres();
  database = await openPostgres(server.url, aLog());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  await database.close();
  vi.useRealTimers();
  await server.stop();
});

/** Moves the time on once the server has heard the question. */
async function passes(ms: number): Promise<void> {
  await vi.waitUntil(() => server.unanswered() > 0);
  await vi.advanceTimersByTimeAsync(ms);
}

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: Error) => error.message,
  );

describe('PostgreSQL that hears but does not answer', () => {
  it('is given up after 10 s', async () => {
    server.fallSilent();
    const handled = createHandledActivities(database.db, { clock: systemClock, log: aLog() });
    const claimed = outcome(handled.claim({ conversationId: 'a', activityId: 'b' }));
    await passes(10_000);
    expect(await claimed).toBe('Query read timeout');
  });

  it('loses the connection on which it kept silent: the next question takes another', async () => {
    server.fallSilent();
    const lost = outcome(sql`select 1`.execute(database.db));
    await passes(10_000);
    await lost;
    server.comeBack();
    expect(await outcome(sql`select 1`.execute(database.db))).toBe('answered');
    await vi.waitUntil(() => server.open() === 1);
  });

  it('does not hold a transaction for longer than one question', async () => {
    server.fallSilent();
    const work = outcome(database.db.transaction().execute((tx) => sql`select 1`.execute(tx)));
    await passes(10_000);
    expect(await work).toBe('Query read timeout');
    await vi.waitUntil(() => server.open() === 0);
  });

  it('does not hold the job engine for ever either', async () => {
    server.fallSilent();
    const started = outcome(startJobEngine(database, [], aLog()));
    await passes(30_000);
    await passes(15_000); // It asks again on a new connection, and takes up to 10 s to stop.
    expect(await started).toMatch(/timeout/);
  });
});
