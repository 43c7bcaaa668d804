import type { World } from '../world/world.ts';
import type { Answer } from './answer.ts';
import { armError } from './azure-error.ts';
import type { Route } from './route.ts';

/** A token bucket: `size` calls at once, `refill` more each second. */
interface BucketRule {
  size: number;
  refill: number;
}

/** Resource Manager's buckets for each subscription and principal (Microsoft Learn: "Throttling"). */
const armBuckets: Readonly<Record<'reads' | 'writes' | 'deletes', BucketRule>> = {
  reads: { size: 250, refill: 25 },
  writes: { size: 200, refill: 10 },
  deletes: { size: 200, refill: 10 },
};

/** Providers with rates of their own, as their header `…-subscription-resource-requests` has shown. */
const providerBuckets: Readonly<Record<string, { read: number; write: number }>> = {
  'microsoft.security': { read: 750, write: 250 },
  'microsoft.devices': { read: 5000, write: 5000 },
};

/** Counts calls to Resource Manager. */
export interface ArmThrottle {
  /** Takes one call off its buckets; gives the headers to answer with. Throws 429 when one is empty. */
  take(route: Route, subscriptionId: string | undefined, principalId: string): Record<string, string>;
}

/** Starts with full buckets. */
export function createArmThrottle(world: World): ArmThrottle {
  const buckets = new Map<string, { left: number; at: number }>();

  const takeFrom = (key: string, { size, refill }: BucketRule): number | undefined => {
    const now = world.clock.now().getTime();
    const bucket = buckets.get(key) ?? { left: size, at: now };
    const left = Math.min(size, bucket.left + ((now - bucket.at) / 1000) * refill);
    buckets.set(key, { left: Math.max(0, left - (left >= 1 ? 1 : 0)), at: now });
    if (left >= 1) return Math.floor(left - 1);
    return world.settings.throttling ? undefined : 0;
  };

  return {
    take(route, subscriptionId, principalId) {
      const kind = kindOf(route);
      const rule = armBuckets[kind];
      const place = subscriptionId?.toLowerCase() ?? 'tenant';
      const left = takeFrom(`${place}|${principalId}|${kind}`, rule);
      const level = subscriptionId === undefined ? 'tenant' : 'subscription';
      if (left === undefined)
        throw throttled(level, kind, subscriptionId ?? world.tenant.id, principalId, 1 / rule.refill);
      const headers = { [`x-ms-ratelimit-remaining-${level}-${kind}`]: String(left) };

      const provider = providerBuckets[route.type.split('/')[0]?.toLowerCase() ?? ''];
      if (!provider || subscriptionId === undefined) return headers;
      const size = kind === 'reads' ? provider.read : provider.write;
      // The window is not documented; five minutes here.
      const own = takeFrom(`${place}|${principalId}|${route.type}|${size}`, { size, refill: size / 300 });
      if (own === undefined) throw throttled('subscription', kind, subscriptionId, principalId, 300 / size);
      return { ...headers, 'x-ms-ratelimit-remaining-subscription-resource-requests': String(own) };
    },
  };
}

function kindOf({ method }: Route): 'reads' | 'writes' | 'deletes' {
  if (method === 'GET') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

function throttled(level: string, kind: string, place: string, principalId: string, seconds: number): Error {
  const retryAfter = String(Math.max(1, Math.ceil(seconds)));
  return armError(
    429,
    level === 'tenant' ? 'TenantRequestsThrottled' : 'SubscriptionRequestsThrottled',
    `Number of '${kind.replace(/s$/, '')}' requests for ${level} '${place}' actor '${principalId}' exceeded. Please try again after '${retryAfter}' seconds.`,
    { headers: { 'retry-after': retryAfter } },
  );
}

/** Adds headers to an answer. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}
