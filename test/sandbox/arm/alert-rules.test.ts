import { randomUUID } from 'node:crypto';
import type { AlertRuleUnion } from '@azure/arm-securityinsight';
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
const sentinel = (principal?: string) => {
  const { workspace, bot } = placesIn(sandbox);
  return sandboxClients(sandbox, principal ?? bot).sentinel(workspace.subscriptionId);
};
const rule = (more: Record<string, unknown> = {}): AlertRuleUnion => ({
  kind: 'MicrosoftSecurityIncidentCreation',
  productFilter: 'Azure Security Center for IoT',
  displayName: 'Incidents from Defender for IoT',
  enabled: true,
  ...more,
});

describe('alert rules', () => {
  it('lists rules of several kinds and the template that makes IoT incidents', async () => {
    const kinds = (await allOf(sentinel().alertRules.list(group, name))).map(({ kind }) => kind);
    expect(kinds).toEqual(['Fusion', 'MicrosoftSecurityIncidentCreation', 'Scheduled']);
    const templates = await allOf(sentinel().alertRuleTemplates.list(group, name));
    expect(templates).toContainEqual(
      expect.objectContaining({
        name: 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72',
        productFilter: 'Azure Security Center for IoT',
      }),
    );
  });

  it('creates, replaces by etag and deletes a rule', async () => {
    const { alertRules } = sentinel();
    const id = randomUUID();
    const first = await alertRules.createOrUpdate(group, name, id, rule());
    const off = await alertRules.createOrUpdate(group, name, id, rule({ enabled: false, etag: first.etag }));
    expect(off).toMatchObject({ enabled: false });
    const stale = alertRules.createOrUpdate(group, name, id, rule({ etag: first.etag }));
    expect(await refusalOf(stale)).toMatchObject({ status: 409 });
    await alertRules.delete(group, name, id);
    expect(await refusalOf(alertRules.get(group, name, id))).toMatchObject({ status: 404 });
  });

  it('refuses a product that is only a display name in the portal', async () => {
    const write = sentinel().alertRules.createOrUpdate(
      group,
      name,
      randomUUID(),
      rule({ productFilter: 'Microsoft Defender for IoT' }),
    );
    expect(await refusalOf(write)).toMatchObject({ status: 400 });
  });

  it('takes no rule that makes incidents of alerts when the workspace is in the Defender portal', async () => {
    const { alertRules } = sentinel();
    const id = randomUUID();
    await alertRules.createOrUpdate(group, name, id, rule());
    sandbox.control.set({ defenderPortal: true });
    for (const one of [id, randomUUID()])
      expect(
        await refusalOf(alertRules.createOrUpdate(group, name, one, rule({ enabled: false }))),
      ).toMatchObject({
        status: 400,
        code: 'BadRequest',
        message: expect.stringContaining('onboarded to the Microsoft Defender portal'),
      });
    expect(await alertRules.get(group, name, id)).toMatchObject({ enabled: true });
    sandbox.control.set({ defenderPortal: false });
    expect(await alertRules.createOrUpdate(group, name, id, rule({ enabled: false }))).toMatchObject({
      enabled: false,
    });
  });

  it('makes one incident for each new alert that an enabled rule matches', async () => {
    const { alertRules, incidents } = sentinel();
    await alertRules.createOrUpdate(group, name, randomUUID(), rule({ severitiesFilter: ['High'] }));
    const before = (await allOf(incidents.list(group, name))).length;
    const product = 'Azure Security Center for IoT';
    const hub = 'ctso-rtm-refinery';
    const [id = ''] = sandbox.control.addAlerts({ hub, product, severity: 'High', name: 'Pump overheats' });
    sandbox.control.addAlerts({ hub, product, severity: 'Low' });
    sandbox.control.addAlerts({ hub, product: 'Azure Defender for IoT', severity: 'High' });
    sandbox.control.changeAlert(id, { status: 'InProgress' });
    const after = await allOf(
      incidents.list(group, name, { orderby: 'properties/createdTimeUtc desc', top: 1 }),
    );
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({ title: 'Pump overheats', severity: 'High', status: 'New' });
    expect(await incidents.get(group, name, after[0]?.name ?? '')).toMatchObject({ title: 'Pump overheats' });
  });

  it('filters incidents by status and severity, and refuses other filters', async () => {
    const { incidents } = sentinel();
    const list = (filter: string) => allOf(incidents.list(group, name, { filter }));
    const closed = await list("properties/status eq 'Closed' and properties/severity eq 'High'");
    expect(closed).toEqual([]);
    expect(await refusalOf(list("properties/title eq 'x'"))).toMatchObject({ status: 400 });
  });
});

describe('the workspace', () => {
  const read = async (path: string, who?: string) => {
    const { workspace, bot } = placesIn(sandbox);
    const answer = await fetch(`${sandbox.url}${workspace.id}${path}`, {
      headers: { authorization: `Bearer ${sandbox.tokenFor(who ?? bot, 'arm')}` },
    });
    const body: unknown = await answer.json();
    return { status: answer.status, body };
  };

  it('tells its customer id, but not to a Sentinel reader', async () => {
    const { workspace, person } = placesIn(sandbox);
    expect(await read('?api-version=2022-10-01')).toMatchObject({
      status: 200,
      body: { properties: { customerId: workspace.customerId } },
    });
    expect(await read('?api-version=2022-10-01', person('reader'))).toMatchObject({ status: 403 });
  });

  it('says that Sentinel is on', async () => {
    const state = await sentinel().sentinelOnboardingStates.get(group, name, 'default');
    expect(state).toMatchObject({ name: 'default' });
  });
});
