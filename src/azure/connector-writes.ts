import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { IotConnector } from '../domain/connector.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clients } from './clients.ts';
import { readIotConnector } from './connector.ts';
import { derivedGuid } from './derived-guid.ts';

/** The connector that shall be there. */
export interface WantedConnector {
  /** The name of one that exists, else `connectorNameFor`. */
  name: string;
  /** The subscription whose hubs it connects. */
  subscriptionId: string;
  /** The version that is to be replaced; without it, whatever is there. */
  etag?: string;
}

/** Writes Sentinel's data connectors of kind `IOT`. Each write is sent once: `writeOutcome` tells what a failed one means. */
export interface ConnectorWriter {
  /** A connector by its name, fresh; undefined when there is none, or it is of another kind. */
  get(workspace: Workspace, name: string, scope: CallScope): Promise<IotConnector | undefined>;
  /**
   * Makes a connector or replaces the one of that name, with its alerts on.
   *
   * @throws AzureError kind `conflict` when it is not the version of `etag` any more.
   */
  put(workspace: Workspace, wanted: WantedConnector, scope: CallScope): Promise<void>;
  /** Removes a connector. One that is gone already is fine. */
  remove(workspace: Workspace, name: string, scope: CallScope): Promise<void>;
}

/** A writer of connectors. */
export function createConnectorWriter(clients: Pick<Clients, 'sentinel'>): ConnectorWriter {
  return {
    async get({ subscriptionId, resourceGroup, name: workspaceName }, name, scope) {
      try {
        return await clients.sentinel(subscriptionId, scope, async (client) =>
          readIotConnector(await client.dataConnectors.get(resourceGroup, workspaceName, name)),
        );
      } catch (error) {
        if (error instanceof AzureError && error.kind === 'not found') return undefined;
        throw error;
      }
    },

    async put(workspace, { name, subscriptionId, etag }, scope) {
      await clients.sentinel(workspace.subscriptionId, { ...scope, once: true }, (client) =>
        client.dataConnectors.createOrUpdate(workspace.resourceGroup, workspace.name, name, {
          kind: 'IOT',
          subscriptionId,
          dataTypes: { alerts: { state: 'Enabled' } },
          ...(etag ? { etag } : {}),
        }),
      );
    },

    async remove(workspace, name, scope) {
      await clients.sentinel(workspace.subscriptionId, { ...scope, once: true }, (client) =>
        client.dataConnectors.delete(workspace.resourceGroup, workspace.name, name),
      );
    },
  };
}

/**
 * The name of a new connector: a GUID that follows from both ids, so that a repeat after a crash, or two
 * instances at once, make one connector. Azure itself takes any number of them for one subscription.
 */
export function connectorNameFor(workspaceId: string, subscriptionId: string): string {
  return derivedGuid('connector', workspaceId, subscriptionId);
}
