import type { KqlResult } from '../kql/run.ts';
import type { World } from '../world/world.ts';

/** As many unfinished lists are remembered; the oldest is forgotten first. */
const limit = 20;

const snapshots = new WeakMap<World, Map<string, KqlResult>>();

/** Keeps a result whose later pages may be asked for, so that all pages show one moment. */
export function keepSnapshot(world: World, list: string, result: KqlResult): void {
  const known = snapshots.get(world) ?? new Map<string, KqlResult>();
  snapshots.set(world, known);
  known.delete(list);
  known.set(list, result);
  if (known.size > limit) known.delete(known.keys().next().value ?? '');
}

/** The result that a page token goes on with; undefined when it has been forgotten. */
export function findSnapshot(world: World, list: string): KqlResult | undefined {
  return snapshots.get(world)?.get(list);
}
