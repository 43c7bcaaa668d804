import type { Clock } from '../shared/clock.ts';

/** A loop that can be ended. */
export interface Repetition {
  /** Ends the wait, lets work under way finish, and resolves then. Calling it again is harmless. */
  stop(): Promise<void>;
}

/**
 * Runs `work` every `everyMs` milliseconds, never twice at once, the first time after `firstMs`. An error
 * goes to `onError` and the loop goes on.
 */
export function repeat(
  { everyMs, firstMs = everyMs, clock }: { everyMs: number; firstMs?: number; clock: Clock },
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  // A sleep rejects only when it is aborted.
  const slept = (ms: number) =>
    clock.sleep(ms, signal).then(
      () => true,
      () => false,
    );
  const loop = async () => {
    for (let wait = firstMs; wait === 0 || (await slept(wait)); wait = everyMs) {
      if (signal.aborted) return;
      await work().catch(onError);
    }
  };
  const finished = loop();
  return {
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}
