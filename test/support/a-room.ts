import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createAzure } from '../../src/azure/azure.ts';
import type { Clients } from '../../src/azure/clients.ts';
import { parseArmId } from '../../src/domain/arm-id.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { type Clock, systemClock } from '../../src/shared/clock.ts';
import { aLog } from './a-log.ts';
import { someClients } from './some-clients.ts';

/** Product names that count as Defender for IoT in tests. */
export const products = ['Azure Security Center for IoT', 'Azure Defender for IoT', 'Defender for IoT'];

/** The whole Azure room, put together as the product does it, and its log. */
export function aRoom(clients: Clients, workspaces: readonly Workspace[], clock: Clock = systemClock) {
  const log = aLog();
  const portal = 'https://portal.azure.com';
  return { log, ...createAzure(clients, { workspaces, products, portal, tenantId: 'tenant', log, clock }) };
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
