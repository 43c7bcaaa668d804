import type { IoTSecuritySolutionModel } from '@azure/arm-security';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { allOf, placesIn, refusalOf, sandboxClients } from '../../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const solutions = (plant: string, principal?: string) => {
  const { subscription, bot } = placesIn(sandbox);
  return sandboxClients(sandbox, principal ?? bot).security(subscription(plant)).iotSecuritySolution;
};
const hubId = (name: string) => {
  const hub = sandbox.world.hubs.all().find((one) => one.name === name);
  if (!hub) throw new RangeError(`No hub ${name}.`);
  return hub.id;
};
const model = (more: Partial<IoTSecuritySolutionModel> = {}): IoTSecuritySolutionModel => ({
  location: 'mexicocentral',
  displayName: 'Paint shop',
  iotHubs: [hubId('ctso-mty-paintshop')],
  ...more,
});
const monterrey = 'Contoso Plant Monterrey';

describe('Defender solutions', () => {
  it('lists by subscription and by resource group, with about 110 recommendations and 20 KB each', async () => {
    const all = await allOf(solutions('Contoso Plant Rotterdam').listBySubscription());
    expect(all.map(({ name }) => name)).toEqual(['ctso-rtm-packaging', 'ctso-rtm-process']);
    expect(all[0]?.recommendationsConfiguration).toHaveLength(110);
    const inGroup = await allOf(solutions('Contoso Plant Rotterdam').listByResourceGroup('rg-rtm-security'));
    expect(inGroup.map(({ name }) => name)).toEqual(['ctso-rtm-process']);
  });

  it('filters by hub, ids compared without regard to case, and knows no other filter', async () => {
    const id = hubId('ctso-rtm-tankfarm').toUpperCase();
    const list = (filter: string) =>
      allOf(solutions('Contoso Plant Rotterdam').listBySubscription({ filter }));
    expect(await list(`properties.iotHubs/any(i eq "${id}")`)).toMatchObject([{ name: 'ctso-rtm-process' }]);
    expect(await refusalOf(list("name eq 'x'"))).toMatchObject({ status: 400, code: 'InvalidFilter' });
  });

  it('creates with 201, replaces with 200, deletes with 200 and then 204', async () => {
    const statuses: number[] = [];
    const onResponse = ({ status }: { status: number }) => statuses.push(status);
    const client = solutions(monterrey);
    await client.createOrUpdate('rg-mty-iot', 'new-one', model(), { onResponse });
    await client.createOrUpdate('rg-mty-iot', 'NEW-one', model({ status: 'Disabled' }), { onResponse });
    expect(await client.get('rg-mty-iot', 'new-one')).toMatchObject({ name: 'new-one', status: 'Disabled' });
    await client.delete('rg-mty-iot', 'new-one', { onResponse });
    await client.delete('rg-mty-iot', 'new-one', { onResponse });
    expect(statuses).toEqual([201, 200, 200, 204]);
    expect(await refusalOf(client.get('rg-mty-iot', 'new-one'))).toMatchObject({ status: 404 });
  });

  it('turns a disabled solution on when it is written back with status Enabled', async () => {
    const client = solutions(monterrey);
    const before = await client.get('rg-mty-iot', 'ctso-mty-paintshop');
    await client.createOrUpdate('rg-mty-iot', 'ctso-mty-paintshop', { ...before, status: 'Enabled' });
    expect(await client.get('rg-mty-iot', 'ctso-mty-paintshop')).toMatchObject({ status: 'Enabled' });
  });

  it('changes recommendations by PATCH, but neither status nor hubs', async () => {
    const client = solutions(monterrey);
    const openPorts = { recommendationType: 'IoT_OpenPorts', status: 'Disabled' };
    const after = await client.update('rg-mty-iot', 'ctso-mty-assembly', {
      recommendationsConfiguration: [openPorts],
    });
    expect(after.recommendationsConfiguration).toHaveLength(110);
    expect(after.recommendationsConfiguration).toContainEqual(expect.objectContaining(openPorts));
    const { subscription, bot } = placesIn(sandbox);
    const raw = await fetch(
      `${sandbox.url}/subscriptions/${subscription(monterrey)}/resourceGroups/rg-mty-iot/providers/Microsoft.Security/iotSecuritySolutions/ctso-mty-assembly?api-version=2019-08-01`,
      {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${sandbox.tokenFor(bot, 'arm')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ properties: { status: 'Disabled' } }),
      },
    );
    expect(raw.status).toBe(400);
  });

  it.each<[string, () => Partial<IoTSecuritySolutionModel>, number]>([
    ['without a location', () => ({ location: '' }), 400],
    ['without a display name', () => ({ displayName: '' }), 400],
    ['for something that is not a hub', () => ({ iotHubs: ['/subscriptions/x'] }), 400],
    ['for a hub that is not there', () => ({ iotHubs: [`${hubId('ctso-mty-paintshop')}-x`] }), 400],
    ['for a hub of the free tier', () => ({ iotHubs: [hubId('ctso-rtm-lab')] }), 400],
    ['in another place than before', () => ({ location: 'westeurope' }), 409],
  ])('refuses a write %s', async (_, more, status) => {
    const write = solutions(monterrey).createOrUpdate('rg-mty-iot', 'ctso-mty-paintshop', model(more()));
    expect(await refusalOf(write)).toMatchObject({ status });
  });

  it('takes a setting back that is newer than its api-version, and no other unknown one', async () => {
    const { subscription, bot } = placesIn(sandbox);
    const path = `/subscriptions/${subscription(monterrey)}/resourceGroups/rg-mty-iot/providers/Microsoft.Security/iotSecuritySolutions/ctso-mty-paintshop?api-version=2019-08-01`;
    const ask = async (method: string, body?: unknown) => {
      const answer = await fetch(`${sandbox.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${sandbox.tokenFor(bot, 'arm')}`,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const json: unknown = await answer.json();
      return { status: answer.status, json };
    };
    const told = { displayName: 'Paint shop', iotHubs: [hubId('ctso-mty-paintshop')] };
    const put = (more: object) => ask('PUT', { location: 'mexicocentral', properties: { ...told, ...more } });
    const retention = { retention: { days: 30 } };
    expect(await put(retention)).toMatchObject({ status: 400 });
    sandbox.control.portal.solution('ctso-mty-paintshop', { properties: retention, tags: { owner: 'ot' } });
    expect(await ask('GET')).toMatchObject({ json: { tags: { owner: 'ot' }, properties: retention } });
    expect(await put({ ...retention, colour: 'red' })).toMatchObject({ status: 400 });
    expect(await put(retention)).toMatchObject({ status: 200, json: { properties: retention } });
    expect(await put({})).toMatchObject({ status: 200 });
    expect(await ask('GET')).not.toMatchObject({ json: { properties: retention } });
  });

  it('refuses writes to readers', async () => {
    const client = solutions(monterrey, placesIn(sandbox).person('reader'));
    expect(await client.get('rg-mty-iot', 'ctso-mty-assembly')).toMatchObject({ status: 'Enabled' });
    const write = client.createOrUpdate('rg-mty-iot', 'new-one', model());
    expect(await refusalOf(write)).toMatchObject({ status: 403, code: 'AuthorizationFailed' });
  });

  it('counts against the provider’s own rates', async () => {
    const left: (string | undefined)[] = [];
    await solutions(monterrey).get('rg-mty-iot', 'ctso-mty-assembly', {
      onResponse: ({ headers }) =>
        left.push(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')),
    });
    await solutions(monterrey).createOrUpdate('rg-mty-iot', 'new-one', model(), {
      onResponse: ({ headers }) =>
        left.push(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')),
    });
    expect(left).toEqual(['749', '249']);
  });
});
