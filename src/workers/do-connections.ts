import { type ConnectorWriter, connectorNameFor } from '../azure/connector-writes.ts';
import {
  type ConnectionsNeeds,
  planConnect,
  planDisconnect,
  targetsOf,
} from '../changes/plan-connections.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { ConnectionItem, ConnectPlan, DisconnectPlan } from '../domain/change-plan.ts';
import type { Doer } from './doer.ts';
import { PartlyDone } from './partly-done.ts';

/** What connecting and disconnecting need. */
export interface ConnectionsDoerNeeds extends ConnectionsNeeds {
  connectorWriter: ConnectorWriter;
}

/** Connects or disconnects the subscriptions of a plan. */
export function doConnections(plan: ConnectPlan | DisconnectPlan, needs: ConnectionsDoerNeeds): Doer {
  const item = (index: number): ConnectionItem => {
    const found = plan.items[index];
    if (!found) throw new RangeError('no such item');
    return found;
  };

  return {
    async look(index, scope) {
      const target = targetsOf(plan).slice(index, index + 1);
      const replan = plan.kind === 'connect' ? planConnect : planDisconnect;
      const [now] = (await replan(target, needs, scope)).items;
      if (!now) throw new RangeError('no such item');
      if (now.step === 'nothing') return 'nothing to do';
      return sameEffect(now, item(index)) ? 'as planned' : 'outdated';
    },

    async write(index, scope) {
      const { workspace, subscriptionId, connectors } = item(index);
      const { connectorWriter: writer } = needs;
      if (plan.kind === 'disconnect') {
        for (const [removed, { name }] of connectors.entries()) {
          await writer.remove(workspace, name, scope).catch((cause: unknown) => {
            if (removed === 0) throw cause;
            const count = `${removed} of ${connectors.length}`;
            throw new PartlyDone(`Only ${count} connectors of the subscription were removed.`, { cause });
          });
        }
        return;
      }
      const [present] = connectors;
      // The name is derived from both ids, so that whoever writes it twice writes the same connector.
      const name = present?.name ?? connectorNameFor(workspace.id, subscriptionId);
      await writer.put(
        workspace,
        { name, subscriptionId, ...(present ? { etag: present.etag } : {}) },
        scope,
      );
    },

    async shown(items, scope) {
      const connected = await connectedNow(items.map(item), needs, scope);
      const wanted = plan.kind === 'connect';
      return new Set(items.filter((index) => connected(item(index), wanted) === wanted));
    },
  };
}

/** Reads each workspace once; the answer tells whether a subscription has a connector, an enabled one where that is asked. */
async function connectedNow(items: readonly ConnectionItem[], needs: ConnectionsNeeds, scope: CallScope) {
  const workspaces = new Map(items.map(({ workspace }) => [workspace.id, workspace]));
  const lists = new Map(
    await Promise.all(
      [...workspaces.values()].map(
        async (workspace) => [workspace.id, await needs.connectors.list(workspace, scope)] as const,
      ),
    ),
  );
  return ({ workspace, subscriptionId }: ConnectionItem, onlyEnabled: boolean): boolean =>
    (lists.get(workspace.id)?.iot ?? []).some(
      (one) => one.subscriptionId === subscriptionId && (one.enabled || !onlyEnabled),
    );
}

/** The same connectors in the same version, and the same hubs: what the preview showed is what will happen. */
function sameEffect(now: ConnectionItem, then: ConnectionItem): boolean {
  return (
    now.step === then.step &&
    JSON.stringify(now.connectors) === JSON.stringify(then.connectors) &&
    idsOf(now) === idsOf(then)
  );
}

function idsOf({ hubs }: ConnectionItem): string {
  return hubs
    .map(({ id }) => id.toLowerCase())
    .toSorted()
    .join('\n');
}
