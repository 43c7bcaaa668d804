import { z } from 'zod';
import type { CallScope } from '../domain/call-scope.ts';
import type { Connectors, IotConnector } from '../domain/connector.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';

/** Reads Sentinel's data connectors. */
export interface ConnectorReader {
  /** The connectors of a workspace that bring IoT alerts. Always fresh. */
  list(workspace: Workspace, scope: CallScope): Promise<Connectors>;
}

/** The fields that we read of a connector, as the SDK flattens them. Dozens of other kinds exist. */
const Connector = z.object({
  id: z.string().catch(''),
  name: z.string().catch(''),
  etag: z.string().catch(''),
  kind: z.string(),
  subscriptionId: z
    .string()
    .transform((id) => id.toLowerCase())
    .optional()
    .catch(undefined),
  dataTypes: z
    .object({ alerts: z.object({ state: z.string().optional() }).optional() })
    .nullish()
    .catch(undefined),
});
type Connector = z.infer<typeof Connector>;

/** A reader of connectors. Kind `IOT` exists only in preview versions of the API, the SDK's default being one. */
export function createConnectors(clients: Pick<Clients, 'sentinel'>): ConnectorReader {
  return {
    list: ({ subscriptionId, resourceGroup, name }, scope) =>
      clients.sentinel(subscriptionId, scope, async (client) => {
        const all = z
          .array(Connector)
          .parse(await collect((page) => client.dataConnectors.list(resourceGroup, name, page)));
        return {
          iot: all.flatMap((connector) => toIot(connector) ?? []),
          defenderForCloud: all
            .filter((connector) => connector.kind === 'AzureSecurityCenter' && isEnabled(connector))
            .flatMap(({ subscriptionId: id }) => id ?? []),
        };
      }),
  };
}

/**
 * The connector that an SDK's answer holds; undefined when it is of another kind or names no subscription.
 *
 * @throws ZodError for what is no connector at all.
 */
export function readIotConnector(answer: unknown): IotConnector | undefined {
  // The SDK gives every object a kind, so the kind alone does not tell a connector from nonsense.
  z.object({ name: z.string().min(1) }).parse(answer);
  return toIot(Connector.parse(answer));
}

function toIot(connector: Connector): IotConnector | undefined {
  const { id, name, etag, kind, subscriptionId } = connector;
  if (kind.toUpperCase() !== 'IOT' || !subscriptionId) return undefined;
  return { id, name, etag, subscriptionId, enabled: isEnabled(connector) };
}

function isEnabled({ dataTypes }: Connector): boolean {
  return dataTypes?.alerts?.state?.toLowerCase() === 'enabled';
}
