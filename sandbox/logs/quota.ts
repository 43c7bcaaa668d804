import { logsError } from '../http/azure-error.ts';
import type { WorldClock } from '../world/clock.ts';

/**
 * Limits of the query API for each principal: 5 queries at a time, 200 waiting, 200 in 30 seconds
 * (Microsoft Learn: "Azure Monitor service limits, log queries").
 */
const concurrent = 5;
const queueLength = 200;
const perWindow = 200;
const windowMs = 30_000;

/** Lets queries through as Azure does. */
export interface LogsQuota {
  /** Waits for a free place; gives the function that frees it. Throws 429 when too many wait or came. */
  enter(principalId: string): Promise<() => void>;
}

interface Lane {
  running: number;
  waiting: (() => void)[];
  /** When the queries of the last 30 seconds came, in milliseconds. */
  came: number[];
}

/** Starts empty. `enforced` false lets all through. */
export function createLogsQuota(clock: WorldClock, enforced: () => boolean): LogsQuota {
  const lanes = new Map<string, Lane>();
  return {
    async enter(principalId) {
      const lane = lanes.get(principalId) ?? { running: 0, waiting: [], came: [] };
      lanes.set(principalId, lane);
      const now = clock.now().getTime();
      lane.came = [...lane.came.filter((at) => at > now - windowMs), now];
      if (enforced() && (lane.came.length > perWindow || lane.waiting.length >= queueLength))
        throw throttled();
      if (enforced() && lane.running >= concurrent) {
        await new Promise<void>((resolve) => lane.waiting.push(resolve));
      } else {
        lane.running += 1;
      }
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const next = lane.waiting.shift();
        // The place goes straight to the next in line.
        if (next) next();
        else lane.running -= 1;
      };
    },
  };
}

function throttled(): Error {
  return logsError(429, 'ThrottledError', 'The request has been throttled: too many queries.', {
    headers: { 'retry-after': String(windowMs / 1000) },
  });
}
