import type { Transaction } from 'kysely';
import { fromKysely, type PgBoss, type SendOptions } from 'pg-boss';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { plainJson } from './plain-text.ts';
import type { Nothing, Queue } from './queues.ts';
import { type Repetition, repeat } from './repeat.ts';
import type { Tables } from './schema.ts';

/** When and beside what a job may run. */
export interface JobWishes {
  /** What `singleton` and `key_strict_fifo` queues keep apart, for example a conversation id. */
  singletonKey?: string;
  /** Not before this moment. */
  startAfter?: Date;
}

/** Background work that survives a crash and is shared by all instances. A job runs at least once. */
export interface Jobs {
  /**
   * Adds a job in the caller's transaction: it exists when, and only when, that commits. Resolves to false
   * when the queue's policy keeps it out.
   */
  sendIn<Data extends object>(
    tx: Transaction<Tables>,
    queue: Queue<Data>,
    data: Data,
    wishes?: JobWishes,
  ): Promise<boolean>;
  /** Adds many jobs in the caller's transaction, at the cost of a few. Those that the queue's policy keeps out are left. */
  sendAllIn<Data extends object>(
    tx: Transaction<Tables>,
    queue: Queue<Data>,
    jobs: readonly { data: Data; singletonKey?: string }[],
  ): Promise<void>;
  /** Adds a job by itself. Never inside a transaction: use `sendIn` there (this would wait for ever on PGlite). */
  send<Data extends object>(queue: Queue<Data>, data: Data, wishes?: JobWishes): Promise<boolean>;
  /**
   * Has this instance do jobs of `queue`, `atOnce` at a time (1 by default), until storage closes. A handler
   * that throws fails the job, which is then retried. `signal` aborts when the job's time is up.
   */
  work<Data extends object>(
    queue: Queue<Data>,
    handler: (data: Data, signal: AbortSignal) => Promise<void>,
    atOnce?: number,
  ): Promise<void>;
  /**
   * Adds an empty job every `everySeconds`, now first, until storage closes. Every instance calls this; each
   * slot of time yields one job over all of them. (pg-boss's own cron cannot do less than a minute.)
   */
  everyTick(queue: Queue<Nothing>, everySeconds: number): void;
}

/** `Jobs` with its end, for `open-storage.ts` alone. */
export interface RunningJobs extends Jobs {
  /** Stops the ticks; the job engine itself is stopped by its owner. */
  stopTicks(): Promise<void>;
}

/** In one statement; pg-boss takes them as one JSON text. */
const jobsAtOnce = 1_000;

function plainData(data: object): object {
  const plain: unknown = JSON.parse(plainJson(data) ?? '{}');
  return typeof plain === 'object' && plain !== null ? plain : {};
}

/** The house's way of using a started job engine whose queues exist. */
export function createJobs({ boss, log, clock }: { boss: PgBoss; log: Logger; clock: Clock }): RunningJobs {
  const ticks: Repetition[] = [];

  async function add<Data extends object>(queue: Queue<Data>, data: Data, options: SendOptions) {
    const id = await boss.send(queue.name, plainData(queue.data.parse(data)), options);
    return id !== null;
  }

  return {
    sendIn: (tx, queue, data, wishes = {}) => add(queue, data, { ...wishes, db: fromKysely(tx) }),
    send: (queue, data, wishes = {}) => add(queue, data, wishes),

    async sendAllIn(tx, queue, jobs) {
      for (let from = 0; from < jobs.length; from += jobsAtOnce) {
        const batch = jobs.slice(from, from + jobsAtOnce).map(({ data, ...wishes }) => ({
          data: plainData(queue.data.parse(data)),
          ...wishes,
        }));
        await boss.insert(queue.name, batch, { db: fromKysely(tx) });
      }
    },

    async work(queue, handler, atOnce = 1) {
      const options = {
        localConcurrency: atOnce,
        pollingIntervalSeconds: queue.pollSeconds,
        notifyPollingIntervalSeconds: queue.pollSeconds,
      };
      await boss.work<unknown>(queue.name, options, async ([job]) => {
        if (!job) return;
        try {
          await handler(queue.data.parse(job.data), job.signal);
        } catch (error) {
          log.warn({ error, queue: queue.name, jobId: job.id, attempt: job.retryCount + 1 }, 'job failed');
          throw error;
        }
      });
    },

    everyTick(queue, everySeconds) {
      // Three tries per slot: a slot is not lost because one instance was late or had no connection.
      const everyMs = (everySeconds * 1000) / 3;
      const tick = async () => {
        await add(queue, {}, { singletonSeconds: everySeconds });
      };
      ticks.push(
        repeat({ everyMs, firstMs: 0, clock }, tick, (error) =>
          log.warn({ error, queue: queue.name }, 'tick failed'),
        ),
      );
    },

    async stopTicks() {
      await Promise.all(ticks.map((tick) => tick.stop()));
    },
  };
}
