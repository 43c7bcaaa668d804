import type { IotHubDescription } from '@azure/arm-iothub';
import { z } from 'zod';
import { parseArmId } from '../domain/arm-id.ts';
import type { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';
import { isForbidden } from './errors.ts';
import { HubRow, type HubSource } from './hub-source.ts';
import type { BareHub, Found } from './inventory.ts';
import { createLimit } from './limit.ts';
import { createMemory } from './memory.ts';

/**
 * Requests of one list at the same time: 800 subscriptions at 0.2 s each take 8 s. Resource Manager counts reads
 * per subscription (250, and 25 more each second: learn.microsoft.com, "Understand how Azure Resource Manager
 * throttles requests"), so one read in each is nothing to it.
 */
const atOnce = 20;
/** The list of subscriptions is the same question for hubs, solutions and names, asked within moments. */
const namesLifeMs = 10_000;

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
 * subscription and list, so it is the second choice.
 *
 * @throws AzureError kind `forbidden` when the bot may look into no subscription at all; anything else that one
 * subscription answers fails the whole list.
 */
export function createSubscriptionSource(
  clients: Pick<Clients, 'subscriptions' | 'iotHub' | 'security'>,
  clock: Clock = systemClock,
): HubSource {
  const kept = createMemory<Map<string, string>>(
    { service: 'Azure Resource Manager', lifeMs: namesLifeMs, most: 1 },
    clock,
  );

  const names = (scope: CallScope) =>
    kept.get('', scope, async (loading) => {
      const items = await clients.subscriptions(loading, async (client) =>
        z.array(SubscriptionItem).parse(await collect((page) => client.subscriptions.list(page))),
      );
      return new Map(
        items.map(({ subscriptionId, displayName }) => [subscriptionId, displayName ?? subscriptionId]),
      );
    });

  async function inEach<T>(
    scope: CallScope,
    read: (subscriptionId: string) => Promise<T[]>,
  ): Promise<Found<T>> {
    const limit = createLimit(atOnce);
    const subscriptions = [...(await names(scope)).keys()];
    const refused = new Map<string, AzureError>();
    const readOne = async (subscriptionId: string): Promise<T[]> => {
      try {
        return await read(subscriptionId);
      } catch (error) {
        if (!isForbidden(error)) throw error;
        refused.set(subscriptionId, error);
        return [];
      }
    };
    const lists = await Promise.all(
      subscriptions.map((subscriptionId) => limit(() => readOne(subscriptionId), scope.signal)),
    );
    const [first] = refused.values();
    if (first && refused.size === subscriptions.length) throw first;
    return { rows: lists.flat(), unreadable: [...refused.keys()] };
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
