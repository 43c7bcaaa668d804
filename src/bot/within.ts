import type { Clock } from '../shared/clock.ts';

/** What a wait came to. */
export type Waited<T> = { done: true; value: T } | { done: false };

/**
 * Waits for `work`, but no longer than `ms`. The work goes on either way. Rejects when the work does so in
 * time.
 */
export async function within<T>(work: Promise<T>, ms: number, clock: Clock): Promise<Waited<T>> {
  const finished = new AbortController();
  const timeUp = clock.sleep(ms, finished.signal).then(
    (): Waited<T> => ({ done: false }),
    // Only when the work was faster; the race is over then.
    (): Waited<T> => ({ done: false }),
  );
  try {
    return await Promise.race([work.then((value): Waited<T> => ({ done: true, value })), timeUp]);
  } finally {
    finished.abort();
  }
}
