import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { allows, missingRights } from '../../src/access/authorize.ts';
import { permissions } from '../../src/access/permissions.ts';
import { createClients } from '../../src/azure/clients.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aLog } from '../support/a-log.ts';
import { aRoom, workspacesOf } from '../support/a-room.ts';
import { aScope } from '../support/some-clients.ts';

/*
 * The whole room through the real SDKs, with the real managed identity credential, against the pretend
 * tenant. One sandbox for all: MSAL keeps the identity endpoint and its tokens for the life of a process.
 */
let sandbox: Sandbox;
let law: Workspace;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 1000 });
  sandbox.control.set({ throttling: false }); // the quota has its own test, with its own clock, in graph.test.ts
  await sandbox.warmUp();
  process.env.IDENTITY_ENDPOINT = sandbox.env.IDENTITY_ENDPOINT;
  process.env.IDENTITY_HEADER = sandbox.env.IDENTITY_HEADER;
  const [first] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
  if (!first) throw new Error('the sandbox has no workspace');
  law = first;
});

afterEach(() => {
  sandbox.control.clearFaults();
  sandbox.control.clearRequests();
});

afterAll(async () => {
  delete process.env.IDENTITY_ENDPOINT;
  delete process.env.IDENTITY_HEADER;
  await sandbox.stop();
});

/** A fresh room: nothing is kept in it from another test. */
function room(options = {}) {
  return aRoom(clientsOf(options), [law]);
}

function clientsOf({ retries = 0, deadlineMs = 5000 }) {
  return createClients(
    {
      armUrl: sandbox.url,
      logsUrl: sandbox.url,
      credential: { kind: 'managed-identity' },
      retries: { times: retries, delayMs: 1 },
      deadlineMs,
    },
    { log: aLog(), clock: systemClock },
  );
}

function personId(key: string): string {
  const id = sandbox.people.find((person) => person.key === key)?.objectId;
  if (!id) throw new Error(`nobody is called ${key}`);
  return id;
}

const routes = () => sandbox.requests.map(({ route }) => route).filter((route) => route !== 'msi.token');

describe('the list of hubs', () => {
  it('shows what the tenant holds', async () => {
    const { hubs, subscriptions, gaps } = await room().hubs.list([law], aScope());
    expect(gaps).toEqual([]);
    const world = [...sandbox.world.hubs.all()];
    expect(hubs.map(({ name }) => name).sort()).toEqual(world.map(({ name }) => name).sort());
    expect(subscriptions).toBe(new Set(world.map(({ subscriptionId }) => subscriptionId)).size);

    const enabled = sandbox.world.solutions.all().filter(({ status }) => status === 'Enabled');
    const defended = enabled.flatMap(({ iotHubs }) => iotHubs.map((id) => id.toLowerCase()));
    const connected = sandbox.world.connectors
      .all()
      .filter(({ kind }) => kind === 'IOT')
      .map(({ properties }) => String(properties.subscriptionId).toLowerCase());
    for (const hub of hubs) {
      expect(hub.defender, hub.name).toBe(defended.includes(hub.id.toLowerCase()) ? 'on' : 'off');
      expect(hub.connection, hub.name).toBe(
        connected.includes(hub.subscriptionId) ? 'connected' : 'not connected',
      );
      expect(hub.subscriptionName).not.toBe(hub.subscriptionId);
      expect(hub.hostName).toBe(`${hub.name}.azure-devices.net`);
    }
    expect(new Set(hubs.map(({ data }) => data.kind))).toEqual(new Set(['seen', 'never']));
    expect(new Set(hubs.map(({ tier }) => tier)).size).toBeGreaterThan(1);
  });

  it('costs five requests, and none the second time', async () => {
    const { hubs } = room();
    await hubs.list([law], aScope());
    expect(routes().sort()).toEqual([
      'dataConnectors.list',
      'logs.queryResource',
      'resourceGraph.resources',
      'resourceGraph.resources',
      'resourceGraph.resources',
    ]);
    await hubs.list([law], aScope());
    expect(routes()).toHaveLength(5);
    expect(new Set(sandbox.requests.map(({ clientRequestId }) => clientRequestId))).toContain(
      aScope().correlationId,
    );
  });

  it('sees a connection that was made in the portal, after a refresh', async () => {
    const { hubs } = room();
    const before = (await hubs.list([law], aScope())).hubs.find(
      ({ connection }) => connection === 'not connected',
    );
    if (!before) throw new Error('everything is connected');
    sandbox.control.portal.connect(before.subscriptionId);
    sandbox.control.moveClock(60_000);
    const state = async () =>
      (await hubs.list([law], aScope())).hubs.find(({ id }) => id === before.id)?.connection;
    expect(await state()).toBe('not connected');
    hubs.refresh();
    expect(await state()).toBe('connected');
    sandbox.control.portal.disconnect(before.subscriptionId);
    sandbox.control.moveClock(60_000);
  });

  it('is the same, subscription by subscription, where Resource Graph is closed', async () => {
    const open = await room().hubs.list([law], aScope());
    sandbox.control.addFault({ match: 'resourceGraph', status: 403, times: 3 });
    const closed = await room().hubs.list([law], aScope());
    expect(closed.hubs.map((hub) => ({ ...hub, id: hub.id.toLowerCase() }))).toEqual(
      open.hubs.map((hub) => ({ ...hub, id: hub.id.toLowerCase() })),
    );
    // In the subscription of the workspace the bot holds rights on the workspace alone.
    expect(closed.gaps.map(({ part, why }) => `${part}: ${why}`)).toEqual([
      'hubs: Azure IoT Hub does not let the bot read 1 subscription.',
      'Defender state: Microsoft Defender for IoT does not let the bot read 1 subscription.',
    ]);
    expect(routes().filter((route) => route === 'iotHubs.list')).toHaveLength(
      sandbox.world.subscriptions.size,
    );
  });
});

describe('the list of hubs where Resource Graph is closed', () => {
  const denial = 'closed to the bot';
  afterEach(() => void sandbox.control.portal.undeny(denial));

  async function listWithout(action: string) {
    const open = (await room().hubs.list([law], aScope())).hubs;
    const subscriptionId = open.find(({ defender }) => defender === 'on')?.subscriptionId ?? '';
    sandbox.control.portal.deny({
      name: denial,
      who: sandbox.world.bot.objectId,
      scope: `/subscriptions/${subscriptionId}`,
      actions: [action],
    });
    sandbox.control.addFault({ match: 'resourceGraph', status: 403, times: 3 });
    const { hubs, gaps } = await room().hubs.list([law], aScope());
    return { open, subscriptionId, hubs, gaps };
  }

  it('does not call Defender off where its solutions may not be read', async () => {
    const { open, subscriptionId, hubs, gaps } = await listWithout(
      'Microsoft.Security/iotSecuritySolutions/read',
    );
    const expected = open.map((hub) => (hub.subscriptionId === subscriptionId ? 'unknown' : hub.defender));
    expect(hubs.map(({ defender }) => defender)).toEqual(expected);
    const why = 'Microsoft Defender for IoT does not let the bot read 2 subscriptions.';
    expect(gaps).toContainEqual({ part: 'Defender state', why });
  });

  it('does not pass for whole where hubs may not be read', async () => {
    const { open, subscriptionId, hubs, gaps } = await listWithout('Microsoft.Devices/IotHubs/read');
    expect(hubs.map(({ name }) => name)).toEqual(
      open.filter((hub) => hub.subscriptionId !== subscriptionId).map(({ name }) => name),
    );
    expect(gaps).toContainEqual({
      part: 'hubs',
      why: 'Azure IoT Hub does not let the bot read 2 subscriptions.',
    });
  });
});

/** Everything that can go wrong with one call, and what it is called then. */
const troubles: [string, Partial<Fault>, string][] = [
  ['a server error', { status: 500 }, 'unavailable'],
  ['a bad gateway', { status: 502 }, 'unavailable'],
  ['throttling for two minutes', { status: 429, retryAfter: '120' }, 'throttled'],
  ['a refusal', { status: 403 }, 'forbidden'],
  ['an HTML page', { garbage: 'html' }, 'garbled'],
  ['half an answer', { garbage: 'truncated-json' }, 'garbled'],
  ['an empty answer', { garbage: 'empty' }, 'garbled'],
  ['another answer', { garbage: 'other-json' }, 'garbled'],
  ['a dropped connection', { drop: 'before' }, 'unavailable'],
  ['silence', { hang: true }, 'timed out'],
];

describe.each(troubles)('%s', (_, fault, kind) => {
  // Silence is real time here, so the deadline is short.
  const troubled = (match: string) => {
    sandbox.control.addFault({ match, times: 100, ...fault });
    return room({ deadlineMs: fault.hang ? 1000 : 5000 });
  };

  it.each([
    ['dataConnectors', 'connection state'],
    ['logs', 'data state'],
  ])('of %s leaves a gap in the list', async (match, part) => {
    const { hubs, gaps } = await troubled(match).hubs.list([law], aScope());
    expect(hubs.length).toBe(sandbox.world.hubs.all().length);
    expect(gaps.map((gap) => gap.part)).toEqual([part]);
    const states = new Set(hubs.map((hub) => (part === 'data state' ? hub.data.kind : hub.connection)));
    expect(states).toEqual(new Set(['unknown']));
  });

  it('of every call has its name', async () => {
    const { alerts, hubDetail, requirements, rights, botRightsAt, connectors } = troubled('/');
    const hubId = sandbox.world.hubs.all()[0]?.id ?? '';
    const question = { workspaces: [law], hours: 24, limit: 5, offset: 0 };
    const calls: [string, Promise<unknown>][] = [
      ['Log Analytics', alerts.latest(question, aScope())],
      ['Azure IoT Hub', hubDetail({ id: hubId }, aScope())],
      ['Microsoft Sentinel', connectors.list(law, aScope())],
      ['Azure role assignments', rights.rightsOf(personId('operator'), law.id, aScope())],
      ['Azure role assignments', botRightsAt(law.id, aScope())],
    ];
    if (fault.garbage !== 'other-json') {
      calls.push(['Microsoft Sentinel', requirements(law, law.subscriptionId, aScope())]);
    }
    for (const [, call] of calls) call.catch(() => undefined);
    for (const [service, call] of calls) {
      const error: unknown = await call.then(
        () => 'no error',
        (thrown: unknown) => thrown,
      );
      const expected = service === 'Azure IoT Hub' ? { kind } : { kind, service };
      expect(error, service).toMatchObject({ name: 'AzureError', ...expected });
    }
  });
});

describe('a token that Azure has revoked', () => {
  it('is replaced by a new one, and nobody notices', async () => {
    const { hubs } = room();
    await hubs.list([law], aScope());
    sandbox.control.expireTokens();
    sandbox.control.clearRequests();
    hubs.refresh();
    expect((await hubs.list([law], aScope())).gaps).toEqual([]);
    expect(sandbox.requests.filter(({ route }) => route === 'msi.token')).toHaveLength(2); // one per audience
    hubs.refresh();
    await hubs.list([law], aScope());
    expect(sandbox.requests.filter(({ route }) => route === 'msi.token')).toHaveLength(2);
  });

  it('is trouble with the sign-in when the new one is refused as well', async () => {
    sandbox.control.addFault({ match: '/subscriptions', status: 401, times: 50 });
    sandbox.control.addFault({ match: 'resourceGraph', status: 401, times: 50 });
    const error = { kind: 'not signed in', service: 'Azure Resource Graph' };
    await expect(room().hubs.list([law], aScope())).rejects.toMatchObject(error);
    expect(routes()).not.toContain('subscriptions.list'); // another way would not help
  });
});

describe('alerts', () => {
  const question = { hours: 24 * 30, limit: 10, offset: 0 };

  it('come newest first, once each, and page after page to the true total', async () => {
    const { alerts } = room();
    const first = await alerts.latest({ ...question, workspaces: [law] }, aScope());
    const all: string[] = [];
    for (let offset = 0; offset < first.total; offset += 50) {
      const page = await alerts.latest({ ...question, workspaces: [law], limit: 50, offset }, aScope());
      all.push(...page.alerts.map(({ id }) => id));
    }
    expect(first.total).toBeGreaterThan(20);
    expect(new Set(all).size).toBe(first.total);
    expect(all.slice(0, 10)).toEqual(first.alerts.map(({ id }) => id));
    const times = first.alerts.map(({ updatedAt }) => updatedAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(Object.values(first.bySeverity).reduce((sum, count) => sum + count)).toBe(first.total);
  });

  it('are counted for each hub as the list of hubs counts them', async () => {
    const { alerts, hubs } = room();
    for (const hub of (await hubs.list([law], aScope())).hubs) {
      const { total } = await alerts.latest(
        { ...question, hours: 24 * 90, workspaces: [law], hubId: hub.id.toUpperCase(), limit: 1 },
        aScope(),
      );
      expect(total, hub.name).toBe(hub.data.kind === 'seen' ? hub.data.alerts : 0);
    }
  });

  it('can be asked for by severity', async () => {
    const { alerts } = room();
    const page = await alerts.latest(
      { ...question, workspaces: [law], severities: ['High', 'Low'] },
      aScope(),
    );
    expect(new Set(page.alerts.map(({ severity }) => severity))).toEqual(new Set(['High', 'Low']));
    expect(page.bySeverity).toMatchObject({ Medium: 0, Informational: 0 });
    expect(page.total).toBe(page.bySeverity.High + page.bySeverity.Low);
  });

  it('show a change of severity and status, and are found by the beginning of their id', async () => {
    const { alerts, hubs } = room();
    const hub = (await hubs.list([law], aScope())).hubs.find(
      ({ data, defender, connection }) =>
        data.kind === 'seen' && defender === 'on' && connection === 'connected',
    );
    const [id] = sandbox.control.addAlerts({ hub: hub?.name ?? '', severity: 'Low' });
    if (!id) throw new Error('no alert was made');
    sandbox.control.moveClock(1000); // two rows of one moment would have no newest
    sandbox.control.changeAlert(id, { severity: 'High', status: 'InProgress' });
    expect(await alerts.byId(id.slice(0, 13).toUpperCase(), [law], aScope())).toMatchObject({
      id,
      severity: 'High',
      status: 'InProgress',
      hubName: hub?.name,
    });
    const low = await alerts.latest(
      { ...question, workspaces: [law], hours: 1, severities: ['Low'], limit: 100 },
      aScope(),
    );
    expect(low.alerts.map((alert) => alert.id)).not.toContain(id);
  });

  it('are none for an id that nobody has', async () => {
    expect(await room().alerts.byId('zzzzzzzz-0000', [law], aScope())).toBeUndefined();
  });

  it('of hostile words are a question like any other', async () => {
    const { alerts } = room();
    for (const words of ['" | take 0 //', "'); SecurityAlert", '\\" or 1 == 1', '\n;\n']) {
      const page = await alerts.latest({ ...question, workspaces: [law], hubId: words }, aScope());
      expect(page.total).toBe(0);
      expect(await alerts.byId(`${words}xxxxxxxx`, [law], aScope())).toBeUndefined();
    }
  });

  it('that come in part are an error, because the rest would be missing', async () => {
    sandbox.control.addFault({ match: 'logs', partial: true, times: 2 });
    await expect(room().alerts.latest({ ...question, workspaces: [law] }, aScope())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'PartialError',
    });
  });
});

describe('one hub', () => {
  it('is read fresh, with its solution', async () => {
    const { hubs, hubDetail } = room();
    for (const hub of (await hubs.list([law], aScope())).hubs) {
      const detail = await hubDetail(hub, aScope());
      expect(detail.solutionStatus, hub.name).toBe(hub.defender === 'on' ? 'Enabled' : detail.solutionStatus);
      expect(detail).toMatchObject({
        provisioningState: expect.any(String),
        sku: expect.stringMatching(/^[SFB]\d$/),
      });
      expect(detail.units).toBeGreaterThan(0);
    }
  });
});

describe('the rights of people', () => {
  const hubsRead = permissions['hubs.read'];
  const missing = async (key: string, scopeId: string, actions: readonly string[]) =>
    missingRights(await room().rights.rightsOf(personId(key), scopeId, aScope()), actions, hubsRead.role);

  it.each([
    ['operator', true],
    ['reader', true],
    ['guest', true],
    ['approver', true],
    ['groupie', true],
    ['plant-only', false],
    ['denied', false],
    ['stranger', false],
  ])('let %s see hubs: %s', async (key, allowed) => {
    expect((await missing(key, law.id, hubsRead.actions)).length === 0).toBe(allowed);
  });

  it('tell apart who may change a hub and who may only look', async () => {
    const hub = sandbox.world.hubs.all().find(({ name }) => name.startsWith('ctso-mty'));
    const write = ['Microsoft.Devices/iotHubs/write'];
    expect(await missing('plant-only', hub?.id ?? '', write)).toEqual([]);
    expect(await missing('operator', hub?.id ?? '', write)).toEqual([]);
    expect(await missing('reader', hub?.id ?? '', write)).toHaveLength(1);
  });

  it('follow the portal after a minute, and a conditional role allows no change', async () => {
    const write = 'Microsoft.SecurityInsights/dataConnectors/write';
    sandbox.control.portal.grant(
      personId('stranger'),
      'Microsoft Sentinel Contributor',
      law.id,
      "@Resource[x] StringEquals 'y'",
    );
    const rights = await room().rights.rightsOf(personId('stranger'), law.id, aScope());
    expect(allows(rights, write, { write: true })).toBe(false);
    expect(allows(rights, 'Microsoft.SecurityInsights/dataConnectors/read', { write: false })).toBe(true);
    sandbox.control.portal.revoke(personId('stranger'), 'Microsoft Sentinel Contributor', law.id);
    expect(await missing('stranger', law.id, hubsRead.actions)).toHaveLength(1);
  });

  it('are taken by a denial for everyone, but not from whom it spares', async () => {
    sandbox.control.portal.deny({
      name: 'stack',
      who: 'everyone',
      scope: 'workspace',
      actions: [...hubsRead.actions],
      except: ['approver'],
    });
    expect(await missing('operator', law.id, hubsRead.actions)).toHaveLength(1);
    expect(await missing('approver', law.id, hubsRead.actions)).toEqual([]);
    sandbox.control.portal.undeny('stack');
  });

  it('of the bot suffice for connectors', async () => {
    const rights = await room().botRightsAt(law.id, aScope());
    expect(missingRights(rights, ['Microsoft.SecurityInsights/dataConnectors/write'], 'x')).toEqual([]);
  });
});

describe('Sentinel’s own check', () => {
  it('answers for a subscription', async () => {
    const [hub] = sandbox.world.hubs.all();
    expect(await room().requirements(law, hub?.subscriptionId ?? '', aScope())).toEqual({
      authorization: expect.stringMatching(/^(Valid|Invalid)$/),
      license: expect.stringMatching(/^(Valid|Invalid|Unknown)$/),
    });
  });
});

describe('the probe', () => {
  it('finds every service well', async () => {
    const results = await room().probe(aScope());
    expect(results.map(({ service, ok }) => [service, ok])).toEqual([
      ['Microsoft Entra ID', true],
      ['Azure Resource Manager', true],
      ['Azure Resource Graph', true],
      ['Microsoft Sentinel', true],
      ['Log Analytics', true],
      ['Azure role assignments', true],
    ]);
  });

  it.each(['roleAssignments/read', 'denyAssignments/read', 'roleDefinitions/read'])(
    'finds trouble where every command would: the bot lacks %s',
    async (action) => {
      sandbox.control.portal.deny({
        name: 'blind',
        who: sandbox.world.bot.objectId,
        scope: 'workspace',
        actions: [`Microsoft.Authorization/${action}`],
      });
      const results = await room().probe(aScope());
      sandbox.control.portal.undeny('blind');
      expect(results.filter(({ ok }) => !ok)).toMatchObject([
        {
          service: 'Azure role assignments',
          detail: 'Azure role assignments does not let the bot do this (AuthorizationFailed).',
        },
      ]);
    },
  );

  it('tells nobody what the tenant holds', async () => {
    const rooms = aRoom(clientsOf({}), [law, law]);
    const results = await rooms.probe(aScope());
    expect(results.map(({ service }) => service).slice(3)).toEqual([
      'Microsoft Sentinel (workspace 1)',
      'Log Analytics (workspace 1)',
      'Azure role assignments (workspace 1)',
      'Microsoft Sentinel (workspace 2)',
      'Log Analytics (workspace 2)',
      'Azure role assignments (workspace 2)',
    ]);
    expect(new Set(results.slice(1).map(({ detail }) => detail))).toEqual(new Set(['Answers.']));
    expect(JSON.stringify(results)).not.toContain(law.name);
  });

  it.each([400, 404])('takes %i for an answer about a principal that nobody is', async (status) => {
    sandbox.control.addFault({ match: 'roleAssignments.list', status });
    expect((await room().probe(aScope())).every(({ ok }) => ok)).toBe(true);
  });

  it('says which one is not, in words without secrets', async () => {
    sandbox.control.addFault({ match: 'logs', status: 500 });
    sandbox.control.addFault({ match: 'resourceGraph', garbage: 'html' });
    const results = await room().probe(aScope());
    expect(results.filter(({ ok }) => !ok).map(({ service, detail }) => [service, detail])).toEqual([
      ['Azure Resource Graph', 'Azure Resource Graph gave an answer that makes no sense.'],
      ['Log Analytics', 'Log Analytics is not available right now (InternalServerError).'],
    ]);
  });

  it('never throws', async () => {
    sandbox.control.addFault({ match: '/', drop: 'before', times: 50 });
    expect((await room().probe(aScope(AbortSignal.abort()))).every(({ ok }) => !ok)).toBe(true);
  });
});
