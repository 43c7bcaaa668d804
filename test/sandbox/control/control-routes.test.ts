import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const json: unknown = await answer.json();
  return { status: answer.status, json };
}
const rows = () => [...sandbox.world.workspaces.keys()].flatMap((id) => sandbox.world.alerts.rows(id));
const hub = 'ctso-rtm-refinery';

describe('control routes', () => {
  it('list themselves and show the world without secrets', async () => {
    expect(await control('GET', '')).toMatchObject({
      json: { routes: expect.arrayContaining(['POST /_sandbox/alerts']) },
    });
    const { json } = await control('GET', '/world');
    expect(json).toMatchObject({
      tenant: { name: 'Contoso' },
      hubs: expect.any(Array),
      people: expect.any(Array),
    });
    expect(JSON.stringify(json)).not.toContain(sandbox.env.IDENTITY_HEADER);
  });

  it('add alerts, change one, and raise a storm over every hub that flows', async () => {
    const before = rows().length;
    const added = await control('POST', '/alerts', { hub, count: 3, severity: 'High', name: '<b>bold</b>' });
    expect(added.status).toBe(200);
    expect(rows()).toHaveLength(before + 3);
    const id = rows().at(-1)?.SystemAlertId;
    await control('POST', '/alerts/change', { id, status: 'Resolved' });
    expect(rows().at(-1)).toMatchObject({
      SystemAlertId: id,
      Status: 'Resolved',
      DisplayName: '<b>bold</b>',
    });
    await control('POST', '/storm', { count: 100 });
    expect(rows()).toHaveLength(before + 104);
    expect(
      new Set(
        rows()
          .slice(-100)
          .map(({ ResourceId }) => String(ResourceId).toLowerCase()),
      ),
    ).toHaveProperty('size', 8);
  });

  it('refuse alerts for a hub from which none can flow', async () => {
    for (const name of ['ctso-mty-paintshop', 'ctso-fld-elevators', 'no-such-hub'])
      expect(await control('POST', '/alerts', { hub: name })).toMatchObject({ status: 400 });
  });

  it('move the clock forward only', async () => {
    const before = sandbox.control.now().getTime();
    await control('POST', '/clock', { minutes: 60 });
    expect(sandbox.control.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
    expect(await control('POST', '/clock', { minutes: -1 })).toMatchObject({ status: 400 });
  });

  it('change the tenant as the portal would', async () => {
    const change = (body: unknown) => control('POST', '/portal', body);
    expect(await change({ do: 'enableDefender', hub: 'ctso-mty-paintshop' })).toMatchObject({ status: 200 });
    expect(await change({ do: 'connect', subscription: 'Contoso Field Services' })).toMatchObject({
      status: 200,
    });
    expect(await change({ do: 'setHubState', hub, state: 'Transitioning' })).toMatchObject({ status: 200 });
    expect(
      await change({ do: 'grant', who: 'stranger', role: 'Reader', scope: 'workspace-group' }),
    ).toMatchObject({ status: 200 });
    expect(
      await change({ do: 'revoke', who: 'stranger', role: 'Reader', scope: 'workspace-group' }),
    ).toMatchObject({ json: { result: 1 } });
    expect(await change({ do: 'enableDefender', hub: 'ctso-rtm-lab' })).toMatchObject({ status: 400 });
    expect(await change({ do: 'explode' })).toMatchObject({ status: 400 });
    expect(sandbox.world.hubs.all().find(({ name }) => name === hub)).toMatchObject({
      state: 'Transitioning',
    });
  });

  it('set and clear faults, change settings, expire tokens', async () => {
    await control('POST', '/faults', { match: 'iotHubs', status: 503, times: 2, slowAnswerMs: 5 });
    expect(await control('GET', '/faults')).toMatchObject({
      json: { faults: [{ match: 'iotHubs', times: 2, slowAnswerMs: 5 }] },
    });
    await control('DELETE', '/faults');
    expect(sandbox.control.faults()).toEqual([]);
    await control('POST', '/settings', { pageSize: 7 });
    expect(sandbox.world.settings.pageSize).toBe(7);
    await control('POST', '/settings', { defenderPortal: true });
    expect(sandbox.world.settings).toMatchObject({ defenderPortal: true, pageSize: 7 });
    expect(await control('POST', '/settings', { pageSize: 0 })).toMatchObject({ status: 400 });
    const token = sandbox.tokenFor(sandbox.world.bot.objectId, 'arm');
    await control('POST', '/tokens/expire');
    const answer = await fetch(`${sandbox.url}/subscriptions?api-version=2022-12-01`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('show and forget the requests received', async () => {
    await fetch(`${sandbox.url}/subscriptions`);
    expect(await control('GET', '/requests')).toMatchObject({
      json: { requests: [{ route: 'subscriptions.list' }] },
    });
    await control('DELETE', '/requests');
    expect(sandbox.requests).toEqual([]);
  });

  it('refuse a web page and a foreign host name, which could come from a browser', async () => {
    const page = await fetch(`${sandbox.url}/_sandbox/world`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(page.status).toBe(403);
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        `${sandbox.url}/_sandbox/world`,
        { headers: { host: 'evil.example' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end();
    });
    expect(status).toBe(403);
  });

  it('answer 404 with the list of routes for anything else', async () => {
    expect(await control('GET', '/nothing')).toMatchObject({
      status: 404,
      json: { error: { routes: expect.any(Array) } },
    });
  });
});
