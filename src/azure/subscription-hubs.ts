import { z } from 'zod';
import { parseArmId } from '../domain/arm-id.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { PlannedHub } from '../domain/change-plan.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';
import { createSolutions, type Solution } from './solutions.ts';

/** A hub as Resource Manager knows it at this moment. */
export type FreshHub = PlannedHub & { resourceGroup: string; location: string };

/** The hubs of one subscription and what watches them. */
export interface SubscriptionState {
  /** Sorted by name. */
  hubs: FreshHub[];
  /** The subscription's Defender for IoT solutions, as Azure lists them. */
  solutions: Solution[];
}

const HubItem = z
  .object({
    id: z.string(),
    name: z.string().min(1),
    location: z.string(),
    sku: z.object({
      tier: z
        .string()
        .nullish()
        .transform((tier) => tier ?? ''),
    }),
  })
  .transform(({ id, name, location, sku }, context) => {
    const { resourceGroup } = parseArmId(id) ?? {};
    if (resourceGroup !== undefined) return { id, name, location, tier: sku.tier, resourceGroup };
    context.addIssue({ code: 'custom', message: 'not the id of a hub' });
    return z.NEVER;
  });

const byWord = new Intl.Collator('en', { numeric: true });

/**
 * Reads the hubs of one subscription with its solutions, from Resource Manager and never from Resource Graph,
 * which shows a change up to minutes later: what is written is decided by this.
 *
 * @throws AzureError when either cannot be read; a half of it would be a wrong plan.
 */
export function createSubscriptionHubs(clients: Pick<Clients, 'iotHub' | 'security'>) {
  const { list } = createSolutions(clients);
  return async (subscriptionId: string, scope: CallScope): Promise<SubscriptionState> => {
    const [found, solutions] = await Promise.all([
      clients.iotHub(subscriptionId, scope, async (client) =>
        z.array(HubItem).parse(await collect((page) => client.iotHubResource.listBySubscription(page))),
      ),
      list(subscriptionId, scope),
    ]);
    const watched = new Set(
      solutions
        .filter(({ enabled }) => enabled)
        .flatMap(({ hubIds }) => hubIds.map((id) => id.toLowerCase())),
    );
    const hubs = found.map(
      (hub): FreshHub => ({ ...hub, defender: watched.has(hub.id.toLowerCase()) ? 'on' : 'off' }),
    );
    return { hubs: hubs.toSorted((a, b) => byWord.compare(a.name, b.name)), solutions };
  };
}
