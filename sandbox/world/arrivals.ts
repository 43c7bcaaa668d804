import type { WorldClock } from './clock.ts';
import { hashOf } from './random.ts';

const minute = 60_000;

/**
 * Log Analytics promises no order of arrival (Microsoft Learn: "Log data ingestion time in Azure Monitor"). One
 * in eight of the alerts that raise themselves comes the other way round: "Resolved" is there before "New".
 * Which ones depends on the id alone, so it is the same in every run.
 */
export function arrivesReversed({ id }: { id: string }): boolean {
  return hashOf(`arrival/${id}`) % 8 === 0;
}

/**
 * When the rows of one alert arrive, in milliseconds, from when each would by itself: in their order, however
 * late one of them is, or the last one first and each one before it a minute after the one that follows it.
 */
export function arrivalsOf(
  usual: readonly number[],
  isReversed: boolean,
  clock: WorldClock,
): readonly number[] {
  return isReversed ? reversed(usual, clock.delay(minute)) : inOrder(usual);
}

function inOrder(usual: readonly number[]): readonly number[] {
  return usual.map((_, index) => Math.max(...usual.slice(0, index + 1)));
}

function reversed(usual: readonly number[], gap: number): readonly number[] {
  let next = 0;
  return usual
    .toReversed()
    .map((time) => {
      next = Math.max(time, next + gap);
      return next;
    })
    .reverse();
}
