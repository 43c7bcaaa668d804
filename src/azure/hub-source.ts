import { z } from 'zod';
import type { CallScope } from '../domain/call-scope.ts';
import type { Graph } from './graph.ts';
import { hubsQuery, solutionsQuery, subscriptionsQuery } from './graph-query.ts';
import type { BareHub, Found, Solution } from './inventory.ts';

/** Where the hubs of all subscriptions come from. */
export interface HubSource {
  hubs(scope: CallScope): Promise<Found<BareHub>>;
  solutions(scope: CallScope): Promise<Found<Solution>>;
  /** Display names of subscriptions by id (lower case). */
  names(scope: CallScope): Promise<Map<string, string>>;
}

const id = z.string().transform((value) => value.toLowerCase());
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** One row of `hubsQuery`. */
export const HubRow = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  subscriptionId: id,
  resourceGroup: text,
  location: text,
  tier: text,
  state: text,
  hostName: text,
});

/** One row of `solutionsQuery`. */
export const SolutionRow = z.object({
  id: z.string(),
  status: text,
  hubs: z.array(z.string()).nullish(),
});

/** One row of `subscriptionsQuery`. */
export const SubscriptionRow = z.object({ id: z.string(), subscriptionId: id, name: z.string() });

/**
 * Reads through Resource Graph: a page of 1,000 rows per request, whatever the number of subscriptions. It
 * never tells what it leaves out, so `unreadable` is empty.
 */
export function createGraphSource(graph: Graph): HubSource {
  return {
    hubs: async (scope) => ({ rows: await graph.rows(hubsQuery, HubRow, scope), unreadable: [] }),
    async solutions(scope) {
      const rows = await graph.rows(solutionsQuery, SolutionRow, scope);
      const solutions = rows.map(({ status, hubs }) => ({
        enabled: status.toLowerCase() === 'enabled',
        hubIds: hubs ?? [],
      }));
      return { rows: solutions, unreadable: [] };
    },
    async names(scope) {
      const rows = await graph.rows(subscriptionsQuery, SubscriptionRow, scope);
      return new Map(rows.map(({ subscriptionId, name }) => [subscriptionId, name]));
    },
  };
}
