import type { HubRecord, PrincipalRecord, SubscriptionRecord, WorkspaceRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** A hub by name or ARM id. Throws RangeError. */
export function findHub(world: World, nameOrId: string): HubRecord {
  const hub = world.hubs.get(nameOrId) ?? world.hubs.all().find(({ name }) => same(name, nameOrId));
  if (!hub) throw new RangeError(`No hub '${nameOrId}'.`);
  return hub;
}

/** A subscription by id or display name. Throws RangeError. */
export function findSubscription(world: World, nameOrId: string): SubscriptionRecord {
  const found = [...world.subscriptions.values()].find(
    ({ id, name }) => same(id, nameOrId) || same(name, nameOrId),
  );
  if (!found) throw new RangeError(`No subscription '${nameOrId}'.`);
  return found;
}

/** A person, group or the bot by key, object id, name or sign-in name. Throws RangeError. */
export function findPrincipal(world: World, who: string): PrincipalRecord {
  const found = [...world.access.principals.values()].find(({ key, id, name, upn }) =>
    [key, id, name, upn].some((one) => one !== '' && same(one, who)),
  );
  if (!found) throw new RangeError(`Nobody called '${who}'.`);
  return found;
}

/** A workspace by name or ARM id; the first one when nothing is said. Throws RangeError. */
export function findWorkspace(world: World, nameOrId?: string): WorkspaceRecord {
  const all = [...world.workspaces.values()];
  const found =
    nameOrId === undefined ? all[0] : all.find(({ id, name }) => same(id, nameOrId) || same(name, nameOrId));
  if (!found) throw new RangeError(`No workspace '${nameOrId ?? ''}'.`);
  return found;
}

/**
 * ARM id of a scope: an ARM id itself, `workspace`, `workspace-group`, `subscription:<id or name>` or
 * `hub:<name>`. Throws RangeError.
 */
export function findScope(world: World, scope: string): string {
  if (scope.startsWith('/')) return scope;
  const [kind = '', name = ''] = scope.split(/:(.*)/);
  switch (kind) {
    case 'workspace':
      return findWorkspace(world, name || undefined).id;
    case 'workspace-group':
      return findWorkspace(world, name || undefined).id.replace(/\/providers\/.*$/, '');
    case 'subscription':
      return `/subscriptions/${findSubscription(world, name).id}`;
    case 'hub':
      return findHub(world, name).id;
    default:
      throw new RangeError(`No scope '${scope}'.`);
  }
}
