import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/shared/clock.ts';
import { forgetHandled } from '../../src/storage/housekeeping.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { aLog } from '../support/a-log.ts';
import { aDatabase, aStorage, type TestStorage } from '../support/test-database.ts';

let storage: TestStorage;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());

it('forgets handled activities after a day and not before', async () => {
  await storage.empty();
  // The day after tomorrow, and rows of tomorrow: the storage's own housekeeping may run beside this.
  const now = new Date(systemClock.now().getTime() + 48 * 3_600_000);
  const justClaimed = new Date(now.getTime() - 36 * 3_600_000);
  const age = async (activityId: string, ms: number) => {
    await storage.handled.claim({ conversationId: 'a:1', activityId });
    const claimedAt = new Date(now.getTime() - ms);
    await sql`update hubwatch.handled_activities set claimed_at = ${claimedAt} where claimed_at < ${justClaimed}`.execute(
      storage.db,
    );
  };
  await age('old', 24 * 3_600_000 + 1);
  await age('young', 24 * 3_600_000 - 1);
  expect(await forgetHandled(storage.db, now)).toBe(1);
  expect(await storage.handled.claim({ conversationId: 'a:1', activityId: 'old' })).toEqual({
    kind: 'fresh',
  });
});

it('runs by itself when the storage opens, as one job', async () => {
  const database = await aDatabase();
  const open = () => openStorage({ ...database, clock: systemClock, log: aLog() });
  const first = await open();
  await sql`delete from hubwatch_jobs.job`.execute(first.db);
  await first.close();
  const second = await open();
  try {
    await vi.waitFor(
      async () => {
        const { rows } = await sql`select name, state from hubwatch_jobs.job`.execute(second.db);
        expect(rows).toEqual([{ name: 'housekeeping', state: 'completed' }]);
      },
      { timeout: 5_000 },
    );
  } finally {
    await second.close();
    await database.remove();
  }
});
