import { z } from 'zod';
import { parseArmId, sameArmId } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { HubDetail, HubDetailPart } from '../domain/hub-detail.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';

const HubItem = z.object({
  id: z.string(),
  sku: z.object({ name: z.string(), capacity: z.number().optional() }),
  properties: z.object({ provisioningState: z.string().optional() }).optional(),
});

const SolutionItem = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string().optional(),
  workspace: z.string().nullish(),
  iotHubs: z.array(z.string()).optional(),
});
type SolutionItem = z.infer<typeof SolutionItem>;

/**
 * Reads one hub fresh from Azure Resource Manager, with the Defender for IoT solution of its subscription
 * that lists it (an enabled one first). When one of the two cannot be read, it becomes a gap.
 *
 * @throws AzureError kind `not found` when the hub does not exist, or its id is not a hub's; the hub's error
 * when neither can be read.
 */
export function createHubDetail(clients: Pick<Clients, 'iotHub' | 'security'>) {
  return async (hub: { id: string }, scope: CallScope): Promise<HubDetail> => {
    const id = parseArmId(hub.id);
    if (id?.type.toLowerCase() !== 'microsoft.devices/iothubs') {
      throw new AzureError('Azure IoT Hub', 'not found', { detail: 'not the id of a hub' });
    }
    const { subscriptionId, resourceGroup, name } = id;
    const [found, solutions] = await Promise.allSettled([
      clients.iotHub(subscriptionId, scope, async (client) =>
        HubItem.parse(await client.iotHubResource.get(resourceGroup, name)),
      ),
      clients.security(subscriptionId, scope, async (client) =>
        z
          .array(SolutionItem)
          .parse(await collect((page) => client.iotSecuritySolution.listBySubscription(page))),
      ),
    ]);
    if (found.status === 'rejected' && (solutions.status === 'rejected' || isGone(found.reason))) {
      throw found.reason;
    }
    const gaps: HubDetailPart[] = [];
    if (found.status === 'rejected') gaps.push('size and state');
    if (solutions.status === 'rejected') gaps.push('Defender solution');
    return {
      ...(found.status === 'fulfilled' ? hubPart(found.value) : {}),
      ...(solutions.status === 'fulfilled' ? solutionPart(listing(solutions.value, hub.id)) : {}),
      ...(gaps.length > 0 ? { gaps } : {}),
    };
  };
}

function isGone(error: unknown): boolean {
  return error instanceof AzureError && error.kind === 'not found';
}

function hubPart({ properties, sku }: z.infer<typeof HubItem>): Partial<HubDetail> {
  return {
    provisioningState: properties?.provisioningState ?? '',
    units: sku.capacity ?? 0,
    sku: sku.name,
  };
}

/** The solution that lists a hub, an enabled one first. */
function listing(solutions: readonly SolutionItem[], hubId: string): SolutionItem | undefined {
  const found = solutions.filter(({ iotHubs }) => iotHubs?.some((listed) => sameArmId(listed, hubId)));
  return found.find(isEnabled) ?? found[0];
}

function solutionPart(solution: SolutionItem | undefined): Partial<HubDetail> {
  if (!solution) return {};
  return {
    solutionId: solution.id,
    solutionName: solution.name,
    solutionStatus: isEnabled(solution) ? 'Enabled' : 'Disabled',
    ...(solution.workspace ? { solutionWorkspace: solution.workspace } : {}),
  };
}

function isEnabled({ status }: SolutionItem): boolean {
  return status?.toLowerCase() === 'enabled';
}
