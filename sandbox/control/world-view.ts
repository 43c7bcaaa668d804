import { connectedSubscriptions } from '../world/flow.ts';
import type { World } from '../world/world.ts';

/** The world as a person wants to see it: what there is and what flows, with no secrets in it. */
export function worldView(world: World): unknown {
  const defended = new Set(
    world.solutions
      .all()
      .filter(({ status }) => status === 'Enabled')
      .flatMap(({ iotHubs }) => iotHubs.map((id) => id.toLowerCase())),
  );
  return {
    tenant: world.tenant,
    bot: world.bot,
    now: world.clock.now(),
    settings: world.settings,
    workspaces: [...world.workspaces.values()].map(({ id, name, customerId }) => ({
      id,
      name,
      customerId,
      connectedSubscriptions: [...connectedSubscriptions(world.connectors.all(), id)],
      alertRows: world.alerts.rows(id).length,
    })),
    subscriptions: [...world.subscriptions.values()],
    hubs: world.hubs.all().map(({ id, name, subscriptionId, sku, state }) => ({
      id,
      name,
      subscriptionId,
      tier: sku.tier,
      state,
      defender: defended.has(id.toLowerCase()),
    })),
    connectors: world.connectors.all().map(({ name, kind, properties }) => ({ name, kind, properties })),
    rules: world.rules.all().map(({ name, kind, properties }) => ({ name, kind, properties })),
    people: [...world.access.principals.values()],
    roleAssignments: world.access
      .assignments()
      .map(({ principalId, role, scope, condition }) => ({ principalId, role: role.name, scope, condition })),
    denyAssignments: world.access.denials(),
  };
}
