import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { allOf, placesIn, refusalOf, sandboxClients } from '../../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.set({ pageSize: 100 }));

const client = (principal?: string, plant = 'Contoso Plant Rotterdam') => {
  const { subscription, bot } = placesIn(sandbox);
  return sandboxClients(sandbox, principal ?? bot).hubs(subscription(plant)).iotHubResource;
};

describe('IoT hubs', () => {
  it('lists the hubs of a subscription and of a resource group', async () => {
    const names = (await allOf(client().listBySubscription())).map(({ name }) => name);
    expect(names).toEqual(['ctso-rtm-packaging', 'ctso-rtm-refinery', 'ctso-rtm-tankfarm', 'ctso-rtm-lab']);
    const inGroup = await allOf(client().listByResourceGroup('RG-RTM-IOT'));
    expect(inGroup.map(({ name }) => name)).toEqual(['ctso-rtm-packaging', 'ctso-rtm-refinery']);
  });

  it('reads one hub, named in any casing', async () => {
    const hub = await client().get('rg-rtm-lab', 'CTSO-RTM-Lab');
    expect(hub).toMatchObject({ name: 'ctso-rtm-lab', sku: { name: 'F1', tier: 'Free' } });
    expect(hub.properties).toMatchObject({ state: 'Active', hostName: 'ctso-rtm-lab.azure-devices.net' });
  });

  it('spells the subscription and the resource group in lower case, as the provider does', async () => {
    const { subscription, bot } = placesIn(sandbox);
    const id = subscription('Contoso Plant Rotterdam');
    const answer = await fetch(
      `${sandbox.url}/SUBSCRIPTIONS/${id}/resourcegroups/rg-rtm-lab/providers/microsoft.devices/iothubs/ctso-rtm-lab?api-version=2023-06-30`,
      { headers: { authorization: `Bearer ${sandbox.tokenFor(bot, 'arm')}` } },
    );
    expect(await answer.json()).toMatchObject({ subscriptionid: id, resourcegroup: 'rg-rtm-lab' });
  });

  it('pages with absolute https links to the host that was asked', async () => {
    sandbox.control.set({ pageSize: 3 });
    const sizes: number[] = [];
    for await (const page of client().listBySubscription().byPage()) sizes.push(page.length);
    expect(sizes).toEqual([3, 1]);
    const { subscription, bot } = placesIn(sandbox);
    const path = `/subscriptions/${subscription('Contoso Plant Rotterdam')}/providers/Microsoft.Devices/IotHubs`;
    const get = (query: string) =>
      fetch(`${sandbox.url}${path}?api-version=2023-06-30${query}`, {
        headers: { authorization: `Bearer ${sandbox.tokenFor(bot, 'arm')}` },
      });
    const first: unknown = await (await get('')).json();
    const host = new URL(sandbox.url).host;
    expect(first).toMatchObject({
      nextLink: expect.stringMatching(`^https://${host}${path}\\?.*skipToken=`),
    });
    expect((await get('&$skipToken=forged')).status).toBe(400);
  });

  it('tells a missing hub, a missing resource group and a missing subscription apart', async () => {
    expect(await refusalOf(client().get('rg-rtm-lab', 'no-such-hub'))).toMatchObject({
      status: 404,
      code: 'ResourceNotFound',
    });
    expect(await refusalOf(client().get('rg-none', 'no-such-hub'))).toMatchObject({
      status: 404,
      code: 'ResourceGroupNotFound',
    });
    const { bot } = placesIn(sandbox);
    const elsewhere = (id: string) =>
      allOf(sandboxClients(sandbox, bot).hubs(id).iotHubResource.listBySubscription());
    expect(await refusalOf(elsewhere('00000000-0000-4000-8000-000000000000'))).toMatchObject({
      status: 404,
      code: 'SubscriptionNotFound',
    });
    expect(await refusalOf(elsewhere('not-a-guid'))).toMatchObject({
      status: 400,
      code: 'InvalidSubscriptionId',
    });
  });

  it('refuses who has no right, in Azure’s words, whether or not the hub exists', async () => {
    const { person, subscription } = placesIn(sandbox);
    const stranger = person('stranger');
    const refusal = await refusalOf(client(stranger).get('rg-rtm-lab', 'no-such-hub'));
    expect(refusal).toMatchObject({ status: 403, code: 'AuthorizationFailed' });
    expect(refusal.message).toContain(
      `object id '${stranger}' does not have authorization to perform action 'Microsoft.Devices/IotHubs/Read' over scope '/subscriptions/${subscription('Contoso Plant Rotterdam')}/resourceGroups/rg-rtm-lab/providers/Microsoft.Devices/IotHubs/no-such-hub'`,
    );
  });

  it('lets a plant’s contributor read that plant alone', async () => {
    const pablo = placesIn(sandbox).person('plant-only');
    expect(await allOf(client(pablo, 'Contoso Plant Monterrey').listBySubscription())).toHaveLength(3);
    expect(await refusalOf(allOf(client(pablo).listBySubscription()))).toMatchObject({ status: 403 });
  });
});
