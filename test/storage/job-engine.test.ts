import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/shared/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import { openEmbedded } from '../../src/storage/embedded.ts';
import { type JobEngine, startJobEngine } from '../../src/storage/job-engine.ts';
import { createJobs } from '../../src/storage/jobs.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { nothing, type Queue } from '../../src/storage/queues.ts';
import { aLog } from '../support/a-log.ts';
import { aFolder } from '../support/fast-folder.ts';
import { seedDataDir } from '../support/test-database.ts';

const queue: Queue<Record<string, never>> = {
  name: 'interrupted',
  policy: 'exclusive',
  data: nothing,
  retryLimit: 3,
  retryDelaySeconds: 0,
  retryDelayMaxSeconds: 0,
  expireSeconds: 900,
  keepSeconds: 3_600,
  notify: true,
  pollSeconds: 0.5,
};
const once = { ...queue, name: 'interrupted-once', retryLimit: 0 };

let dataDir: string;
let database: Database;
beforeAll(async () => {
  dataDir = aFolder();
  await seedDataDir(dataDir);
  database = await openEmbedded(dataDir, aLog(), systemClock);
  await migrate(database.db, aLog());
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => sql`delete from hubwatch_jobs.job where name like 'interrupted%'`.execute(database.db));

const states = async () => {
  const { rows } = await sql<{ name: string; state: string }>`
    select name, state::text from hubwatch_jobs.job where name like 'interrupted%' order by name`.execute(
    database.db,
  );
  return rows.map(({ name, state }) => `${name}: ${state}`);
};

/** Leaves a job of each queue as a process does that is killed while it works at it. */
async function leaveActive(): Promise<void> {
  const { boss, stop } = await startJobEngine(database, [queue, once], aLog());
  for (const { name } of [queue, once]) {
    await boss.send(name, {});
    await boss.fetch(name);
  }
  await stop();
  expect(await states()).toEqual(['interrupted: active', 'interrupted-once: active']);
}

async function started(as: Database, log = aLog()): Promise<{ engine: JobEngine; log: typeof log }> {
  return { engine: await startJobEngine(as, [queue, once], log), log };
}

describe('a job that a killed process had taken', () => {
  it('is taken up at once on the embedded database, whose only process this one is', async () => {
    await leaveActive();
    const { engine, log } = await started(database);
    try {
      expect(await states()).toEqual(['interrupted: retry', 'interrupted-once: failed']);
      expect(log.lines).toContainEqual({
        level: 'info',
        message: 'jobs of a killed process are taken up again',
        fields: { jobs: 2 },
      });
      let done = 0;
      await createJobs({ boss: engine.boss, log, clock: systemClock }).work(queue, async () => {
        done += 1;
      });
      // Well before the 15 s after which a missed heartbeat tells.
      await vi.waitFor(() => expect(done).toBe(1), { timeout: 5_000 });
    } finally {
      await engine.stop();
    }
  });

  it('is left alone on a server, where another process may be at it', async () => {
    await leaveActive();
    const { engine, log } = await started({ ...database, kind: 'PostgreSQL' });
    try {
      expect(await states()).toEqual(['interrupted: active', 'interrupted-once: active']);
      expect(log.lines).toEqual([]);
    } finally {
      await engine.stop();
    }
  });
});
