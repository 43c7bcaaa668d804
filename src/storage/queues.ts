import { z } from 'zod';

/**
 * A kind of background work. The policy cannot be changed once a database has the queue: a new policy needs
 * a new name.
 */
export interface Queue<Data extends object> {
  name: string;
  /**
   * How jobs stand to each other, over all instances (https://pgboss.io/api/queues): `standard`: as many as come
   * at once; `exclusive`: one waiting or running; `singleton`: one running per singleton key;
   * `stately`: the same, and one waiting: more would be the same as one;
   * `key_strict_fifo`: the same, in order. Order and limits per conversation come from these two alone:
   * pg-boss's group concurrency was exceeded with several processes.
   */
  policy: 'standard' | 'exclusive' | 'singleton' | 'stately' | 'key_strict_fifo';
  /** What a job carries. Checked when it is sent and when it is taken up. */
  data: z.ZodType<Data>;
  /** How often a failed job is tried again. */
  retryLimit: number;
  /** Seconds before the first retry; doubled for each further one, up to `retryDelayMaxSeconds`. */
  retryDelaySeconds: number;
  retryDelayMaxSeconds: number;
  /** Seconds that one try may take. */
  expireSeconds: number;
  /** Seconds that a finished job's row is kept. Must exceed the ticks of a queue that is used with `everyTick`. */
  keepSeconds: number;
  /** True: a new job wakes a worker at once. Otherwise it waits for the next poll. */
  notify: boolean;
  /** Seconds between two looks for due jobs. Retries and deferred jobs wait for this even with `notify`. */
  pollSeconds: number;
}

/** The data of a job that carries nothing. */
export type Nothing = Record<string, never>;

/** Checks for `Nothing`. */
export const nothing: z.ZodType<Nothing> = z.record(z.string(), z.never());

/** Work that every tick asks for again: one job of it is enough, and the next tick is the retry. */
const perTick = {
  policy: 'exclusive',
  data: nothing,
  retryLimit: 0,
  retryDelaySeconds: 0,
  retryDelayMaxSeconds: 0,
} as const;

/** Prunes what is no longer needed. */
export const housekeepingQueue: Queue<Nothing> = {
  name: 'housekeeping',
  ...perTick,
  expireSeconds: 300,
  keepSeconds: 86_400,
  notify: true,
  pollSeconds: 60,
};

/**
 * Changes to be carried out, and looked at again later. One at a time per singleton key: enabling reads, merges and
 * writes a resource that has no etag, so two of one subscription must not overlap.
 */
export const changeQueue: Queue<{ change: string; look?: number | undefined }> = {
  name: 'changes',
  policy: 'singleton',
  data: z.object({ change: z.string(), look: z.int().optional() }),
  retryLimit: 20, // Only our own database's trouble ends here; Azure's is written into the change.
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
  expireSeconds: 900,
  keepSeconds: 86_400,
  notify: true,
  pollSeconds: 2,
};

/** Cards of changes to be posted or edited. One at a time per conversation: Teams refuses two at once with 412. */
export const changeCardQueue: Queue<{ card: string }> = {
  name: 'change-cards',
  policy: 'singleton',
  data: z.object({ card: z.string() }),
  retryLimit: 30,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 300,
  expireSeconds: 120,
  keepSeconds: 3_600,
  notify: true,
  pollSeconds: 2,
};

/** Looks for previews and requests that nobody answered in time. */
export const expiryQueue: Queue<Nothing> = {
  name: 'change-expiry',
  ...perTick,
  expireSeconds: 60,
  keepSeconds: 3_600,
  notify: true,
  pollSeconds: 10,
};

/** Conversations that have something to be told. One job tells all of it, so that one waiting job is enough. */
export const noticeQueue: Queue<{ conversation: string }> = {
  name: 'notices',
  policy: 'stately',
  data: z.object({ conversation: z.string() }),
  retryLimit: 30,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 300,
  expireSeconds: 120,
  keepSeconds: 3_600,
  notify: true,
  pollSeconds: 2,
};

/** Conversations that are to be looked at again later. */
export const noticeWakeQueue: Queue<{ conversation: string }> = {
  name: 'notice-wakes',
  policy: 'standard',
  data: z.object({ conversation: z.string() }),
  retryLimit: 30,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
  expireSeconds: 30,
  keepSeconds: 3_600,
  notify: true,
  pollSeconds: 1,
};

/** Reads what has come in on the workspaces. */
export const pollQueue: Queue<Nothing> = {
  name: 'alert-polls',
  ...perTick,
  expireSeconds: 120,
  keepSeconds: 7_200,
  notify: true,
  pollSeconds: 5,
};

/** Every queue there is; `open-storage.ts` sees to it that they exist. */
export const allQueues = [
  housekeepingQueue,
  changeQueue,
  changeCardQueue,
  expiryQueue,
  noticeQueue,
  noticeWakeQueue,
  pollQueue,
] as const;
