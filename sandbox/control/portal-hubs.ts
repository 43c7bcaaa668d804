import { randomUUID } from 'node:crypto';
import type { SolutionRecord } from '../world/records.ts';
import { groupId } from '../world/story-places.ts';
import type { World } from '../world/world.ts';
import { findHub, findSubscription } from './find.ts';
import { sameName } from './same-name.ts';

/** What somebody does to hubs and to their Defender in the portal. */
export interface HubsPortal {
  /** Turns Defender on for a hub, in its own solution when none lists it. Throws RangeError, also for a tier that cannot. */
  enableDefender(hub: string): void;
  /** Takes a hub out of every solution. */
  disableDefender(hub: string): void;
  /**
   * Sets further properties of a solution, also such as nobody knows yet, and tags; what is not given stays.
   * A PUT may then send those properties, and takes them away by leaving them out. Throws RangeError when there
   * is no such solution, and for `iotHubs` and `status`, which are not set like this.
   */
  solution(
    name: string,
    more: { properties?: Readonly<Record<string, unknown>>; tags?: Readonly<Record<string, string>> },
  ): void;
  /**
   * Makes a hub of the standard tier; gives its ARM id. The resource group is made when it is missing; without
   * one the hub goes where the subscription's first hub is. Throws RangeError when the name is taken: names of
   * hubs are unique in the world.
   */
  addHub(hub: NewHub): string;
  /** Puts a hub into another state, for example `Transitioning`. */
  setHubState(hub: string, state: string): void;
  /** Deletes a hub. */
  removeHub(hub: string): void;
}

/** A hub before it is there. */
export interface NewHub {
  name: string;
  subscription: string;
  resourceGroup?: string | undefined;
  location?: string | undefined;
}

/** Makes the part of a world's portal that is about hubs. */
export function createHubsPortal(world: World): HubsPortal {
  const by = `portal@${world.tenant.domain}`;
  const touch = (solution: SolutionRecord, changes: Partial<SolutionRecord> = {}) =>
    world.solutions.put(solution.id, {
      ...solution,
      ...changes,
      modifiedAt: world.clock.now().toISOString(),
      modifiedBy: by,
    });
  const solutionsWith = (hubId: string) =>
    world.solutions.all().filter(({ iotHubs }) => iotHubs.some((id) => sameName(id, hubId)));

  return {
    enableDefender(nameOrId) {
      const hub = findHub(world, nameOrId);
      if (hub.sku.tier !== 'Standard') throw new RangeError(`'${hub.name}' is not of the standard tier.`);
      world.change(() => {
        const [listing] = solutionsWith(hub.id);
        if (listing) return touch(listing, { status: 'Enabled' });
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
          const iotHubs = solution.iotHubs.filter((id) => !sameName(id, hub.id));
          if (iotHubs.length === 0) world.solutions.remove(solution.id);
          else touch(solution, { iotHubs });
        }
      });
    },
    solution(name, { properties = {}, tags = {} }) {
      const solution = world.solutions.all().find((one) => sameName(one.name, name));
      if (!solution) throw new RangeError(`No solution '${name}'.`);
      if ('iotHubs' in properties || 'status' in properties)
        throw new RangeError('Hubs and status of a solution change with enableDefender and disableDefender.');
      world.change(() =>
        touch(solution, {
          properties: { ...solution.properties, ...properties },
          tags: { ...solution.tags, ...tags },
        }),
      );
    },
    addHub({ name, subscription, resourceGroup, location }) {
      const { id: subscriptionId } = findSubscription(world, subscription);
      if (world.hubs.all().some((hub) => sameName(hub.name, name)))
        throw new RangeError(`There is a hub '${name}' already.`);
      const sibling = world.hubs.all().find((hub) => sameName(hub.subscriptionId, subscriptionId));
      const group = resourceGroup ?? sibling?.resourceGroup ?? 'rg-iot';
      const place = location ?? sibling?.location ?? 'westeurope';
      const home = groupId(subscriptionId, group);
      if (!world.resourceGroups.has(home.toLowerCase()))
        world.resourceGroups.set(home.toLowerCase(), {
          ...{ id: home, name: group, subscriptionId, location: place },
        });
      const id = `${home}/providers/Microsoft.Devices/IotHubs/${name}`;
      world.addHub({
        ...{ id, name, subscriptionId, resourceGroup: group, location: place },
        sku: { name: 'S1', tier: 'Standard', capacity: 1 },
        ...{ state: 'Active', provisioningState: 'Succeeded' },
        etag: Buffer.from(randomUUID().slice(0, 8)).toString('base64'),
        createdAt: world.clock.now().toISOString(),
        alertsPerDay: 0,
        devices: ['device-1', 'device-2'],
      });
      return id;
    },
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
