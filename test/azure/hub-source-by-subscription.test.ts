import { afterEach, describe, expect, it } from 'vitest';
import { createSubscriptionSource } from '../../src/azure/hub-source-by-subscription.ts';
import { json, startWebServer, type WebServer } from '../support/a-web-server.ts';
import { ids, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

const other = '22222222-2222-4222-8222-222222222222';
const subscriptions = {
  value: [
    { subscriptionId: ids.subscription, displayName: 'Plant A' },
    { subscriptionId: other.toUpperCase() },
  ],
};
const hub = {
  id: ids.hub,
  name: 'hub',
  location: 'westeurope',
  sku: { name: 'F1', tier: 'Free' },
  properties: {},
};
const bare = {
  id: ids.hub,
  name: 'hub',
  subscriptionId: ids.subscription,
  resourceGroup: 'rg',
  location: 'westeurope',
  tier: 'Free',
  state: '',
  hostName: '',
};

async function aSource(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering({ ...routes, '/subscriptions?': subscriptions });
  return createSubscriptionSource(someClients(server.url));
}

describe('hubs subscription by subscription', () => {
  it('name the subscriptions that the bot may not read', async () => {
    const source = await aSource({
      [`${other}/providers/Microsoft.Devices`]: 403,
      'Microsoft.Devices/IotHubs': { value: [hub] },
      [`${ids.subscription}/providers/Microsoft.Security`]: 403,
      'Microsoft.Security/iotSecuritySolutions': {
        value: [{ id: 'x', name: 'x', properties: { status: 'Enabled', iotHubs: [ids.hub] } }],
      },
    });
    expect(await source.hubs(aScope())).toEqual({ rows: [bare], unreadable: [other] });
    expect(await source.solutions(aScope())).toEqual({
      rows: [{ enabled: true, hubIds: [ids.hub] }],
      unreadable: [ids.subscription],
    });
    expect([...(await source.names(aScope()))]).toEqual([
      [ids.subscription, 'Plant A'],
      [other, other],
    ]);
  });

  it.each([
    ['may read none', 403, 403, 'forbidden'],
    ['gets no answer from one', 500, 403, 'unavailable'],
    ['is not signed in', 401, 401, 'not signed in'],
  ])('fail when the bot %s', async (_, first, second, kind) => {
    const source = await aSource({
      [`${other}/providers/Microsoft.Devices`]: first,
      'Microsoft.Devices/IotHubs': second,
    });
    await expect(source.hubs(aScope())).rejects.toMatchObject({ kind, service: 'Azure IoT Hub' });
  });

  it('are none where there is no subscription', async () => {
    server = await startAnswering({ '/subscriptions?': { value: [] } });
    const source = createSubscriptionSource(someClients(server.url));
    expect(await source.hubs(aScope())).toEqual({ rows: [], unreadable: [] });
  });

  it('are asked for in twenty subscriptions at a time, whose names are read once', async () => {
    const count = 70;
    const value = Array.from({ length: count }, (_, index) => ({
      subscriptionId: `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`,
    }));
    const waiting = { hubs: 0, solutions: 0 };
    const most = { hubs: 0, solutions: 0 };
    server = await startWebServer(({ path }, response) => {
      if (!path.includes('/providers/')) return json(response, 200, { value });
      const list = path.includes('Microsoft.Devices') ? 'hubs' : 'solutions';
      waiting[list] += 1;
      most[list] = Math.max(most[list], waiting[list]);
      setTimeout(() => {
        waiting[list] -= 1;
        json(response, 200, { value: [] });
      }, 40);
    });
    const source = createSubscriptionSource(someClients(server.url));
    await Promise.all([source.hubs(aScope()), source.solutions(aScope()), source.names(aScope())]);
    expect(most).toEqual({ hubs: 20, solutions: 20 });
    expect(server.seen).toHaveLength(2 * count + 1);
  });
});
