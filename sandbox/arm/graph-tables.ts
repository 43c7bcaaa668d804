import type { SolutionRecord } from '../world/records.ts';
import { groupId } from '../world/story-places.ts';
import type { World } from '../world/world.ts';
import { resourceGraphLagMs } from '../world/world.ts';
import { hubProperties } from './hub-json.ts';
import { solutionProperties } from './solution-json.ts';

/** Rows by table name, as Resource Graph shows them to one caller. */
export interface GraphTables {
  resources: readonly Record<string, unknown>[];
  resourcecontainers: readonly Record<string, unknown>[];
}

const rowsOfRecords = new WeakMap<object, Record<string, unknown>>();

/** Rows are large and records never change: each record's row is made once. */
function rowOf<T extends object>(record: T, make: (record: T) => Record<string, unknown>) {
  const known = rowsOfRecords.get(record);
  if (known) return known;
  const row = make(record);
  rowsOfRecords.set(record, row);
  return row;
}

/**
 * What a principal may see: rows of resources that one of its roles lets it read, in the subscriptions asked
 * for, half a minute behind the truth.
 */
export function graphTables(
  world: World,
  principalId: string,
  wanted: ReadonlySet<string> | undefined,
): GraphTables {
  const lag = world.clock.delay(resourceGraphLagMs);
  const tenantId = world.tenant.id;
  const asked = (subscriptionId: string) => wanted?.has(subscriptionId.toLowerCase()) ?? true;
  const may = (action: string, scope: string) => world.access.allows(principalId, action, scope);
  const base = {
    tenantId,
    kind: '',
    managedBy: '',
    sku: null,
    plan: null,
    tags: null,
    identity: null,
    zones: null,
    extendedLocation: null,
  };

  const hubs = world.hubs
    .allSeen(lag)
    .filter(({ id, subscriptionId }) => asked(subscriptionId) && may('Microsoft.Devices/IotHubs/read', id))
    .map((hub) =>
      rowOf(hub, () => ({
        ...base,
        id: hub.id,
        name: hub.name,
        type: 'microsoft.devices/iothubs',
        location: hub.location,
        resourceGroup: hub.resourceGroup.toLowerCase(),
        subscriptionId: hub.subscriptionId,
        sku: { ...hub.sku },
        properties: hubProperties(hub),
        tags: {},
        identity: { type: 'None' },
      })),
    );
  const solutions = world.solutions
    .allSeen(lag)
    .filter(
      ({ id, subscriptionId }) =>
        asked(subscriptionId) && may('Microsoft.Security/iotSecuritySolutions/read', id),
    )
    .map((solution: SolutionRecord) =>
      rowOf(solution, () => ({
        ...base,
        // Resource Graph spells the ids of this type in its own way.
        id: solution.id.replace('/resourceGroups/', '/resourcegroups/'),
        name: solution.name,
        type: 'microsoft.security/iotsecuritysolutions',
        location: solution.location,
        resourceGroup: solution.resourceGroup.toLowerCase(),
        subscriptionId: solution.subscriptionId,
        properties: solutionProperties(solution),
        tags: solution.tags,
      })),
    );

  const subscriptions = [...world.subscriptions.values()]
    .filter(({ id }) => asked(id) && may('Microsoft.Resources/subscriptions/read', `/subscriptions/${id}`))
    .map(({ id, name, state }) => ({
      ...base,
      id: `/subscriptions/${id}`,
      name,
      type: 'microsoft.resources/subscriptions',
      location: '',
      resourceGroup: '',
      subscriptionId: id,
      properties: { state, managedByTenants: [], subscriptionPolicies: { spendingLimit: 'Off' } },
    }));
  const groups = [...world.resourceGroups.values()]
    .filter(
      ({ id, subscriptionId }) =>
        asked(subscriptionId) && may('Microsoft.Resources/subscriptions/resourceGroups/read', id),
    )
    .map(({ name, subscriptionId, location }) => ({
      ...base,
      id: groupId(subscriptionId, name),
      name,
      type: 'microsoft.resources/subscriptions/resourcegroups',
      location,
      resourceGroup: name.toLowerCase(),
      subscriptionId,
      properties: { provisioningState: 'Succeeded' },
    }));
  return { resources: [...hubs, ...solutions], resourcecontainers: [...subscriptions, ...groups] };
}
