import { writeSync } from 'node:fs';
import { z } from 'zod';
import { systemClock } from '../../src/shared/clock.ts';
import { openEmbedded } from '../../src/storage/embedded.ts';
import { startJobEngine } from '../../src/storage/job-engine.ts';
import { createJobs } from '../../src/storage/jobs.ts';
import { nothing, type Queue } from '../../src/storage/queues.ts';
import { aLog } from '../support/a-log.ts';

/*
 * Does a job that never ends (`hang`) or the one that is left over (`resume`). Arguments: the data folder and
 * which. One line on standard output when the job starts.
 */

const [dataDir, which] = z.tuple([z.string(), z.enum(['hang', 'resume'])]).parse(process.argv.slice(2));
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
  pollSeconds: 1,
};
const log = aLog();
const database = await openEmbedded(dataDir, log, systemClock);
const { boss } = await startJobEngine(database, [queue], log);
const jobs = createJobs({ boss, log, clock: systemClock });
if (which === 'hang') await jobs.send(queue, {});
await jobs.work(queue, async () => {
  writeSync(1, 'started\n');
  if (which === 'hang') await new Promise(() => {});
});
