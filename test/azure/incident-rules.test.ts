import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ruleNameFor } from '../../src/azure/incident-rules.ts';
import type { IncidentRule } from '../../src/domain/incident-rule.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aRoom, clientsIn, workspacesOf } from '../support/a-room.ts';
import { aScope } from '../support/some-clients.ts';

let sandbox: Sandbox;
let law: Workspace;
let rules: ReturnType<typeof aRoom>['incidentRules'];
beforeEach(async () => {
  sandbox = await startSandbox({ speed: 1000 });
  [law = law] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
  rules = aRoom(clientsIn(sandbox), [law]).incidentRules;
});
afterEach(() => sandbox.stop());

/** Puts a rule into the workspace, as somebody else would. */
function given(properties: Record<string, unknown>, kind = 'MicrosoftSecurityIncidentCreation') {
  const name = randomUUID();
  const id = `${law.id}/providers/Microsoft.SecurityInsights/alertRules/${name}`;
  const etag = `"${randomUUID()}"`;
  sandbox.world.rules.put(id, { id, name, kind, etag, workspaceId: law.id, properties });
  return { id, name, etag };
}

const own = (more: Record<string, unknown> = {}) =>
  given({
    displayName: 'IoT',
    description: 'Ours',
    enabled: true,
    productFilter: 'Azure Security Center for IoT',
    severitiesFilter: ['High', 'Low'],
    displayNamesFilter: ['Brute'],
    displayNamesExcludeFilter: ['Test'],
    alertRuleTemplateName: 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72',
    ...more,
  });

const propertiesOf = (name: string) => {
  const { lastModifiedUtc, ...properties } =
    sandbox.world.rules.all().find((rule) => rule.name === name)?.properties ?? {};
  return properties;
};

async function read(): Promise<IncidentRule> {
  const [rule] = (await rules.read(law, aScope())).rules;
  if (!rule) throw new Error('no rule');
  return rule;
}

describe('incident rules', () => {
  it('are those of Defender for IoT, sorted by their display names', async () => {
    const made = own({ displayName: 'b' });
    own({ displayName: 'a', productFilter: 'azure security center for iot' });
    own({ displayName: 'c', productFilter: 'Azure Security Center' });
    const found = await rules.read(law, aScope());
    expect(found.rules.map(({ displayName }) => displayName)).toEqual(['a', 'b']);
    expect(found.rules[1]).toEqual({
      ...made,
      displayName: 'b',
      description: 'Ours',
      enabled: true,
      severities: ['High', 'Low'],
      onlyNames: ['Brute'],
      exceptNames: ['Test'],
      template: 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72',
    });
  });

  it('may hold nulls where nothing is set', async () => {
    const nothing = { severitiesFilter: null, displayNamesFilter: null, displayNamesExcludeFilter: null };
    own({ ...nothing, description: null, alertRuleTemplateName: null, enabled: false });
    expect(await read()).toMatchObject({
      enabled: false,
      severities: [],
      onlyNames: [],
      exceptNames: [],
      description: '',
      template: '',
    });
  });

  it('have duplicates: enabled queries over the same alerts', async () => {
    const query = (displayName: string, text: string, kind = 'Scheduled', enabled = true) =>
      given({ displayName, query: text, enabled, severity: 'High' }, kind);
    query('by provider', 'SecurityAlert | where ProviderName == "iotsecurity"');
    query('by product', 'SecurityAlert | where ProductName == "Azure Defender for IoT"', 'NRT');
    query('of others', 'SecurityAlert | where ProviderName == "ASC"');
    query('off', 'SecurityAlert | where ProviderName == "IoTSecurity"', 'Scheduled', false);
    query('no query', 'IoTSecurity', 'Fusion');
    expect((await rules.read(law, aScope())).duplicates).toEqual(['by provider', 'by product']);
  });

  it('of shapes that are new to us do not hide the others', async () => {
    own();
    given({ displayName: { text: 'x' }, enabled: 'yes', query: 7 }, 'SomethingNew');
    expect((await rules.read(law, aScope())).rules).toHaveLength(1);
  });
});

describe('writing an incident rule', () => {
  it('makes one from Microsoft’s template, once however often', async () => {
    const name = ruleNameFor(law.id);
    await rules.put(law, { name, enabled: true }, aScope());
    await rules.put(law, { name: ruleNameFor(law.id.toUpperCase()), enabled: true }, aScope());
    expect((await rules.read(law, aScope())).rules).toHaveLength(1);
    expect(propertiesOf(name)).toEqual({
      productFilter: 'Azure Security Center for IoT',
      displayName: 'Create incidents based on Azure Defender for IOT alerts',
      description: 'Create incidents based on all alerts generated in Azure Security Center for IoT',
      enabled: true,
      alertRuleTemplateName: 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72',
      severitiesFilter: null,
      displayNamesFilter: null,
      displayNamesExcludeFilter: null,
    });
  });

  it.each([
    ['as it was read', {}],
    ['without a template and texts', { alertRuleTemplateName: null, description: null }],
    [
      'without filters',
      { displayNamesFilter: null, displayNamesExcludeFilter: null, severitiesFilter: null },
    ],
  ])('keeps all but what was asked for: a rule %s', async (_, more) => {
    const { name } = own(more);
    const before = propertiesOf(name);
    await rules.put(law, { name, rule: await read(), enabled: false }, aScope());
    expect(propertiesOf(name)).toEqual({ ...before, enabled: false });
  });

  it.each([
    ['some', ['Medium'] as const, ['Medium']],
    ['all', 'all' as const, null],
    ['none, which is all,', [], null],
  ])('sets the severities: %s', async (_, severities, severitiesFilter) => {
    const { name } = own();
    const before = propertiesOf(name);
    await rules.put(law, { name, rule: await read(), enabled: true, severities }, aScope());
    expect(propertiesOf(name)).toEqual({ ...before, severitiesFilter });
  });

  it.each([409, 412] as const)('over somebody else’s change is a conflict (%i)', async (status) => {
    sandbox.control.set({ staleEtagStatus: status });
    const { name } = own();
    const rule = await read();
    await rules.put(law, { name, rule, enabled: true, severities: ['High'] }, aScope());
    const before = propertiesOf(name);
    await expect(rules.put(law, { name, rule, enabled: false }, aScope())).rejects.toMatchObject({
      service: 'Microsoft Sentinel',
      kind: 'conflict',
    });
    expect(propertiesOf(name)).toEqual(before);
  });

  it('is done once, even when the answer is lost', async () => {
    const { incidentRules } = aRoom(clientsIn(sandbox, { retries: 3 }), [law]);
    sandbox.control.addFault({ match: 'alertRules.put', drop: 'after', times: 5 });
    const name = ruleNameFor(law.id);
    await expect(incidentRules.put(law, { name, enabled: true }, aScope())).rejects.toMatchObject({
      kind: 'unavailable',
      nothingSent: false,
    });
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    expect(propertiesOf(name)).toMatchObject({ enabled: true });
  });
});
