import { setImmediate as turn } from 'node:timers/promises';
import type { HandClock } from './a-hand-clock.ts';

/** Moves the clock on whenever the work sleeps, until it ends; tells how long each sleep was, in seconds. */
export async function letTimePass<T>(
  clock: HandClock,
  work: Promise<T>,
): Promise<{ value: T; slept: number[] }> {
  const slept: number[] = [];
  let ended = false;
  const watched = work.finally(() => {
    ended = true;
  });
  watched.catch(() => {}); // Thrown below.
  while (!ended) {
    await turn();
    const [next] = clock.sleeping();
    if (next === undefined) continue;
    slept.push(next / 1000);
    clock.advance(next);
  }
  return { value: await watched, slept };
}
