import { armError } from '../http/azure-error.ts';
import type { WorldClock } from '../world/clock.ts';

/** 15 queries in 5 seconds for each principal (Microsoft Learn: "Throttled requests in Azure Resource Graph"). */
const quota = 15;
const windowMs = 5_000;

/** Counts Resource Graph queries. */
export interface GraphQuota {
  /** Takes one query off; gives the headers to answer with. Throws 429 `RateLimiting` when none is left. */
  take(principalId: string): Record<string, string>;
}

/** Starts with whole windows. `enforced` false only counts. */
export function createGraphQuota(clock: WorldClock, enforced: () => boolean): GraphQuota {
  const windows = new Map<string, { start: number; used: number }>();
  return {
    take(principalId) {
      const now = clock.now().getTime();
      const known = windows.get(principalId);
      const current = known && now - known.start < windowMs ? known : { start: now, used: 0 };
      windows.set(principalId, current);
      current.used += 1;
      const seconds = Math.max(1, Math.ceil((current.start + windowMs - now) / 1000));
      const headers = {
        'x-ms-user-quota-remaining': String(Math.max(0, quota - current.used)),
        'x-ms-user-quota-resets-after': `00:00:${String(seconds).padStart(2, '0')}`,
      };
      if (current.used > quota && enforced()) throw rateLimited(clock, headers);
      return headers;
    },
  };
}

function rateLimited(clock: WorldClock, headers: Record<string, string>): Error {
  return armError(
    429,
    'RateLimiting',
    `Please provide below info when asking for support: timestamp = ${clock.now().toISOString()}.`,
    {
      headers,
      details: [
        {
          code: 'RateLimiting',
          message:
            'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
        },
      ],
    },
  );
}
