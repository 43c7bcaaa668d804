import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { allOf, placesIn, sandboxClients } from '../../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const portal = () => sandbox.control.portal;
const field = 'Contoso Field Services';
const where = ['rg-secops-sentinel', 'contoso-sentinel'] as const;
const sentinel = () => {
  const { workspace, bot } = placesIn(sandbox);
  return sandboxClients(sandbox, bot).sentinel(workspace.subscriptionId);
};
const hubNamed = (name: string) => sandbox.world.hubs.all().find((hub) => hub.name === name);
const flows = (name: string) =>
  sandbox.world.flowsSince(placesIn(sandbox).workspace.id, hubNamed(name)?.id ?? '') !== undefined;

/** The connectors of a kind and a subscription as Sentinel lists them when the wait is over. */
async function connectors(kind: string, subscription: string) {
  sandbox.control.moveClock(10_000);
  const { dataConnectors } = sentinel();
  const subscriptionId = placesIn(sandbox).subscription(subscription);
  return (await allOf(dataConnectors.list(...where))).filter(
    (one) => one.kind === kind && 'subscriptionId' in one && one.subscriptionId === subscriptionId,
  );
}
const state = (value: 'Enabled' | 'Disabled') => ({ dataTypes: { alerts: { state: value } } });

describe('data connectors in the portal', () => {
  it('can be two for one subscription, and one that is off', async () => {
    const first = portal().addConnector(field, { enabled: false });
    expect(await connectors('IOT', field)).toMatchObject([{ name: first, ...state('Disabled') }]);
    expect(flows('ctso-fld-elevators')).toBe(false);
    expect(portal().addConnector(field, { name: 'second' })).toBe('second');
    expect(await connectors('IOT', field)).toMatchObject([
      state('Disabled'),
      { name: 'second', ...state('Enabled') },
    ]);
    expect(flows('ctso-fld-elevators')).toBe(true);
    expect(() => portal().addConnector(field, { name: 'second' })).toThrow('already');
    expect(portal().disconnect(field)).toBe(2);
    expect(flows('ctso-fld-elevators')).toBe(false);
  });

  it('are switched off and on again, with a new etag, all those of the subscription', async () => {
    const plant = 'Contoso Plant Rotterdam';
    portal().addConnector(plant);
    const before = await connectors('IOT', plant);
    portal().setConnector(plant, false);
    const after = await connectors('IOT', plant);
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    expect(after).toMatchObject([state('Disabled'), state('Disabled')]);
    expect(after[0]?.etag).not.toBe(before[0]?.etag);
    expect(flows('ctso-rtm-refinery')).toBe(false);
    expect(flows('ctso-pen-waferfab')).toBe(true);
    portal().setConnector(plant, true);
    expect(flows('ctso-rtm-refinery')).toBe(true);
    expect(() => portal().setConnector(field, true)).toThrow(RangeError);
  });

  it('of Defender for Cloud come and go for one subscription', async () => {
    portal().defenderForCloud(field, true);
    portal().defenderForCloud(field, true);
    expect(await connectors('AzureSecurityCenter', field)).toMatchObject([state('Enabled')]);
    portal().defenderForCloud(field, false);
    expect(await connectors('AzureSecurityCenter', field)).toEqual([]);
    expect(await connectors('AzureSecurityCenter', 'Contoso Security Operations')).toHaveLength(1);
  });
});

describe('alert rules in the portal', () => {
  it('are made as the service completes them, and make incidents', async () => {
    const name = portal().addRule({ displayName: 'IoT incidents', severities: ['High'], description: null });
    expect(await sentinel().alertRules.get(...where, name)).toMatchObject({
      kind: 'MicrosoftSecurityIncidentCreation',
      displayName: 'IoT incidents',
      productFilter: 'Azure Security Center for IoT',
      enabled: true,
      severitiesFilter: ['High'],
      etag: expect.stringMatching(/^"[0-9a-f-]{36}"$/),
    });
    const product = 'Azure Security Center for IoT';
    sandbox.control.addAlerts({ hub: 'ctso-rtm-refinery', product, severity: 'High' });
    sandbox.world.alerts.catchUp();
    expect(sandbox.world.incidents.at(-1)?.ruleId).toContain(name);
  });

  it('of kind Scheduled have a query and no product', async () => {
    const name = portal().addRule({
      kind: 'Scheduled',
      displayName: 'Mine',
      query: 'SecurityAlert | take 9',
    });
    const rule = await sentinel().alertRules.get(...where, name);
    expect(rule).toMatchObject({ kind: 'Scheduled', displayName: 'Mine', query: 'SecurityAlert | take 9' });
    expect(rule).not.toHaveProperty('productFilter');
  });

  it('change in what is given alone, with a new etag, and go', async () => {
    const { alertRules } = sentinel();
    const rule = {
      ...{ displayName: 'Mine', productFilter: 'Azure Security Center', enabled: false },
      ...{ names: ['a'], exceptNames: ['b'], description: 'why' },
    };
    const name = portal().addRule(rule);
    const before = await alertRules.get(...where, name);
    portal().editRule('mine', { displayName: 'Ours', names: null });
    const after = await alertRules.get(...where, name);
    expect(after).toMatchObject({
      ...{ displayName: 'Ours', productFilter: 'Azure Security Center', enabled: false },
      ...{ displayNamesExcludeFilter: ['b'], description: 'why' },
    });
    expect(sandbox.world.rules.all().at(-1)?.properties.displayNamesFilter).toBeNull();
    expect(after.etag).not.toBe(before.etag);
    portal().removeRule(name);
    expect(sandbox.world.rules.all().map((one) => one.name)).not.toContain(name);
    expect(() => portal().removeRule(name)).toThrow('No alert rule');
    expect(() => portal().editRule(name, {})).toThrow('No alert rule');
  });
});

describe('hubs in the portal', () => {
  it('can be added beside others, shown at once and in Resource Graph later', async () => {
    const id = portal().addHub({ name: 'ctso-fld-ferries', subscription: field });
    expect(hubNamed('ctso-fld-ferries')).toMatchObject({
      ...{ id, resourceGroup: 'rg-fld-iot', location: 'northeurope', state: 'Active' },
      sku: { tier: 'Standard' },
    });
    const { bot, subscription } = placesIn(sandbox);
    const client = sandboxClients(sandbox, bot);
    const hub = await client.hubs(subscription(field)).iotHubResource.get('rg-fld-iot', 'ctso-fld-ferries');
    expect(hub.location).toBe('northeurope');
    const query = "resources | where type =~ 'microsoft.devices/iothubs' | where name == 'ctso-fld-ferries'";
    const found = async () => (await client.graph().resources({ query })).totalRecords;
    expect(await found()).toBe(0);
    sandbox.control.moveClock(30_000);
    expect(await found()).toBe(1);
    expect(() => portal().addHub({ name: 'CTSO-fld-ferries', subscription: field })).toThrow('already');
  });

  it('can be added in a resource group of their own, protected and heard', () => {
    portal().addHub({
      ...{ name: 'ctso-rtm-harbour', subscription: 'Contoso Plant Rotterdam' },
      ...{ resourceGroup: 'rg-rtm-harbour', location: 'francecentral' },
    });
    expect([...sandbox.world.resourceGroups.values()]).toContainEqual(
      expect.objectContaining({ name: 'rg-rtm-harbour', location: 'francecentral' }),
    );
    portal().enableDefender('ctso-rtm-harbour');
    expect(flows('ctso-rtm-harbour')).toBe(true);
    expect(sandbox.control.addAlerts({ hub: 'ctso-rtm-harbour' })).toHaveLength(1);
  });

  it('let a solution have settings and tags that nobody knows yet, beside those it has', () => {
    portal().solution('ctso-rtm-process', { properties: { retention: { days: 30 } } });
    portal().solution('CTSO-rtm-process', { properties: { workspace: '/x' }, tags: { owner: 'ot' } });
    const solution = sandbox.world.solutions.all().find(({ name }) => name === 'ctso-rtm-process');
    expect(solution).toMatchObject({
      properties: { displayName: 'ctso-rtm-process', retention: { days: 30 }, workspace: '/x' },
      tags: { owner: 'ot' },
      status: 'Enabled',
    });
    expect(solution?.iotHubs).toHaveLength(2);
    expect(() => portal().solution('nowhere', {})).toThrow('No solution');
    expect(() => portal().solution('ctso-rtm-process', { properties: { iotHubs: [] } })).toThrow(RangeError);
  });
});

describe('the portal over HTTP', () => {
  const change = async (body: object) => {
    const answer = await fetch(`${sandbox.url}/_sandbox/portal`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const json: unknown = await answer.json();
    return { status: answer.status, json };
  };

  it('does the same and gives what the change gives', async () => {
    const text = expect.stringMatching(/./);
    const done = { status: 200, json: { result: null } };
    const changes: [object, unknown][] = [
      [{ do: 'addHub', name: 'ctso-fld-ferries', subscription: field }, text],
      [{ do: 'solution', name: 'ctso-rtm-process', tags: { owner: 'ot' } }, null],
      [{ do: 'addConnector', subscription: field, name: 'second', enabled: false }, 'second'],
      [{ do: 'setConnector', subscription: field, enabled: true }, null],
      [{ do: 'defenderForCloud', subscription: field, on: true }, null],
      [{ do: 'addRule', displayName: 'Mine', severities: ['High'] }, text],
      [{ do: 'editRule', name: 'Mine', enabled: false, severities: null }, null],
    ];
    for (const [body, result] of changes) expect(await change(body)).toEqual({ ...done, json: { result } });
    expect(flows('ctso-fld-elevators')).toBe(true);
    expect(sandbox.world.rules.all().at(-1)?.properties).toMatchObject({
      ...{ displayName: 'Mine', enabled: false, severitiesFilter: null },
    });
    expect(await change({ do: 'removeRule', name: 'Mine' })).toEqual(done);
    expect(await change({ do: 'removeRule', name: 'Mine' })).toMatchObject({ status: 400 });
    expect(await change({ do: 'addHub', name: '-', subscription: field })).toMatchObject({ status: 400 });
    expect(await change({ do: 'addRule', displayName: 'x', colour: 'red' })).toMatchObject({ status: 400 });
  });
});
