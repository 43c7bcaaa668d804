import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { allOf, placesIn, refusalOf, sandboxClients } from '../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.clearFaults());

const path = '/subscriptions?api-version=2022-12-01';
const ask = (init: RequestInit = {}) =>
  fetch(`${sandbox.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${sandbox.tokenFor(placesIn(sandbox).bot, 'arm')}` },
  });

describe('faults', () => {
  it('answer a status with Retry-After for the next calls and no longer', async () => {
    sandbox.control.addFault({ match: 'subscriptions', times: 2, status: 429, retryAfter: '120' });
    for (const _ of [1, 2]) {
      const answer = await ask();
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '120']);
    }
    expect((await ask()).status).toBe(200);
    expect(sandbox.control.faults()).toEqual([]);
  });

  it('are found by route, by the first word of a route, by path and by method', async () => {
    for (const match of ['subscriptions.list', 'subscriptions', '/SUBSCRIPTIONS']) {
      sandbox.control.addFault({ match, status: 503 });
      expect((await ask()).status).toBe(503);
    }
    sandbox.control.addFault({ match: 'subscriptions', method: 'PUT', status: 503 });
    sandbox.control.addFault({ match: 'subscription', status: 503 });
    expect((await ask()).status).toBe(200);
  });

  it('answer garbage: a page, half a JSON, nothing', async () => {
    sandbox.control.addFault({ match: 'subscriptions', garbage: 'html' });
    sandbox.control.addFault({ match: 'subscriptions', garbage: 'truncated-json' });
    sandbox.control.addFault({ match: 'subscriptions', garbage: 'empty' });
    const html = await ask();
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    await expect((await ask()).json()).rejects.toThrow();
    expect(await (await ask()).text()).toBe('');
  });

  it('cut the connection before the work or after it', async () => {
    const { bot, workspace, subscription } = placesIn(sandbox);
    const connectors = sandboxClients(sandbox, bot).sentinel(workspace.subscriptionId).dataConnectors;
    const put = (id: string) =>
      connectors.createOrUpdate('rg-secops-sentinel', 'contoso-sentinel', id, {
        kind: 'IOT',
        subscriptionId: subscription('Contoso Field Services'),
        dataTypes: { alerts: { state: 'Enabled' } },
      });
    const has = (id: string) => sandbox.world.connectors.all().some(({ name }) => name === id);
    sandbox.control.addFault({ match: 'dataConnectors.put', drop: 'before' });
    await refusalOf(put('never'));
    sandbox.control.addFault({ match: 'dataConnectors.put', drop: 'after' });
    await refusalOf(put('unknown-to-the-caller'));
    expect([has('never'), has('unknown-to-the-caller')]).toEqual([false, true]);
  });

  it('never answer, until the caller gives up', async () => {
    sandbox.control.addFault({ match: 'subscriptions', hang: true });
    await expect(ask({ signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(sandbox.requests.at(-1)).toMatchObject({ route: 'subscriptions.list', status: 0 });
  });

  it('answer late', async () => {
    sandbox.control.addFault({ match: 'subscriptions', delayMs: 30 });
    const start = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(25);
  });

  it('do the work at once and answer late', async () => {
    const { bot, workspace, subscription } = placesIn(sandbox);
    const { dataConnectors } = sandboxClients(sandbox, bot).sentinel(workspace.subscriptionId);
    const there = () => sandbox.world.connectors.all().some(({ name }) => name === 'slow');
    const last = () => sandbox.requests.at(-1);
    sandbox.control.addFault({ match: 'dataConnectors.put', slowAnswerMs: 200 });
    const start = performance.now();
    const writing = dataConnectors.createOrUpdate('rg-secops-sentinel', 'contoso-sentinel', 'slow', {
      kind: 'IOT',
      subscriptionId: subscription('Contoso Field Services'),
      dataTypes: { alerts: { state: 'Enabled' } },
    });
    await vi.waitFor(() => expect(there()).toBe(true));
    expect(last()).toMatchObject({ route: 'dataConnectors.put', principal: bot, status: 0 });
    expect(await writing).toMatchObject({ name: 'slow' });
    expect(performance.now() - start).toBeGreaterThan(195);
    expect(last()).toMatchObject({ status: 201 });
  });

  it('point the next page elsewhere', async () => {
    sandbox.control.addFault({ match: 'subscriptions', nextLink: 'https://evil.example/next' });
    expect(await (await ask()).json()).toMatchObject({ nextLink: 'https://evil.example/next' });
  });

  it('come in the IoT Hub provider’s own shape from there', async () => {
    const { bot, subscription } = placesIn(sandbox);
    sandbox.control.addFault({ match: 'iotHubs', status: 500, code: 'ServerError' });
    const list = sandboxClients(sandbox, bot)
      .hubs(subscription('Contoso Plant Penang'))
      .iotHubResource.listBySubscription();
    expect(await refusalOf(allOf(list))).toMatchObject({ status: 500, code: 'ServerError' });
  });

  it('touch token requests as well', async () => {
    sandbox.control.addFault({ match: 'msi', status: 500 });
    const answer = await fetch(`${sandbox.env.IDENTITY_ENDPOINT}?resource=x`);
    expect(answer.status).toBe(500);
  });

  it('leave what they do not touch alone', async () => {
    sandbox.control.addFault({ match: 'iotHubs', status: 500 });
    const { bot } = placesIn(sandbox);
    expect(await allOf(sandboxClients(sandbox, bot).subscriptions().subscriptions.list())).toHaveLength(5);
  });
});
