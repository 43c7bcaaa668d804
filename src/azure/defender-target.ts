import { sameArmId } from '../domain/arm-id.ts';
import type { EnableItem } from '../domain/change-plan.ts';
import type { Solution } from './solutions.ts';
import type { FreshHub } from './subscription-hubs.ts';

/** Which solution will watch a hub, and what has to be done for it. */
export type DefenderTarget = Pick<EnableItem, 'solution' | 'step'>;

/**
 * Chooses the solution for a hub, of all solutions of its subscription. Pure. In this order: one that lists the
 * hub; the one with the hub's name in its resource group and location, as the portal makes them; any enabled one
 * there; a new one. A solution of another location is never used: a PUT cannot move it.
 */
export function targetFor(hub: FreshHub, solutions: readonly Solution[]): DefenderTarget {
  const listing = solutions.filter(({ hubIds }) => hubIds.some((id) => sameArmId(id, hub.id)));
  const present = listing.find(({ enabled }) => enabled) ?? listing[0];
  if (present) return { solution: described(present, hub), step: present.enabled ? 'nothing' : 'switch on' };

  const beside = solutions.filter(({ resourceGroup }) => same(resourceGroup, hub.resourceGroup));
  const near = beside
    .filter(({ location }) => samePlace(location, hub.location))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const usable = near.find(({ name }) => same(name, hub.name)) ?? near.find(({ enabled }) => enabled);
  if (usable) {
    const solution = described(usable, hub);
    // Whoever reads the preview has to see that other hubs are switched on by it.
    const wakesOthers = !usable.enabled && solution.otherHubs.length > 0;
    return { solution, step: wakesOthers ? 'switch on' : 'add hub' };
  }

  const name = freeName(hub.name, beside);
  const group = hub.id.replace(/\/providers\/.*$/i, '');
  const id = `${group}/providers/Microsoft.Security/iotSecuritySolutions/${name}`;
  return { solution: { id, name, resourceGroup: hub.resourceGroup, otherHubs: [] }, step: 'create' };
}

function described({ id, name, resourceGroup, hubIds }: Solution, hub: FreshHub): DefenderTarget['solution'] {
  const others = hubIds.filter((listed) => !sameArmId(listed, hub.id));
  return { id, name, resourceGroup, otherHubs: others.map((listed) => listed.split('/').at(-1) ?? listed) };
}

/** The hub's name, or with something after it while that is taken in the resource group. */
function freeName(hubName: string, taken: readonly Solution[]): string {
  const isTaken = (wanted: string) => taken.some(({ name }) => same(name, wanted));
  const other = `${hubName}-defender`;
  let name = isTaken(hubName) ? other : hubName;
  for (let n = 2; isTaken(name); n += 1) name = `${other}-${n}`;
  return name;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Azure writes one location as `West Europe` and as `westeurope`. */
function samePlace(a: string, b: string): boolean {
  return same(a.replaceAll(' ', ''), b.replaceAll(' ', ''));
}
