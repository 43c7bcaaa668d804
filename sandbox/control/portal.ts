import { randomUUID } from 'node:crypto';
import { everyone } from '../rbac/access.ts';
import { findRole } from '../rbac/roles.ts';
import type { SentinelRecord, SolutionRecord } from '../world/records.ts';
import { groupId } from '../world/story-places.ts';
import type { World } from '../world/world.ts';
import { findHub, findPrincipal, findScope, findSubscription, findWorkspace } from './find.ts';

/** Changes to the tenant that somebody makes in the Azure portal, past the bot. Names or ids both do. */
export interface Portal {
  /** Turns Defender on for a hub, in its own solution when none lists it. Throws RangeError, also for a tier that cannot. */
  enableDefender(hub: string): void;
  /** Takes a hub out of every solution. */
  disableDefender(hub: string): void;
  /** Connects a subscription to a workspace; gives the connector's name. Connected already: gives that one's. */
  connect(subscription: string, workspace?: string): string;
  /** Removes the subscription's IOT connectors; gives their number. */
  disconnect(subscription: string, workspace?: string): number;
  /** Gives a role. `condition` makes it conditional. */
  grant(who: string, role: string, scope: string, condition?: string): void;
  /** Takes a role away, at that very scope; gives how many assignments that were. */
  revoke(who: string, role: string, scope: string): number;
  /** Makes a deny assignment, for somebody or for `everyone`; `except` are people and groups to be spared. */
  deny(denial: {
    name: string;
    who: string;
    scope: string;
    actions: readonly string[];
    except?: readonly string[];
  }): void;
  undeny(name: string): number;
  /** Puts a hub into another state, for example `Transitioning`. */
  setHubState(hub: string, state: string): void;
  /** Deletes a hub. */
  removeHub(hub: string): void;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Makes the portal of a world. */
export function createPortal(world: World): Portal {
  const by = `portal@${world.tenant.domain}`;
  const touch = (solution: SolutionRecord, iotHubs: readonly string[], status = solution.status) =>
    world.solutions.put(solution.id, {
      ...solution,
      iotHubs,
      status,
      modifiedAt: world.clock.now().toISOString(),
      modifiedBy: by,
    });
  const solutionsWith = (hubId: string) =>
    world.solutions.all().filter(({ iotHubs }) => iotHubs.some((id) => same(id, hubId)));
  const iotConnectors = (subscriptionId: string, workspaceId: string) =>
    world.connectors
      .all()
      .filter(
        ({ kind, workspaceId: owner, properties }) =>
          kind === 'IOT' &&
          same(owner, workspaceId) &&
          same(String(properties.subscriptionId), subscriptionId),
      );

  return {
    enableDefender(nameOrId) {
      const hub = findHub(world, nameOrId);
      if (hub.sku.tier !== 'Standard') throw new RangeError(`'${hub.name}' is not of the standard tier.`);
      world.change(() => {
        const [listing] = solutionsWith(hub.id);
        if (listing) return touch(listing, listing.iotHubs, 'Enabled');
        const now = world.clock.now().toISOString();
        const { name, subscriptionId, resourceGroup, location } = hub;
        const id = `${groupId(subscriptionId, resourceGroup)}/providers/Microsoft.Security/iotSecuritySolutions/${name}`;
        world.solutions.put(id, {
          ...{ id, name, subscriptionId, resourceGroup, location, tags: {}, status: 'Enabled' },
          iotHubs: [hub.id],
          properties: { displayName: name },
          ...{ createdAt: now, createdBy: by, modifiedAt: now, modifiedBy: by },
        });
      });
    },
    disableDefender(nameOrId) {
      const hub = findHub(world, nameOrId);
      world.change(() => {
        for (const solution of solutionsWith(hub.id)) {
          const left = solution.iotHubs.filter((id) => !same(id, hub.id));
          if (left.length === 0) world.solutions.remove(solution.id);
          else touch(solution, left);
        }
      });
    },
    connect(subscription, workspace) {
      const { id: subscriptionId } = findSubscription(world, subscription);
      const { id: workspaceId } = findWorkspace(world, workspace);
      const [present] = iotConnectors(subscriptionId, workspaceId);
      const name = present?.name ?? randomUUID();
      const connector: SentinelRecord = {
        id: `${workspaceId}/providers/Microsoft.SecurityInsights/dataConnectors/${name}`,
        name,
        kind: 'IOT',
        etag: `"${randomUUID()}"`,
        workspaceId,
        properties: { subscriptionId, dataTypes: { alerts: { state: 'Enabled' } } },
      };
      world.change(() => world.connectors.put(connector.id, connector));
      return name;
    },
    disconnect(subscription, workspace) {
      const { id } = findSubscription(world, subscription);
      const connectors = iotConnectors(id, findWorkspace(world, workspace).id);
      world.change(() => {
        for (const connector of connectors) world.connectors.remove(connector.id);
      });
      return connectors.length;
    },
    grant(who, roleName, scope, condition) {
      const role = findRole(roleName);
      if (!role) throw new RangeError(`The sandbox knows no role '${roleName}'.`);
      world.access.assign({
        name: randomUUID(),
        principalId: findPrincipal(world, who).id,
        role,
        scope: findScope(world, scope),
        ...(condition === undefined ? {} : { condition }),
      });
    },
    revoke(who, roleName, scope) {
      const principal = findPrincipal(world, who).id;
      const at = findScope(world, scope);
      const role = findRole(roleName);
      return world.access.unassign(
        (one) => same(one.principalId, principal) && one.role === role && same(one.scope, at),
      );
    },
    deny({ name, who, scope, actions, except = [] }) {
      world.access.deny({
        id: randomUUID(),
        name,
        scope: findScope(world, scope),
        principalIds: [who === 'everyone' ? everyone : findPrincipal(world, who).id],
        excludedIds: except.map((one) => findPrincipal(world, one).id),
        actions,
        notActions: [],
      });
    },
    undeny: (name) => world.access.undeny(name),
    setHubState(nameOrId, state) {
      const hub = findHub(world, nameOrId);
      world.change(() => world.hubs.put(hub.id, { ...hub, state }));
    },
    removeHub(nameOrId) {
      const hub = findHub(world, nameOrId);
      world.change(() => world.hubs.remove(hub.id));
    },
  };
}
