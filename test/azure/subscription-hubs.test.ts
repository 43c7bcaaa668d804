import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { createSubscriptionHubs } from '../../src/azure/subscription-hubs.ts';
import { clientsIn } from '../support/a-room.ts';
import { json, startWebServer } from '../support/a-web-server.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const read = (name: string) => {
  const subscription = [...sandbox.world.subscriptions.values()].find((one) => one.name.includes(name));
  return createSubscriptionHubs(clientsIn(sandbox))(subscription?.id ?? '', aScope());
};

describe('the hubs of a subscription', () => {
  it('come sorted by name, with Defender’s state, tier and place', async () => {
    const { hubs, solutions } = await read('Rotterdam');
    expect(hubs.map(({ name, tier, defender }) => `${name} ${tier} ${defender}`)).toEqual([
      'ctso-rtm-lab Free off',
      'ctso-rtm-packaging Standard on',
      'ctso-rtm-refinery Standard on',
      'ctso-rtm-tankfarm Standard on',
    ]);
    const known = sandbox.world.hubs.all().find(({ name }) => name === 'ctso-rtm-lab');
    expect(hubs[0]).toEqual({
      id: known?.id,
      name: 'ctso-rtm-lab',
      tier: 'Free',
      defender: 'off',
      resourceGroup: 'rg-rtm-lab',
      location: 'westeurope',
    });
    expect(solutions.map(({ name }) => name).sort()).toEqual(['ctso-rtm-packaging', 'ctso-rtm-process']);
  });

  it('have Defender off while the solution that lists them is', async () => {
    const { hubs } = await read('Monterrey');
    expect(hubs.find(({ name }) => name === 'ctso-mty-paintshop')?.defender).toBe('off');
  });

  it('show a change at once and do not ask Resource Graph', async () => {
    sandbox.control.portal.disableDefender('ctso-rtm-packaging');
    sandbox.control.portal.removeHub('ctso-rtm-lab');
    const { hubs } = await read('Rotterdam');
    expect(hubs[0]).toMatchObject({ name: 'ctso-rtm-packaging', defender: 'off' });
    expect(sandbox.requests.map(({ route }) => route).sort()).toEqual([
      'iotHubs.list',
      'iotSecuritySolutions.list',
    ]);
  });

  it.each(['iotHubs.list', 'iotSecuritySolutions.list'])('are not shown by halves: %s', async (match) => {
    sandbox.control.addFault({ match, status: 403 });
    await expect(read('Rotterdam')).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('have ids that say where they are', async () => {
    const server = await startWebServer(({ path }, response) => {
      const hub = { id: '/x', name: 'x', location: 'westeurope', sku: { tier: 'Standard' } };
      json(response, 200, { value: path.includes('IotHubs') ? [hub] : [] });
    });
    const reading = createSubscriptionHubs(someClients(server.url))('s', aScope());
    await expect(reading).rejects.toMatchObject({ service: 'Azure IoT Hub', kind: 'garbled' });
    await server.stop();
  });
});
