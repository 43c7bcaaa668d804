import type { AzureService } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clock } from '../shared/clock.ts';
import { startDeadline } from './deadline.ts';
import { toAzureError } from './errors.ts';
import { race } from './race.ts';

/** Keeps answers for a short while and lets concurrent callers share one question. */
export interface Memory<T> {
  /**
   * The kept answer for `key`, or the one that `load` brings. `load` runs on behalf of all who wait: it gets
   * a signal of its own, so that one caller who gives up does not end it for the others.
   */
  get(key: string, scope: CallScope, load: (scope: CallScope) => Promise<T>): Promise<T>;
  /** Forgets everything; a question under way still answers those who wait for it, but is not kept. */
  forget(): void;
}

/** How a memory behaves. */
export interface MemoryOptions {
  /** Whose answers they are: named in the error when a caller gives up waiting. */
  service: AzureService;
  /** How long an answer stays good, counted from when it was asked for. */
  lifeMs: number;
  /** How many answers are kept; the oldest goes first. */
  most: number;
}

/** Time for one load with all its pages and retries. */
const loadDeadlineMs = 30_000;

interface Entry<T> {
  askedAt: number;
  answer: Promise<T>;
}

/** An empty memory. Failures are never kept. */
export function createMemory<T>({ service, lifeMs, most }: MemoryOptions, clock: Clock): Memory<T> {
  const entries = new Map<string, Entry<T>>();

  async function run(correlationId: string, load: (scope: CallScope) => Promise<T>): Promise<T> {
    const deadline = startDeadline(clock, loadDeadlineMs);
    try {
      return await race(load({ signal: deadline.signal, correlationId }), deadline.signal);
    } finally {
      deadline.clear();
    }
  }

  async function wait(answer: Promise<T>, { signal }: CallScope): Promise<T> {
    try {
      return await race(answer, signal);
    } catch (error) {
      throw toAzureError(service, error, signal);
    }
  }

  return {
    get(key, scope, load) {
      const now = clock.now().getTime();
      const known = entries.get(key);
      if (known && now - known.askedAt < lifeMs) return wait(known.answer, scope);
      entries.delete(key); // so that the new one stands last in line
      const entry = { askedAt: now, answer: run(scope.correlationId, load) };
      entries.set(key, entry);
      entry.answer.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      const [oldest] = entries.keys();
      if (entries.size > most && oldest !== undefined) entries.delete(oldest);
      return wait(entry.answer, scope);
    },
    forget: () => entries.clear(),
  };
}
