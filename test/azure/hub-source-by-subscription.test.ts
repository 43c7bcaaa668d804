import { afterEach, describe, expect, it } from 'vitest';
import { createSubscriptionSource } from '../../src/azure/hub-source-by-subscription.ts';
import type { WebServer } from '../support/a-web-server.ts';
import { ids, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('hubs subscription by subscription', () => {
  it('leave out a subscription that the bot may not read, and fail when one does not answer', async () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const hub = {
      id: ids.hub,
      name: 'hub',
      location: 'westeurope',
      sku: { name: 'F1', tier: 'Free' },
      properties: {},
    };
    let status = 403;
    const clients = await answering({
      [`${other}/providers/Microsoft.Devices`]: () => status,
      'Microsoft.Devices/IotHubs': { value: [hub] },
      '/subscriptions?': {
        value: [
          { subscriptionId: ids.subscription, displayName: 'Plant A' },
          { subscriptionId: other.toUpperCase() },
        ],
      },
    });
    const source = createSubscriptionSource(clients);
    expect(await source.hubs(aScope())).toEqual([
      {
        id: ids.hub,
        name: 'hub',
        subscriptionId: ids.subscription,
        resourceGroup: 'rg',
        location: 'westeurope',
        tier: 'Free',
        state: '',
        hostName: '',
      },
    ]);
    expect([...(await source.names(aScope()))]).toEqual([
      [ids.subscription, 'Plant A'],
      [other, other],
    ]);
    status = 500;
    await expect(source.hubs(aScope())).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
