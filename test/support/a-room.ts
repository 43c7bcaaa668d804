import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createAlerts } from '../../src/azure/alerts.ts';
import { createBotRights } from '../../src/azure/bot-rights.ts';
import type { Clients } from '../../src/azure/clients.ts';
import { createConnectors } from '../../src/azure/connector.ts';
import { createConnectorWriter } from '../../src/azure/connector-writes.ts';
import { createGraph } from '../../src/azure/graph.ts';
import { createHubData } from '../../src/azure/hub-data.ts';
import { createHubDetail } from '../../src/azure/hub-detail.ts';
import { createGraphSource } from '../../src/azure/hub-source.ts';
import { createSubscriptionSource } from '../../src/azure/hub-source-by-subscription.ts';
import { createHubs } from '../../src/azure/hubs.ts';
import { createIncidentRules } from '../../src/azure/incident-rules.ts';
import { createLogs } from '../../src/azure/logs.ts';
import { createPortalLinks } from '../../src/azure/portal-links.ts';
import { createProbe } from '../../src/azure/probe.ts';
import { createRequirements } from '../../src/azure/requirements.ts';
import { createRights } from '../../src/azure/rights.ts';
import { createSolutions } from '../../src/azure/solutions.ts';
import { createSubscriptionHubs } from '../../src/azure/subscription-hubs.ts';
import { parseArmId } from '../../src/domain/arm-id.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { type Clock, systemClock } from '../../src/shared/clock.ts';
import { aLog } from './a-log.ts';
import { someClients } from './some-clients.ts';

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
    connectorWriter: createConnectorWriter(clients),
    solutions: createSolutions(clients),
    subscriptionHubs: createSubscriptionHubs(clients),
    incidentRules: createIncidentRules(clients, products),
    probe: createProbe(workspaces, { clients, graph, connectors, logs, botRights: botRightsAt, clock }),
  };
}

/**
 * The clients of the bot's identity for a sandbox, with tokens from it directly; `at` is another address that
 * leads there. Retries are quick, so that a test that counts requests can have them.
 */
export function clientsIn(
  sandbox: Sandbox,
  {
    retries = 0,
    at = sandbox.url,
    deadlineMs = 10_000,
  }: { retries?: number; at?: string; deadlineMs?: number } = {},
): Clients {
  const makeCredential = async () => ({
    getToken: async (scopes: string | string[]) => ({
      token: sandbox.tokenFor(sandbox.world.bot.objectId, String(scopes).replace('/.default', '')),
      expiresOnTimestamp: Date.now() + 24 * 3_600_000,
    }),
  });
  return someClients(at, { makeCredential, retries, deadlineMs });
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
