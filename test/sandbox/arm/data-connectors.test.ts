import { randomUUID } from 'node:crypto';
import type { DataConnectorUnion } from '@azure/arm-securityinsight';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { allOf, placesIn, refusalOf, sandboxClients } from '../../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const group = 'rg-secops-sentinel';
const name = 'contoso-sentinel';
const sentinel = (principal?: string, version?: string) => {
  const { workspace, bot } = placesIn(sandbox);
  return sandboxClients(sandbox, principal ?? bot).sentinel(workspace.subscriptionId, version);
};
const iot = (subscriptionId: string, etag?: string): DataConnectorUnion => ({
  kind: 'IOT',
  subscriptionId,
  dataTypes: { alerts: { state: 'Enabled' } },
  ...(etag === undefined ? {} : { etag }),
});
const field = () => placesIn(sandbox).subscription('Contoso Field Services');
const ten = 10_000;

describe('data connectors', () => {
  it('lists connectors of all kinds, unknown ones too', async () => {
    const kinds = (await allOf(sentinel().dataConnectors.list(group, name))).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'IOT')).toHaveLength(3);
    expect(kinds).toEqual(expect.arrayContaining(['AzureSecurityCenter', 'Office365', 'RestApiPoller']));
  });

  it('shows a new connector ten seconds after it was written, and its end as late', async () => {
    const connectors = sentinel().dataConnectors;
    const id = randomUUID();
    const statuses: number[] = [];
    const onResponse = ({ status }: { status: number }) => statuses.push(status);
    const written = await connectors.createOrUpdate(group, name, id, iot(field()), { onResponse });
    expect(written).toMatchObject({ kind: 'IOT', etag: expect.stringMatching(/^"[0-9a-f-]{36}"$/) });
    expect(await refusalOf(connectors.get(group, name, id))).toMatchObject({ status: 404 });
    sandbox.control.moveClock(ten);
    expect(await connectors.get(group, name, id)).toMatchObject({ subscriptionId: field() });

    await connectors.delete(group, name, id, { onResponse });
    expect(await connectors.get(group, name, id)).toMatchObject({ kind: 'IOT' });
    sandbox.control.moveClock(ten);
    expect(await refusalOf(connectors.get(group, name, id))).toMatchObject({ status: 404 });
    await connectors.delete(group, name, id, { onResponse });
    expect(statuses).toEqual([201, 200, 204]);
  });

  it('gives a new etag with each write and refuses a stale one with 409 or 412', async () => {
    const connectors = sentinel().dataConnectors;
    const id = randomUUID();
    const first = await connectors.createOrUpdate(group, name, id, iot(field()));
    const second = await connectors.createOrUpdate(group, name, id, iot(field(), first.etag));
    expect(second.etag).not.toBe(first.etag);
    const stale = () => connectors.createOrUpdate(group, name, id, iot(field(), first.etag));
    expect(await refusalOf(stale())).toMatchObject({ status: 409, code: 'Conflict' });
    sandbox.control.set({ staleEtagStatus: 412 });
    expect(await refusalOf(stale())).toMatchObject({ status: 412, code: 'PreconditionFailed' });
  });

  it('knows kind IOT in preview versions only', async () => {
    const stable = sentinel(undefined, '2024-09-01');
    const kinds = (await allOf(stable.dataConnectors.list(group, name))).map(({ kind }) => kind);
    expect(kinds).not.toContain('IOT');
    const write = stable.dataConnectors.createOrUpdate(group, name, randomUUID(), iot(field()));
    expect(await refusalOf(write)).toMatchObject({ status: 400 });
    const newest = sentinel(undefined, '2025-10-01-preview');
    expect(await newest.dataConnectors.createOrUpdate(group, name, randomUUID(), iot(field()))).toMatchObject(
      {
        kind: 'IOT',
      },
    );
  });

  it.each([
    ['no subscription', { kind: 'IOT', properties: { dataTypes: { alerts: { state: 'Enabled' } } } }],
    ['no state', { kind: 'IOT', properties: { subscriptionId: randomUUID(), dataTypes: { alerts: {} } } }],
    ['an unknown field', { kind: 'IOT', properties: {}, colour: 'red' }],
    ['a kind that cannot be written', { kind: 'Nonsense', properties: {} }],
  ])('refuses a body with %s', async (_, body) => {
    const { workspace, bot } = placesIn(sandbox);
    const answer = await fetch(
      `${sandbox.url}${workspace.id}/providers/Microsoft.SecurityInsights/dataConnectors/x?api-version=2022-09-01-preview`,
      {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${sandbox.tokenFor(bot, 'arm')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      },
    );
    expect(answer.status).toBe(400);
  });

  it('asks for the right on the workspace and for Contributor on the subscription', async () => {
    const { person, subscription } = placesIn(sandbox);
    const write = (who: string, target: string) =>
      sentinel(who).dataConnectors.createOrUpdate(group, name, randomUUID(), iot(target));
    expect(await refusalOf(write(person('reader'), field()))).toMatchObject({
      code: 'AuthorizationFailed',
    });
    sandbox.control.portal.grant('reader', 'Microsoft Sentinel Contributor', 'workspace');
    expect(await refusalOf(write(person('reader'), field()))).toMatchObject({
      status: 403,
      code: 'Forbidden',
    });
    expect(await write(person('groupie'), subscription('Contoso Plant Penang'))).toMatchObject({
      kind: 'IOT',
    });
    expect(await refusalOf(write(person('denied'), field()))).toMatchObject({ code: 'AuthorizationFailed' });
  });

  it('checks the requirements of a subscription', async () => {
    const check = (subscriptionId: string, who?: string) =>
      sentinel(who).dataConnectorsCheckRequirementsOperations.post(group, name, {
        kind: 'IOT',
        subscriptionId,
      });
    expect(await check(field())).toMatchObject({ authorizationState: 'Valid', licenseState: 'Valid' });
    sandbox.control.portal.disableDefender('ctso-fld-elevators');
    expect(await check(field())).toMatchObject({ licenseState: 'Invalid' });
    expect(await check(field(), placesIn(sandbox).person('reader'))).toMatchObject({
      authorizationState: 'Invalid',
    });
  });
});
