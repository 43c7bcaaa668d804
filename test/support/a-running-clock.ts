import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../src/shared/clock.ts';

/** The computer's clock, which a test may also set forward. */
export interface RunningClock extends Clock {
  /** Sets the clock forward and wakes every sleeper whose time has come. */
  advance(ms: number): void;
}

/** For tests over real sockets: time passes by itself, and nobody has to wait for the long parts of it. */
export function aRunningClock(): RunningClock {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const sleepers = new Set<{ until: number; wake: AbortController }>();
  return {
    now: () => new Date(now()),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const sleeper = { until: now() + ms, wake: new AbortController() };
      const signals = signal ? [signal, sleeper.wake.signal] : [sleeper.wake.signal];
      sleepers.add(sleeper);
      try {
        await delay(ms, undefined, { ref: false, signal: AbortSignal.any(signals) });
      } catch (error) {
        if (!sleeper.wake.signal.aborted) throw error;
      } finally {
        sleepers.delete(sleeper);
      }
    },
    advance(ms) {
      ahead += ms;
      for (const { until, wake } of [...sleepers]) if (until <= now()) wake.abort();
    },
  };
}
