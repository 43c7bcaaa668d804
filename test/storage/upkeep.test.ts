import { type Kysely, sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import type { Tables } from '../../src/storage/schema.ts';
import { startUpkeep } from '../../src/storage/upkeep.ts';
import { aDatabaseThat } from '../support/a-database-that.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { aStorage, testServer } from '../support/test-database.ts';

const minutes = 60_000;

/** Lets `db` see the statements that upkeep runs during so many rounds of five minutes. */
async function rounds(count: number, db: Kysely<Tables>, log = aLog()): Promise<void> {
  const clock = aHandClock();
  const upkeep = startUpkeep(db, log, clock);
  for (let round = 0; round < count; round += 1) {
    await vi.waitFor(() => expect(clock.sleeping()).toEqual([5 * minutes]));
    clock.advance(5 * minutes);
  }
  await vi.waitFor(() => expect(clock.sleeping()).toEqual([5 * minutes]));
  await upkeep.stop();
}

// A server looks after itself; there, CHECKPOINT is not ours to give.
it.skipIf(testServer)('writes checkpoints every five minutes and vacuums every hour', async () => {
  const storage = await aStorage();
  try {
    const vacuums = async () => {
      const { rows } = await sql<{ n: number }>`
        select coalesce(sum(vacuum_count), 0)::int as n from pg_stat_user_tables where relname = 'conversations'`.execute(
        storage.db,
      );
      return rows[0]?.n;
    };
    const checkpoint = async () => {
      const { rows } = await sql<{
        at: string;
      }>`select checkpoint_lsn::text as at from pg_control_checkpoint()`.execute(storage.db);
      return rows[0]?.at;
    };
    const before = await checkpoint();
    await rounds(1, storage.db);
    expect(await checkpoint()).not.toBe(before);
    expect(await vacuums()).toBe(0);
    await rounds(12, storage.db);
    expect(await vacuums()).toBe(1);
  } finally {
    await storage.remove();
  }
});

it('reports a failure and goes on', async () => {
  const log = aLog();
  const broken = aDatabaseThat(async () => {
    throw new Error('disk full');
  });
  await rounds(2, broken, log);
  expect(log.lines.map(({ message }) => message)).toEqual([
    'upkeep of the embedded database failed',
    'upkeep of the embedded database failed',
  ]);
});
