import type { FreshHub, SubscriptionState } from '../azure/subscription-hubs.ts';
import { sameArmId } from '../domain/arm-id.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { ConnectionItem, ConnectPlan, DisconnectPlan } from '../domain/change-plan.ts';
import type { Connectors } from '../domain/connector.ts';
import { hasStandardTier } from '../domain/hub.ts';
import type { Workspace } from '../domain/workspace.ts';

/** A subscription that is to be connected or disconnected. */
export interface ConnectionTarget {
  workspace: Workspace;
  /** Lower case. */
  subscriptionId: string;
  subscriptionName: string;
  /** ARM ids of the hubs that were asked for by name; empty when the subscription itself was. */
  named: readonly string[];
}

/** Reads the present state, past everything that is kept. */
export interface ConnectionsNeeds {
  connectors: { list(workspace: Workspace, scope: CallScope): Promise<Connectors> };
  subscriptionHubs(subscriptionId: string, scope: CallScope): Promise<SubscriptionState>;
}

/** What connecting these subscriptions would do, with every hub that it affects. */
export async function planConnect(
  targets: readonly ConnectionTarget[],
  needs: ConnectionsNeeds,
  scope: CallScope,
  warnings: readonly string[] = [],
): Promise<ConnectPlan> {
  const states = await readStates(targets, needs, scope);
  const toEnable = states.flatMap(({ target, hubs }) =>
    hubs.filter((hub) => hub.defender === 'off' && isNamed(hub, target)).map(({ id }) => id),
  );
  return {
    kind: 'connect',
    items: states.map((state) => ({ ...item(state), step: stepToConnect(state) })),
    toEnable,
    warnings,
  };
}

/** What disconnecting these subscriptions would do, with every hub that it affects. */
export async function planDisconnect(
  targets: readonly ConnectionTarget[],
  needs: ConnectionsNeeds,
  scope: CallScope,
): Promise<DisconnectPlan> {
  const states = await readStates(targets, needs, scope);
  return {
    kind: 'disconnect',
    items: states.map((state) => ({ ...item(state), step: state.iot.length > 0 ? 'remove' : 'nothing' })),
  };
}

/** The targets of a plan, to make it anew. */
export function targetsOf({ items, ...plan }: ConnectPlan | DisconnectPlan): ConnectionTarget[] {
  const named = plan.kind === 'connect' ? plan.toEnable : [];
  return items.map(({ workspace, subscriptionId, subscriptionName, hubs }) => ({
    workspace,
    subscriptionId,
    subscriptionName,
    named: hubs.map(({ id }) => id).filter((id) => named.includes(id)),
  }));
}

interface TargetState {
  target: ConnectionTarget;
  hubs: readonly FreshHub[];
  /** IOT connectors of the subscription on the workspace. */
  iot: Connectors['iot'];
  duplicates: boolean;
}

/** Each workspace and each subscription is read once, however many targets there are. */
async function readStates(
  targets: readonly ConnectionTarget[],
  { connectors, subscriptionHubs }: ConnectionsNeeds,
  scope: CallScope,
): Promise<TargetState[]> {
  const lists = new Map<string, Promise<Connectors>>();
  const states = new Map<string, Promise<SubscriptionState>>();
  return Promise.all(
    targets.map(async (target) => {
      const { workspace, subscriptionId } = target;
      const list = lists.get(workspace.id) ?? connectors.list(workspace, scope);
      lists.set(workspace.id, list);
      const state = states.get(subscriptionId) ?? subscriptionHubs(subscriptionId, scope);
      states.set(subscriptionId, state);
      const [{ iot, defenderForCloud }, { hubs }] = await Promise.all([list, state]);
      return {
        target,
        hubs,
        iot: iot.filter((one) => one.subscriptionId === subscriptionId),
        duplicates: defenderForCloud.includes(subscriptionId),
      };
    }),
  );
}

function item({ target, hubs, iot, duplicates }: TargetState): Omit<ConnectionItem, 'step'> {
  const { workspace, subscriptionId, subscriptionName } = target;
  return {
    workspace,
    subscriptionId,
    subscriptionName,
    hubs: hubs.map(({ id, name, defender, tier }) => ({ id, name, defender, tier })),
    connectors: iot
      .map(({ name, etag, enabled }) => ({ name, etag, enabled }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    duplicates,
  };
}

function stepToConnect({ iot }: TargetState): ConnectionItem['step'] {
  if (iot.some(({ enabled }) => enabled)) return 'nothing';
  return iot.length > 0 ? 're-enable' : 'create';
}

function isNamed(hub: FreshHub, { named }: ConnectionTarget): boolean {
  return hasStandardTier(hub) && named.some((one) => sameArmId(one, hub.id));
}
