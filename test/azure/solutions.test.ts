import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { createSolutions, type Solutions } from '../../src/azure/solutions.ts';
import { UserError } from '../../src/shared/errors.ts';
import { clientsIn } from '../support/a-room.ts';
import { aScope } from '../support/some-clients.ts';

let sandbox: Sandbox;
let solutions: Solutions;
beforeEach(async () => {
  sandbox = await startSandbox({ speed: 1000 });
  solutions = createSolutions(clientsIn(sandbox));
});
afterEach(() => sandbox.stop());

function hub(name: string) {
  const found = sandbox.world.hubs.all().find((one) => one.name === name);
  if (!found) throw new Error(`no hub ${name}`);
  return found;
}

function record(name: string) {
  const found = sandbox.world.solutions.all().find((one) => one.name === name);
  if (!found) throw new Error(`no solution ${name}`);
  return found;
}

/** The solution as the service answers it, without what the service notes down by itself. */
async function raw(id: string): Promise<Record<string, unknown>> {
  const token = sandbox.tokenFor(sandbox.world.bot.objectId, 'arm');
  const answer = await fetch(`${sandbox.url}${id}?api-version=2019-08-01`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body: unknown = await answer.json();
  if (typeof body !== 'object' || body === null) throw new Error('no solution');
  return { ...body, systemData: 'the service’s own' };
}

const elevators = () => record('ctso-fld-elevators');
const enableWindfarm = (more: { solutionId?: string; hubId?: string } = {}, through = solutions) => {
  const { id, name, location } = hub('ctso-fld-windfarm');
  const request = { solutionId: elevators().id, location, hubId: id, displayName: name, ...more };
  return through.enable(request, aScope());
};
const puts = () => sandbox.requests.filter(({ method }) => method === 'PUT');

/** Gives the elevators' solution more settings, past the service's own checks. */
function set(properties: Record<string, unknown>, more: object = {}): void {
  const before = elevators();
  sandbox.world.solutions.put(before.id, {
    ...before,
    properties: { ...before.properties, ...properties },
    ...more,
  });
}

const workspace =
  '/subscriptions/f34cde5f-46fd-4ca3-ad16-c7a80c67cb72/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/raw';
const rich = {
  displayName: 'Elevators & more',
  workspace,
  export: ['RawEvents'],
  disabledDataSources: ['TwinData'],
  additionalWorkspaces: [
    { workspace: `${workspace}-2`, type: 'Sentinel', dataTypes: ['Alerts', 'RawEvents'] },
  ],
  userDefinedResources: {
    query: 'where type != "microsoft.devices/iothubs" | where name contains "iot"',
    querySubscriptions: ['18df83b9-365c-4272-a198-eb01bd5f134e'],
  },
  unmaskedIpLoggingStatus: 'Enabled',
  autoDiscoveredResources: [`${workspace}-found`],
};

describe('solutions', () => {
  it('are listed with what matters of them, in any number of pages', async () => {
    sandbox.control.set({ pageSize: 1 });
    const { id, subscriptionId, iotHubs } = record('ctso-mty-paintshop');
    const listed = await solutions.list(subscriptionId, aScope());
    expect(listed.map(({ name }) => name).sort()).toEqual(['ctso-mty-assembly', 'ctso-mty-paintshop']);
    expect(listed).toContainEqual({
      id,
      name: 'ctso-mty-paintshop',
      resourceGroup: 'rg-mty-iot',
      location: 'mexicocentral',
      enabled: false,
      hubIds: iotHubs,
      unknownSettings: [],
    });
  });

  it('are read one by one, by an id in any casing', async () => {
    const { id } = elevators();
    const found = await solutions.get(id.toUpperCase(), aScope());
    expect(found).toMatchObject({ name: 'ctso-fld-elevators', enabled: true, unknownSettings: [] });
    expect(await solutions.get(`${id}-other`, aScope())).toBeUndefined();
  });

  it('name the settings that Hubwatch does not know, wherever they stand', async () => {
    set({
      newThing: { on: true },
      nothingNew: null,
      additionalWorkspaces: [{ workspace, region: 'westeurope', type: 'Sentinel', dataTypes: ['Alerts'] }],
      export: 'RawEvents',
    });
    const unknownSettings = ['newThing', 'additionalWorkspaces.region', 'export'];
    const [listed] = await solutions.list(elevators().subscriptionId, aScope());
    expect(listed?.unknownSettings.toSorted()).toEqual(unknownSettings.toSorted());
    expect(await solutions.get(elevators().id, aScope())).toEqual(listed);
  });

  it.each(['', 'x', '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg'])(
    'are not asked for by the id "%s"',
    async (id) => {
      await expect(solutions.get(id, aScope())).rejects.toMatchObject({ kind: 'refused', nothingSent: true });
      expect(sandbox.requests).toEqual([]);
    },
  );
});

describe('enabling a hub', () => {
  it('makes a solution that was not there', async () => {
    const { id, resourceGroup, subscriptionId } = hub('ctso-fld-windfarm');
    const solutionId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Security/iotSecuritySolutions/ctso-fld-windfarm`;
    expect(await enableWindfarm({ solutionId })).toBe('written');
    const made = await raw(solutionId);
    expect(made).toMatchObject({
      location: 'northeurope',
      properties: { displayName: 'ctso-fld-windfarm', status: 'Enabled', iotHubs: [id] },
    });
    expect(await enableWindfarm({ solutionId })).toBe('nothing to do');
  });

  it('adds it to a solution and changes nothing else, as plain or rich as that is', async () => {
    for (const settings of [{}, rich]) {
      set(settings, {
        tags: { owner: 'field', 'cost centre': '4711' },
        iotHubs: [hub('ctso-fld-elevators').id],
      });
      set({ recommendationsConfiguration: await changedRecommendations() });
      const before = await raw(elevators().id);
      expect(await enableWindfarm()).toBe('written');
      const properties = typeof before.properties === 'object' ? before.properties : {};
      const iotHubs = [hub('ctso-fld-elevators').id, hub('ctso-fld-windfarm').id];
      expect(await raw(elevators().id)).toEqual({
        ...before,
        // Not a setting: the service fills it in by itself, and the SDK does not send it.
        properties: { ...properties, iotHubs, autoDiscoveredResources: [] },
      });
    }
  });

  it('sends neither what the service fills in nor nulls', async () => {
    await enableWindfarm();
    const sent: unknown = JSON.parse(
      puts()[0]?.body.replace(/"recommendationsConfiguration".*/s, '"x":0}}') ?? '',
    );
    expect(sent).toEqual({
      location: 'northeurope',
      tags: {},
      properties: {
        displayName: 'ctso-fld-elevators',
        status: 'Enabled',
        export: [],
        disabledDataSources: [],
        iotHubs: [...record('ctso-fld-elevators').iotHubs],
        x: 0,
      },
    });
  });

  it('has nothing to do where it is listed and on, in any casing', async () => {
    const { id } = elevators();
    const hubId = hub('ctso-fld-elevators').id.toUpperCase();
    expect(await enableWindfarm({ solutionId: id.toLowerCase(), hubId })).toBe('nothing to do');
    expect(puts()).toEqual([]);
  });

  it('switches a solution on that lists it, and lists it once', async () => {
    set({}, { status: 'Disabled' });
    const before = elevators().iotHubs;
    expect(await enableWindfarm({ hubId: hub('ctso-fld-elevators').id.toUpperCase() })).toBe('written');
    expect(elevators()).toMatchObject({ status: 'Enabled', iotHubs: before });
  });

  it('loses no hub when two are enabled at once', async () => {
    const at = { solutionId: record('ctso-rtm-packaging').id, location: 'westeurope', displayName: 'x' };
    sandbox.control.portal.disableDefender('ctso-rtm-refinery');
    sandbox.control.portal.disableDefender('ctso-rtm-tankfarm');
    const names = ['ctso-rtm-refinery', 'ctso-rtm-tankfarm'];
    await Promise.all(names.map((name) => solutions.enable({ ...at, hubId: hub(name).id }, aScope())));
    expect(record('ctso-rtm-packaging').iotHubs.map((id) => id.split('/').at(-1)?.toLowerCase())).toEqual([
      'ctso-rtm-packaging',
      ...names,
    ]);
  });

  it('is left to people where settings would be lost, before anything is written', async () => {
    set({
      additionalWorkspaces: [{ workspace, region: 'westeurope', type: 'Sentinel', dataTypes: ['Alerts'] }],
    });
    set({ newThing: 1 });
    const before = await raw(elevators().id);
    const refusal = await enableWindfarm().catch((error: unknown) => error);
    if (!(refusal instanceof UserError)) throw new Error('not refused');
    expect(refusal.message).toContain('ctso-fld-elevators');
    expect(refusal.message).toMatch(
      /additionalWorkspaces\.region, newThing|newThing, additionalWorkspaces\.region/,
    );
    expect(refusal.message).toContain('Azure portal');
    expect(puts()).toEqual([]);
    expect(await raw(elevators().id)).toEqual(before);
  });

  it('reads again what it failed to read, but writes once', async () => {
    const patient = createSolutions(clientsIn(sandbox, { retries: 2 }));
    sandbox.control.addFault({ match: 'iotSecuritySolutions.get', status: 503 });
    sandbox.control.addFault({ match: 'iotSecuritySolutions.put', status: 503, times: 5 });
    await expect(enableWindfarm({}, patient)).rejects.toMatchObject({
      service: 'Microsoft Defender for IoT',
      kind: 'unavailable',
      nothingSent: false,
    });
    expect(sandbox.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'GET 503',
      'GET 200',
      'PUT 503',
    ]);
  });

  it('that could not even read has sent nothing', async () => {
    sandbox.control.addFault({ match: 'iotSecuritySolutions.get', hang: true });
    const hasty = createSolutions(clientsIn(sandbox, { deadlineMs: 50 }));
    await expect(enableWindfarm({}, hasty)).rejects.toMatchObject({ kind: 'timed out', nothingSent: true });
    sandbox.control.addFault({ match: 'iotSecuritySolutions.get', status: 503, retryAfter: '600' });
    await expect(enableWindfarm()).rejects.toMatchObject({ kind: 'unavailable', nothingSent: true });
  });

  it('can be given up while it waits for another one', async () => {
    sandbox.control.addFault({ match: 'iotSecuritySolutions.get', delayMs: 200 });
    const first = enableWindfarm();
    const caller = new AbortController();
    const { id, location } = hub('ctso-fld-windfarm');
    const second = solutions.enable(
      { solutionId: elevators().id, location, hubId: id, displayName: 'x' },
      aScope(caller.signal),
    );
    caller.abort();
    await expect(second).rejects.toMatchObject({ kind: 'timed out', nothingSent: true });
    expect(await first).toBe('written');
  });
});

/** The service's own list with one of them switched off. */
async function changedRecommendations(): Promise<unknown[]> {
  const { properties } = await raw(elevators().id);
  const list: unknown =
    typeof properties === 'object' && properties !== null
      ? Reflect.get(properties, 'recommendationsConfiguration')
      : undefined;
  if (!Array.isArray(list)) throw new Error('no recommendations');
  return list.map((one: object, index) => (index === 3 ? { ...one, status: 'Disabled' } : one));
}
