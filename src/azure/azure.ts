import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createAlertFeed } from './alert-feed.ts';
import { createAlerts } from './alerts.ts';
import { createBotRights } from './bot-rights.ts';
import type { Clients } from './clients.ts';
import { createConnectors } from './connector.ts';
import { createConnectorWriter } from './connector-writes.ts';
import { createGraph } from './graph.ts';
import { createHubData } from './hub-data.ts';
import { createHubDetail } from './hub-detail.ts';
import { createGraphSource } from './hub-source.ts';
import { createSubscriptionSource } from './hub-source-by-subscription.ts';
import { createHubs } from './hubs.ts';
import { createIncidentRules } from './incident-rules.ts';
import { createLogs } from './logs.ts';
import { createPortalLinks } from './portal-links.ts';
import { createProbe } from './probe.ts';
import { createRequirements } from './requirements.ts';
import { createRights } from './rights.ts';
import { createSolutions } from './solutions.ts';
import { createSubscriptionHubs } from './subscription-hubs.ts';

/** Everything that is read from and written to Azure. */
export type Azure = ReturnType<typeof createAzure>;

/**
 * Builds the room's parts once.
 *
 * @param options.portal address of the Azure portal, for links
 * @param options.tenantId Entra tenant that the links open
 * @param options.products product names that count as Defender for IoT
 */
export function createAzure(
  clients: Clients,
  options: {
    workspaces: readonly Workspace[];
    products: readonly string[];
    portal: string;
    tenantId: string;
    log: Logger;
    clock: Clock;
  },
) {
  const { workspaces, products, portal, tenantId, log, clock } = options;
  const graph = createGraph(clients, clock);
  const logs = createLogs(clients);
  const connectors = createConnectors(clients);
  const links = createPortalLinks(portal, tenantId);
  const botRights = createBotRights(clients);
  const source = createGraphSource(graph);
  const secondSource = createSubscriptionSource(clients, clock);
  const hubData = createHubData(products, logs);
  return {
    links,
    botRightsAt: botRights,
    workspaces,
    hubs: createHubs(workspaces, { source, secondSource, connectors, hubData, log, clock }),
    hubDetail: createHubDetail(clients),
    alerts: createAlerts(products, { logs, links }),
    alertFeed: createAlertFeed(products, { logs }),
    rights: createRights(clients, clock),
    requirements: createRequirements(clients),
    probe: createProbe(workspaces, { clients, graph, connectors, logs, botRights, clock }),
    connectors,
    connectorWriter: createConnectorWriter(clients),
    solutions: createSolutions(clients),
    subscriptionHubs: createSubscriptionHubs(clients),
    incidentRules: createIncidentRules(clients, products),
  };
}
