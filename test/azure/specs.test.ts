import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { connectorNameFor } from '../../src/azure/connector-writes.ts';
import { ruleNameFor } from '../../src/azure/incident-rules.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aRoom, clientsIn, workspacesOf } from '../support/a-room.ts';
import { startWebServer, type WebServer } from '../support/a-web-server.ts';
import { aScope } from '../support/some-clients.ts';
import { loadWireSpecs, type WireRequest, type WireSpecs } from '../support/wire-specs.ts';

const folder = new URL('../../../shared/specs/', import.meta.url);
const known = existsSync(folder);
const title = known ? 'on the wire' : 'on the wire (skipped: no descriptions of Azure beside the checkout)';

/** Role definitions and denials are in none of the descriptions. */
const notDescribed = /\/Microsoft\.Authorization\/(denyAssignments|roleDefinitions)\b/;

describe.skipIf(!known)(`Requests ${title}`, () => {
  let sandbox: Sandbox;
  let recorder: WebServer;
  let law: Workspace;
  let specs: WireSpecs;

  beforeAll(async () => {
    specs = loadWireSpecs(folder);
    sandbox = await startSandbox({ speed: 1000 });
    [law = law] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
    // The sandbox's own list of requests cuts long bodies.
    recorder = await startWebServer(async ({ method, path, headers, body }, response) => {
      const { authorization = '', 'content-type': type } = headers;
      const answer = await fetch(`${sandbox.url}${path}`, {
        method,
        headers: { authorization, ...(type ? { 'content-type': type } : {}) },
        ...(body ? { body } : {}),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    });
    await doEverything();
  });
  afterAll(async () => {
    await recorder?.stop();
    await sandbox?.stop();
  });

  async function doEverything(): Promise<void> {
    const room = aRoom(clientsIn(sandbox, { at: recorder.url }), [law]);
    const windfarm = hub('ctso-fld-windfarm');
    const { subscriptionId } = windfarm;

    const name = connectorNameFor(law.id, subscriptionId);
    await room.requirements(law, subscriptionId, aScope());
    await room.connectorWriter.put(law, { name, subscriptionId }, aScope());
    sandbox.control.moveClock(60_000);
    const { etag = '' } = (await room.connectorWriter.get(law, name, aScope())) ?? {};
    await room.connectorWriter.put(law, { name, subscriptionId, etag }, aScope());
    await room.connectors.list(law, aScope());
    await room.connectorWriter.remove(law, name, aScope());

    const { solutions } = await room.subscriptionHubs(subscriptionId, aScope());
    const [elevators] = solutions;
    const request = { location: windfarm.location, hubId: windfarm.id, displayName: windfarm.name };
    await room.solutions.enable({ ...request, solutionId: elevators?.id ?? '' }, aScope());
    const solutionId = elevators?.id.replace(/[^/]+$/, 'ctso-fld-windfarm') ?? '';
    await room.solutions.enable({ ...request, solutionId }, aScope());
    await room.solutions.get(solutionId, aScope());

    const rule = ruleNameFor(law.id);
    await room.incidentRules.put(law, { name: rule, enabled: true }, aScope());
    const [made] = (await room.incidentRules.read(law, aScope())).rules;
    if (!made) throw new Error('no rule');
    const edited = { ...made, onlyNames: ['Brute'], exceptNames: ['Test'] };
    await room.incidentRules.put(
      law,
      { name: rule, rule: edited, enabled: false, severities: ['High', 'Medium'] },
      aScope(),
    );
    await room.rights.rightsNow(sandbox.people[0]?.objectId ?? '', law.id, aScope());
    await room.botRightsAt(law.id, aScope());
  }

  function hub(name: string) {
    const found = sandbox.world.hubs.all().find((one) => one.name === name);
    if (!found) throw new Error(`no hub ${name}`);
    return found;
  }

  function sent(method: string, part: string): WireRequest {
    const found = recorder.seen.findLast((one) => one.method === method && one.path.includes(part));
    if (!found) throw new Error(`no ${method} of ${part}`);
    return found;
  }

  it('are all as Azure describes them', () => {
    const troubles = recorder.seen
      .filter(({ path }) => !notDescribed.test(path))
      .flatMap((request) =>
        specs.troublesOf(request).map((one) => `${request.method} ${request.path}: ${one}`),
      );
    expect(troubles).toEqual([]);
  });

  it('include every kind of write', () => {
    const writes = recorder.seen
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${/\/(\w+)(\/[^/]+)?\?/.exec(path)?.[1]}`);
    expect(writes.sort()).toEqual([
      'DELETE dataConnectors',
      'POST dataConnectorsCheckRequirements',
      'PUT alertRules',
      'PUT alertRules',
      'PUT dataConnectors',
      'PUT dataConnectors',
      'PUT iotSecuritySolutions',
      'PUT iotSecuritySolutions',
    ]);
  });

  it.each(['dataConnectors', 'iotSecuritySolutions', 'alertRules'])(
    'with a wrong path, method or version would be found out: %s',
    (part) => {
      const good = sent('PUT', part);
      expect(specs.troublesOf(good)).toEqual([]);
      const bad: Partial<WireRequest>[] = [
        { path: good.path.replace(part, `${part}s`) },
        { path: good.path.replace('/resourceGroups/', '/groups/') },
        { path: good.path.replace('/subscriptions/', '/subscription/') },
        { method: 'POST' },
        { path: good.path.replace('api-version=', 'version=') },
        { path: good.path.replace(/api-version=[^&]+/, 'api-version=2099-01-01') },
        { path: `${good.path}&more=1` },
      ];
      for (const change of bad)
        expect(specs.troublesOf({ ...good, ...change }), JSON.stringify(change)).not.toEqual([]);
    },
  );

  it.each<[string, string, (body: Record<string, unknown>, properties: Record<string, unknown>) => void]>([
    ['dataConnectors', 'an unknown property', (_, properties) => Object.assign(properties, { more: 1 })],
    [
      'dataConnectors',
      'a property at the wrong place',
      (body) => Object.assign(body, { subscriptionId: 'x' }),
    ],
    ['dataConnectors', 'a wrong kind', (body) => Object.assign(body, { kind: 'IoT' })],
    ['dataConnectors', 'no kind', (body) => Reflect.deleteProperty(body, 'kind')],
    ['dataConnectors', 'a wrong type', (_, properties) => Object.assign(properties, { dataTypes: 'alerts' })],
    [
      'iotSecuritySolutions',
      'an unknown property',
      (_, properties) => Object.assign(properties, { more: 1 }),
    ],
    ['iotSecuritySolutions', 'what the service fills in', (body) => Object.assign(body, { id: '/x' })],
    [
      'iotSecuritySolutions',
      'a wrong status',
      (_, properties) => Object.assign(properties, { status: 'On' }),
    ],
    ['iotSecuritySolutions', 'no hubs', (_, properties) => Reflect.deleteProperty(properties, 'iotHubs')],
    [
      'iotSecuritySolutions',
      'null for the name',
      (_, properties) => Object.assign(properties, { displayName: null }),
    ],
    [
      'alertRules',
      'another product',
      (_, properties) => Object.assign(properties, { productFilter: 'Defender' }),
    ],
    [
      'alertRules',
      'a wrong severity',
      (_, properties) => Object.assign(properties, { severitiesFilter: ['Top'] }),
    ],
    ['alertRules', 'no display name', (_, properties) => Reflect.deleteProperty(properties, 'displayName')],
    ['alertRules', 'a wrong type', (_, properties) => Object.assign(properties, { enabled: 'yes' })],
  ])('with a wrong body would be found out: %s with %s', (part, _, spoil) => {
    const good = sent('PUT', part);
    const body = JSON.parse(good.body);
    spoil(body, body.properties);
    expect(specs.troublesOf({ ...good, body: JSON.stringify(body) })).not.toEqual([]);
  });

  it('with a body where there should be none would be found out', () => {
    expect(specs.troublesOf({ ...sent('DELETE', 'dataConnectors'), body: '{}' })).not.toEqual([]);
    expect(specs.troublesOf({ ...sent('GET', 'alertRules'), body: '{}' })).not.toEqual([]);
  });
});
