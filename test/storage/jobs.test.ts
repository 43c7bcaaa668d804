import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/shared/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import { openEmbedded } from '../../src/storage/embedded.ts';
import { type JobEngine, startJobEngine } from '../../src/storage/job-engine.ts';
import { createJobs, type RunningJobs } from '../../src/storage/jobs.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { nothing, type Queue } from '../../src/storage/queues.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { aDatabase, type TestDatabase } from '../support/test-database.ts';

const settings = {
  retryLimit: 2,
  retryDelaySeconds: 0,
  retryDelayMaxSeconds: 0,
  expireSeconds: 60,
  keepSeconds: 86_400,
  notify: true,
  pollSeconds: 0.5,
};
const Note = z.object({ to: z.string(), text: z.string() });
const notes: Queue<z.infer<typeof Note>> = { ...settings, name: 'notes', policy: 'standard', data: Note };
const inTurn: Queue<z.infer<typeof Note>> = { ...notes, name: 'in-turn', policy: 'key_strict_fifo' };
const ticks: Queue<Record<string, never>> = {
  ...settings,
  name: 'ticks',
  policy: 'exclusive',
  data: nothing,
};
const all = [notes, inTurn, ticks];

let place: TestDatabase;
let database: Database;
let engine: JobEngine;
let jobs: RunningJobs;
const log = aLog();

beforeAll(async () => {
  place = await aDatabase();
  database = place.databaseUrl
    ? await openPostgres(place.databaseUrl, log)
    : await openEmbedded(place.dataDir, log, systemClock);
  await migrate(database.db, log);
  engine = await startJobEngine(database, all, log);
  jobs = createJobs({ boss: engine.boss, log, clock: systemClock });
});
afterAll(async () => {
  await engine.stop();
  await database.close();
  await place.remove();
});
beforeEach(async () => {
  for (const { name } of all) await engine.boss.offWork(name);
  await sql`delete from hubwatch_jobs.job`.execute(database.db);
  log.lines.length = 0;
});

const states = async (): Promise<string[]> => {
  const { rows } = await sql<{ state: string }>`select state from hubwatch_jobs.job order by state`.execute(
    database.db,
  );
  return rows.map(({ state }) => state);
};
const note = (text: string, to = 'a:1') => ({ to, text });

describe('a job sent in a transaction', () => {
  it('exists when the transaction commits', async () => {
    await database.db.transaction().execute(async (tx) => {
      expect(await jobs.sendIn(tx, notes, note('kept'))).toBe(true);
    });
    expect(await states()).toEqual(['created']);
  });

  it('vanishes with the rest when the transaction fails', async () => {
    const failed = database.db.transaction().execute(async (tx) => {
      await jobs.sendIn(tx, notes, note('lost'));
      throw new Error('later step failed');
    });
    await expect(failed).rejects.toThrow('later step failed');
    expect(await states()).toEqual([]);
  });
});

describe('a job', () => {
  it('is done with the data it was sent with', async () => {
    const seen: unknown[] = [];
    await jobs.work(notes, async (data) => {
      seen.push(data);
    });
    await jobs.send(notes, note('text that jsonb refuses: \0 \ud800'));
    await vi.waitFor(async () => expect(await states()).toEqual(['completed']), { timeout: 5_000 });
    expect(seen).toEqual([note('text that jsonb refuses: \ufffd \ufffd')]);
  });

  it('is tried again after a failure, which is logged', async () => {
    let attempts = 0;
    await jobs.work(notes, async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('not yet');
    });
    await jobs.send(notes, note('twice'));
    await vi.waitFor(async () => expect(await states()).toEqual(['completed']), { timeout: 5_000 });
    expect(attempts).toBe(2);
    const failed = log.lines.filter(({ message }) => message === 'job failed');
    expect(failed).toMatchObject([{ level: 'warn', fields: { queue: 'notes', attempt: 1 } }]);
  });

  it('is refused when its data does not fit', async () => {
    const wrong: object = { to: 7 };
    await expect(Reflect.apply(jobs.send, jobs, [notes, wrong])).rejects.toThrow();
    expect(await states()).toEqual([]);
  });

  it('waits for its time', async () => {
    await jobs.send(notes, note('later'), { startAfter: new Date(Date.now() + 3_600_000) });
    expect(await engine.boss.fetch('notes')).toEqual([]);
  });
});

describe('queues', () => {
  it('keep the order per key and never do two of one key at once', async () => {
    const order: string[] = [];
    const running = new Map<string, number>();
    let together = 0;
    await jobs.work(
      inTurn,
      async ({ to, text }) => {
        running.set(to, (running.get(to) ?? 0) + 1);
        together = Math.max(together, running.get(to) ?? 0);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${to} ${text}`);
        running.set(to, (running.get(to) ?? 0) - 1);
      },
      4,
    );
    for (const text of ['1', '2', '3']) {
      for (const to of ['a', 'b']) await jobs.send(inTurn, note(text, to), { singletonKey: to });
    }
    await vi.waitFor(() => expect(order).toHaveLength(6), { timeout: 10_000 });
    expect(order.filter((entry) => entry.startsWith('a'))).toEqual(['a 1', 'a 2', 'a 3']);
    expect(order.filter((entry) => entry.startsWith('b'))).toEqual(['b 1', 'b 2', 'b 3']);
    expect(together).toBe(1);
  });

  it('keep a second job out when only one may wait', async () => {
    expect(await jobs.send(ticks, {})).toBe(true);
    expect(await jobs.send(ticks, {})).toBe(false);
    expect(await states()).toEqual(['created']);
  });

  it('have the settings of the code, also when the database knows older ones', async () => {
    const changed = { ...notes, expireSeconds: 17, retryLimit: 5 };
    const second = await startJobEngine(database, [changed], log);
    try {
      expect(await second.boss.getQueue('notes')).toMatchObject({
        expireInSeconds: 17,
        retryLimit: 5,
        heartbeatSeconds: 15,
        policy: 'standard',
      });
    } finally {
      await second.stop();
      await startJobEngine(database, [notes], log).then(({ stop }) => stop());
    }
  });

  it('refuse to start with a policy that the database cannot change to', async () => {
    await expect(startJobEngine(database, [{ ...notes, policy: 'singleton' }], log)).rejects.toThrow(
      'Queue notes has the policy standard in this database, not singleton.',
    );
  });
});

describe('ticks', () => {
  it('yield one job per slot over several instances, the first at once', async () => {
    const clock = aHandClock();
    const instances = Array.from({ length: 3 }, () => createJobs({ boss: engine.boss, log, clock }));
    const sent = vi.spyOn(engine.boss, 'send');
    try {
      for (const instance of instances) instance.everyTick(ticks, 86_400);
      await vi.waitFor(() => expect(clock.sleeping()).toHaveLength(3));
      expect(await states()).toEqual(['created']);
      const [job] = await engine.boss.fetch('ticks');
      await engine.boss.complete('ticks', job?.id ?? '');
      clock.advance(86_400_000 / 3);
      await vi.waitFor(() => expect(sent).toHaveBeenCalledTimes(6));
      await vi.waitFor(() => expect(clock.sleeping()).toHaveLength(3));
      expect(await states()).toEqual(['completed']);
    } finally {
      sent.mockRestore();
      await Promise.all(instances.map((instance) => instance.stopTicks()));
    }
  });

  it('go on after an error', async () => {
    const clock = aHandClock();
    const instance = createJobs({ boss: engine.boss, log, clock });
    const send = vi.spyOn(engine.boss, 'send').mockRejectedValueOnce(new Error('no connection'));
    try {
      instance.everyTick(ticks, 86_400);
      await vi.waitFor(() => expect(clock.sleeping()).toHaveLength(1));
      expect(log.lines).toMatchObject([{ level: 'warn', message: 'tick failed' }]);
      clock.advance(86_400_000 / 3);
      await vi.waitFor(async () => expect(await states()).toEqual(['created']));
    } finally {
      send.mockRestore();
      await instance.stopTicks();
    }
  });
});
