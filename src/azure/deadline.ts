import type { Clock } from '../shared/clock.ts';

/** A signal that aborts after some time unless `clear` is called first. */
export interface Deadline {
  signal: AbortSignal;
  /** Ends the waiting; the signal will not abort any more. */
  clear(): void;
}

/** Starts a deadline on the given clock, so that tests need not wait for it. */
export function startDeadline(clock: Clock, milliseconds: number): Deadline {
  const late = new AbortController();
  const cleared = new AbortController();
  clock.sleep(milliseconds, cleared.signal).then(
    () => late.abort(new DOMException(`No answer within ${milliseconds} ms`, 'TimeoutError')),
    () => undefined,
  );
  return { signal: late.signal, clear: () => cleared.abort() };
}
