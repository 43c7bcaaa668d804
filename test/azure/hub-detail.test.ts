import { afterEach, describe, expect, it } from 'vitest';
import { createHubDetail } from '../../src/azure/hub-detail.ts';
import type { WebServer } from '../support/a-web-server.ts';
import { ids, law, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('one hub', () => {
  const hub = {
    id: ids.hub,
    name: 'hub',
    location: 'westeurope',
    subscriptionid: ids.subscription,
    sku: { name: 'S1', tier: 'Standard', capacity: 3 },
    properties: { state: 'Active', provisioningState: 'Succeeded' },
  };
  const solution = (name: string, status: string, iotHubs: string[]) => ({
    id: `${ids.group}/providers/Microsoft.Security/IoTSecuritySolutions/${name}`,
    name,
    location: 'westeurope',
    properties: { displayName: name, status, iotHubs, workspace: null },
  });

  it('comes with the enabled solution that lists it', async () => {
    const value = [
      solution('other', 'Enabled', ['x']),
      solution('old', 'Disabled', [ids.hub]),
      solution('new', 'Enabled', [ids.hub.toUpperCase()]),
    ];
    const clients = await answering({ iotSecuritySolutions: { value }, IotHubs: hub });
    expect(await createHubDetail(clients)({ id: ids.hub }, aScope())).toEqual({
      solutionId: value[2]?.id,
      solutionName: 'new',
      solutionStatus: 'Enabled',
      provisioningState: 'Succeeded',
      units: 3,
      sku: 'S1',
    });
  });

  it('shows a solution that is switched off when there is no other', async () => {
    const value = [solution('old', 'Disabled', [ids.hub])];
    const clients = await answering({ iotSecuritySolutions: { value }, IotHubs: hub });
    expect(await createHubDetail(clients)({ id: ids.hub }, aScope())).toMatchObject({
      solutionStatus: 'Disabled',
    });
  });

  it('keeps its size and state where Defender may not be asked', async () => {
    const clients = await answering({ iotSecuritySolutions: 403, IotHubs: hub });
    expect(await createHubDetail(clients)({ id: ids.hub }, aScope())).toEqual({
      provisioningState: 'Succeeded',
      units: 3,
      sku: 'S1',
      gaps: ['Defender solution'],
    });
  });

  it('keeps its solution where the hub itself may not be read', async () => {
    const value = [solution('new', 'Enabled', [ids.hub])];
    const clients = await answering({ iotSecuritySolutions: { value }, IotHubs: 403 });
    expect(await createHubDetail(clients)({ id: ids.hub }, aScope())).toEqual({
      solutionId: value[0]?.id,
      solutionName: 'new',
      solutionStatus: 'Enabled',
      gaps: ['size and state'],
    });
  });

  it('fails when neither can be read', async () => {
    const clients = await answering({ iotSecuritySolutions: 403, IotHubs: 503 });
    await expect(createHubDetail(clients)({ id: ids.hub }, aScope())).rejects.toMatchObject({
      service: 'Azure IoT Hub',
      kind: 'unavailable',
    });
  });

  it('that is gone is "not found"', async () => {
    const clients = await answering({ iotSecuritySolutions: { value: [] } });
    await expect(createHubDetail(clients)({ id: ids.hub }, aScope())).rejects.toMatchObject({
      kind: 'not found',
    });
  });

  it.each(['', 'hub', ids.group, law.id, `${ids.hub}/../x`])('is not read by the id "%s"', async (id) => {
    const clients = await answering({});
    await expect(createHubDetail(clients)({ id }, aScope())).rejects.toMatchObject({ kind: 'not found' });
    expect(server.seen).toEqual([]);
  });
});
