import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { UserError } from '../shared/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Database } from './database.ts';
import { giveBack } from './give-back.ts';
import type { Queue } from './queues.ts';
import { jobSchemaName } from './schema.ts';

/**
 * With these a job whose worker was killed starts again after about 13 s (measured); with pg-boss's own
 * defaults after 56 s, without heartbeats after 15 minutes. 10 is the least heartbeat that pg-boss takes.
 */
const heartbeatSeconds = 15;
const monitorSeconds = 5;

/** Rows of old jobs are deleted this often, by one instance. */
const maintenanceSeconds = 3_600;

/** Milliseconds that running jobs get to end when the process stops. */
const graceMs = 4_000;

/** A started job engine. */
export interface JobEngine {
  boss: PgBoss;
  /** Lets running jobs end (4 s at the most) and stops. What did not end is retried elsewhere. */
  stop(): Promise<void>;
}

/**
 * Starts pg-boss on the open database: makes or migrates its schema and sees to it that every queue exists
 * with the settings given here. Throws when a queue exists with another policy, which cannot be changed.
 */
export async function startJobEngine(
  database: Database,
  queues: readonly QueueSettings[],
  log: Logger,
): Promise<JobEngine> {
  const boss = new PgBoss({
    ...database.jobConnection,
    schema: jobSchemaName,
    application_name: 'hubwatch-jobs',
    useListenNotify: true,
    schedule: false, // Ticks come from `Jobs.everyTick`.
    monitorIntervalSeconds: monitorSeconds,
    superviseIntervalSeconds: monitorSeconds,
    maintenanceIntervalSeconds: maintenanceSeconds,
  });
  boss.on('error', (error) => log.error({ error }, 'job engine failed'));
  boss.on('warning', ({ message, data }) => log.warn({ warning: message, data }, 'job engine warns'));
  const stop = () => boss.stop({ graceful: true, timeout: graceMs });
  try {
    await boss.start();
    for (const queue of queues) await settle(boss, queue);
    if (database.kind === 'embedded') await releaseOrphans(database, boss, log);
    return { boss, stop };
  } catch (error) {
    await giveBack(log, stop);
    throw error;
  }
}

/** What pg-boss needs to know of a queue. */
export type QueueSettings = Omit<Queue<never>, 'data'>;

async function settle(boss: PgBoss, queue: QueueSettings): Promise<void> {
  const settings = {
    retryLimit: queue.retryLimit,
    retryDelay: queue.retryDelaySeconds,
    retryBackoff: queue.retryDelaySeconds > 0,
    expireInSeconds: queue.expireSeconds,
    deleteAfterSeconds: queue.keepSeconds,
    heartbeatSeconds,
    notify: queue.notify,
    ...(queue.retryDelaySeconds > 0 ? { retryDelayMax: queue.retryDelayMaxSeconds } : {}),
  };
  // Creating a queue that exists changes nothing, hence the update.
  await boss.createQueue(queue.name, { policy: queue.policy, ...settings });
  await boss.updateQueue(queue.name, settings);
  const found = (await boss.getQueue(queue.name))?.policy;
  if (found !== queue.policy) {
    throw new UserError(
      `Queue ${queue.name} has the policy ${found} in this database, not ${queue.policy}. A policy cannot be ` +
        'changed: the new one needs a queue of another name.',
      { title: 'Hubwatch cannot start' },
    );
  }
}

/**
 * Gives back the jobs that a killed process had taken. Only on the embedded database, which one process at a time can
 * open: whatever counts as running there runs nowhere. Elsewhere the missed heartbeat tells, some seconds later.
 */
async function releaseOrphans({ db }: Database, boss: PgBoss, log: Logger): Promise<void> {
  const table = sql.table(`${jobSchemaName}.job`);
  const { rows } = await sql<{ name: string; id: string }>`
    select name, id from ${table} where state = 'active'`.execute(db);
  const byQueue = Map.groupBy(rows, ({ name }) => name);
  for (const [name, jobs] of byQueue) {
    await boss.fail(
      name,
      jobs.map(({ id }) => id),
      { why: 'the process was killed' },
    );
  }
  if (rows.length > 0) log.info({ jobs: rows.length }, 'jobs of a killed process are taken up again');
}
