import type { Clock } from '../../src/shared/clock.ts';

/** A clock that stands still until the test moves it. */
export interface HandClock extends Clock {
  /** Moves the time on and wakes every sleeper whose time has come. */
  advance(ms: number): void;
  /** What is still being slept, in milliseconds from now. */
  sleeping(): number[];
}

/** Starts at the real time (tokens carry real expiry dates) unless told otherwise. */
export function aHandClock(start = Date.now()): HandClock {
  let time = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => new Date(time),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: time + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    advance(ms) {
      time += ms;
      for (const sleeper of [...sleepers].filter(({ at }) => at <= time)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    sleeping: () => [...sleepers].map(({ at }) => at - time).sort((a, b) => a - b),
  };
}
