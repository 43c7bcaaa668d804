import { race } from './race.ts';

/**
 * Runs pieces of work, some at a time; the others wait their turn in order. Who gives up while waiting leaves
 * the line and gets the signal's reason; work that has begun sees to the signal itself.
 */
export type Limit = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** A limit that lets `atOnce` pieces of work run side by side. */
export function createLimit(atOnce: number): Limit {
  const waiting = new Set<() => void>();
  let running = 0;

  async function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (running < atOnce) {
      running += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    try {
      await race(promise, signal);
    } catch (error) {
      // A place that was handed over in this very moment goes on to the next.
      if (!waiting.delete(resolve)) handOn();
      throw error;
    }
  }

  /** Gives the place to the next in line, so that `running` changes only when nobody waits. */
  function handOn(): void {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return async (work, signal) => {
    await turn(signal);
    try {
      return await work();
    } finally {
      handOn();
    }
  };
}
