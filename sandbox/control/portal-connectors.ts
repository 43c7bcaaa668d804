import { randomUUID } from 'node:crypto';
import type { SentinelRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { findSubscription, findWorkspace } from './find.ts';
import { sameName } from './same-name.ts';

/** What somebody does to Sentinel's data connectors in the portal. A workspace not named is the first one. */
export interface ConnectorsPortal {
  /** Connects a subscription to a workspace; gives the connector's name. Connected already: gives that one's. */
  connect(subscription: string, workspace?: string): string;
  /** Removes the subscription's IOT connectors; gives their number. */
  disconnect(subscription: string, workspace?: string): number;
  /**
   * Makes one more IOT connector, whether there is one or not; gives its name. `name` is a new GUID if absent,
   * `enabled` is true. Throws RangeError when a connector has that name.
   */
  addConnector(
    subscription: string,
    options?: { name?: string | undefined; enabled?: boolean | undefined; workspace?: string | undefined },
  ): string;
  /** Switches the alerts of all IOT connectors of a subscription on or off. Throws RangeError when there is none. */
  setConnector(subscription: string, enabled: boolean, workspace?: string): void;
  /** Makes a subscription's connector of Defender for Cloud, or removes it. */
  defenderForCloud(subscription: string, on: boolean, workspace?: string): void;
}

/** Makes the part of a world's portal that is about data connectors. */
export function createConnectorsPortal(world: World): ConnectorsPortal {
  const connectorsOf = (kind: string, subscriptionId: string, workspaceId: string) =>
    world.connectors
      .all()
      .filter(
        (one) =>
          one.kind === kind &&
          sameName(one.workspaceId, workspaceId) &&
          sameName(String(one.properties.subscriptionId), subscriptionId),
      );
  const put = (workspaceId: string, name: string, kind: string, subscriptionId: string, enabled: boolean) => {
    const connector: SentinelRecord = {
      id: idOf(workspaceId, name),
      name,
      kind,
      etag: `"${randomUUID()}"`,
      workspaceId,
      properties: { subscriptionId, dataTypes: { alerts: { state: enabled ? 'Enabled' : 'Disabled' } } },
    };
    world.change(() => world.connectors.put(connector.id, connector));
    return name;
  };
  const removeAll = (connectors: readonly SentinelRecord[]) => {
    world.change(() => {
      for (const { id } of connectors) world.connectors.remove(id);
    });
    return connectors.length;
  };
  const at = (subscription: string, workspace: string | undefined) => ({
    subscriptionId: findSubscription(world, subscription).id,
    workspaceId: findWorkspace(world, workspace).id,
  });

  return {
    connect(subscription, workspace) {
      const { subscriptionId, workspaceId } = at(subscription, workspace);
      const [present] = connectorsOf('IOT', subscriptionId, workspaceId);
      return put(workspaceId, present?.name ?? randomUUID(), 'IOT', subscriptionId, true);
    },
    disconnect(subscription, workspace) {
      const { subscriptionId, workspaceId } = at(subscription, workspace);
      return removeAll(connectorsOf('IOT', subscriptionId, workspaceId));
    },
    addConnector(subscription, { name = randomUUID(), enabled = true, workspace } = {}) {
      const { subscriptionId, workspaceId } = at(subscription, workspace);
      if (world.connectors.get(idOf(workspaceId, name)))
        throw new RangeError(`There is a data connector '${name}' already.`);
      return put(workspaceId, name, 'IOT', subscriptionId, enabled);
    },
    setConnector(subscription, enabled, workspace) {
      const { subscriptionId, workspaceId } = at(subscription, workspace);
      const connectors = connectorsOf('IOT', subscriptionId, workspaceId);
      if (connectors.length === 0) throw new RangeError(`'${subscription}' has no IOT connector.`);
      for (const { name } of connectors) put(workspaceId, name, 'IOT', subscriptionId, enabled);
    },
    defenderForCloud(subscription, on, workspace) {
      const { subscriptionId, workspaceId } = at(subscription, workspace);
      const connectors = connectorsOf('AzureSecurityCenter', subscriptionId, workspaceId);
      if (!on) removeAll(connectors);
      else put(workspaceId, connectors[0]?.name ?? randomUUID(), 'AzureSecurityCenter', subscriptionId, true);
    },
  };
}

function idOf(workspaceId: string, name: string): string {
  return `${workspaceId}/providers/Microsoft.SecurityInsights/dataConnectors/${name}`;
}
