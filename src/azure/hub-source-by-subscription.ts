import type { IotHubDescription } from '@azure/arm-iothub';
import { z } from 'zod';
import { parseArmId } from '../domain/arm-id.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';
import { isForbidden } from './errors.ts';
import { HubRow, type HubSource } from './hub-source.ts';
import type { BareHub } from './inventory.ts';
import { createLimit } from './limit.ts';

/** Requests at the same time; ARM allows a principal 25 reads a second (learn.microsoft.com, "Understand how Azure Resource Manager throttles requests"). */
const atOnce = 5;

const SubscriptionItem = z.object({
  subscriptionId: z.string().transform((value) => value.toLowerCase()),
  displayName: z.string().optional(),
});
const SolutionItem = z.object({
  status: z.string().optional(),
  iotHubs: z.array(z.string()).optional(),
});

/**
 * Reads subscription by subscription, for identities that may not ask Resource Graph. One request per
 * subscription and list, so it is the second choice. A subscription that the bot may not read is left out,
 * as Resource Graph would leave it out.
 */
export function createSubscriptionSource(
  clients: Pick<Clients, 'subscriptions' | 'iotHub' | 'security'>,
): HubSource {
  async function names(scope: CallScope): Promise<Map<string, string>> {
    const items = await clients.subscriptions(scope, async (client) =>
      z.array(SubscriptionItem).parse(await collect((page) => client.subscriptions.list(page))),
    );
    return new Map(
      items.map(({ subscriptionId, displayName }) => [subscriptionId, displayName ?? subscriptionId]),
    );
  }

  async function inEach<T>(scope: CallScope, read: (subscriptionId: string) => Promise<T[]>): Promise<T[]> {
    const limit = createLimit(atOnce);
    const subscriptions = [...(await names(scope)).keys()];
    const lists = await Promise.all(
      subscriptions.map((subscriptionId) =>
        limit(() =>
          read(subscriptionId).catch((error: unknown) => {
            if (isForbidden(error)) return [];
            throw error;
          }),
        ),
      ),
    );
    return lists.flat();
  }

  return {
    names,
    hubs: (scope) =>
      inEach(scope, (subscriptionId) =>
        clients.iotHub(subscriptionId, scope, async (client) =>
          (await collect((page) => client.iotHubResource.listBySubscription(page))).map(toHub),
        ),
      ),
    solutions: (scope) =>
      inEach(scope, (subscriptionId) =>
        clients.security(subscriptionId, scope, async (client) => {
          const items = await collect((page) => client.iotSecuritySolution.listBySubscription(page));
          return z
            .array(SolutionItem)
            .parse(items)
            .map(({ status, iotHubs }) => ({
              enabled: status?.toLowerCase() === 'enabled',
              hubIds: iotHubs ?? [],
            }));
        }),
      ),
  };
}

function toHub(hub: IotHubDescription): BareHub {
  const id = parseArmId(hub.id ?? '');
  return HubRow.parse({
    id: hub.id,
    name: hub.name,
    subscriptionId: id?.subscriptionId,
    resourceGroup: id?.resourceGroup,
    location: hub.location,
    tier: hub.sku.tier,
    state: hub.properties?.state,
    hostName: hub.properties?.hostName,
  });
}
