import { createAlerts } from '../../src/azure/alerts.ts';
import { createBotRights } from '../../src/azure/bot-rights.ts';
import type { Clients } from '../../src/azure/clients.ts';
import { createConnectors } from '../../src/azure/connector.ts';
import { createGraph } from '../../src/azure/graph.ts';
import { createHubData } from '../../src/azure/hub-data.ts';
import { createHubDetail } from '../../src/azure/hub-detail.ts';
import { createGraphSource } from '../../src/azure/hub-source.ts';
import { createSubscriptionSource } from '../../src/azure/hub-source-by-subscription.ts';
import { createHubs } from '../../src/azure/hubs.ts';
import { createLogs } from '../../src/azure/logs.ts';
import { createPortalLinks } from '../../src/azure/portal-links.ts';
import { createProbe } from '../../src/azure/probe.ts';
import { createRequirements } from '../../src/azure/requirements.ts';
import { createRights } from '../../src/azure/rights.ts';
import { parseArmId } from '../../src/domain/arm-id.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { type Clock, systemClock } from '../../src/shared/clock.ts';
import { aLog } from './a-log.ts';

/** Product names that count as Defender for IoT in tests. */
export const products = ['Azure Security Center for IoT', 'Azure Defender for IoT', 'Defender for IoT'];

/** The whole Azure room, put together as the product does it. */
export function aRoom(clients: Clients, workspaces: readonly Workspace[], clock: Clock = systemClock) {
  const log = aLog();
  const graph = createGraph(clients, clock);
  const logs = createLogs(clients);
  const connectors = createConnectors(clients);
  const links = createPortalLinks('https://portal.azure.com', 'tenant');
  const botRightsAt = createBotRights(clients);
  return {
    log,
    connectors,
    hubs: createHubs(workspaces, {
      source: createGraphSource(graph),
      secondSource: createSubscriptionSource(clients),
      connectors,
      hubData: createHubData(products, logs),
      log,
      clock,
    }),
    hubDetail: createHubDetail(clients),
    alerts: createAlerts(products, { logs, links }),
    requirements: createRequirements(clients),
    rights: createRights(clients, clock),
    botRightsAt,
    probe: createProbe(workspaces, { clients, graph, connectors, logs, botRights: botRightsAt, clock }),
  };
}

/** Workspaces from the value of the setting `SENTINEL_WORKSPACE`. */
export function workspacesOf(setting: string | undefined): Workspace[] {
  return (setting ?? '').split(',').map((id) => {
    const parsed = parseArmId(id);
    if (!parsed) throw new Error(`not the id of a workspace: ${id}`);
    const { subscriptionId, resourceGroup, name } = parsed;
    return { id, subscriptionId, resourceGroup, name };
  });
}
