import { describe, expect, it } from 'vitest';
import { fits, type IncidentsWish, itemsFor, planIncidents } from '../../src/changes/plan-incidents.ts';
import type { IncidentRule } from '../../src/domain/incident-rule.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aWorkspace } from '../support/a-call.ts';
import { anIncidentRule } from '../support/a-change.ts';
import { sentinelError } from '../support/a-subscription.ts';
import { aScope } from '../support/some-clients.ts';

const on = (over: Partial<IncidentRule> = {}) => anIncidentRule({ enabled: true, ...over });
const off = (over: Partial<IncidentRule> = {}) => anIncidentRule(over);
const items = (rules: IncidentRule[], wish: IncidentsWish) =>
  itemsFor(aWorkspace(), rules, wish).map(({ step, rule, severities }) => ({
    step,
    ...(rule ? { rule: rule.name } : {}),
    ...(severities ? { severities } : {}),
  }));
const name = anIncidentRule().name;

describe('turning incidents on', () => {
  it('makes a rule when there is none, with the severities that were asked for', () => {
    expect(items([], { on: true })).toEqual([{ step: 'create' }]);
    expect(items([], { on: true, severities: ['High'] })).toEqual([{ step: 'create', severities: ['High'] }]);
    expect(items([], { on: true, severities: 'all' })).toEqual([{ step: 'create', severities: 'all' }]);
  });

  it('switches a rule on that is off, and keeps its severities unless told otherwise', () => {
    expect(items([off({ severities: ['Low'] })], { on: true })).toEqual([{ step: 'switch on', rule: name }]);
    expect(items([off()], { on: true, severities: ['High'] })).toEqual([
      { step: 'switch on', rule: name, severities: ['High'] },
    ]);
  });

  it('takes the rule of Microsoft’s template when several are off', () => {
    const own = off({ name: 'own', template: '' });
    expect(items([own, off()], { on: true })).toEqual([{ step: 'switch on', rule: name }]);
    expect(items([own, off({ name: 'second', template: '' })], { on: true })).toEqual([
      { step: 'switch on', rule: 'own' },
    ]);
  });

  it('has nothing to do when an enabled rule fits', () => {
    expect(items([off({ name: 'off' }), on()], { on: true })).toEqual([{ step: 'nothing', rule: name }]);
    const rules = [on({ severities: ['High'] }), on({ name: 'second', severities: [] })];
    expect(items(rules, { on: true, severities: 'all' })).toMatchObject([{ step: 'nothing' }]);
  });

  it('changes the severities of an enabled rule that does not fit', () => {
    expect(items([on()], { on: true, severities: ['High'] })).toEqual([
      { step: 'change severities', rule: name, severities: ['High'] },
    ]);
    expect(items([on({ severities: ['High'] })], { on: true, severities: 'all' })).toEqual([
      { step: 'change severities', rule: name, severities: 'all' },
    ]);
  });
});

describe('turning incidents off', () => {
  it('switches off every rule that is on, one item each', () => {
    const rules = [on({ name: 'a' }), off({ name: 'b' }), on({ name: 'c' })];
    expect(items(rules, { on: false })).toEqual([
      { step: 'switch off', rule: 'a' },
      { step: 'switch off', rule: 'c' },
    ]);
  });

  it('has nothing to do when none is on, or there is none', () => {
    expect(items([off()], { on: false })).toEqual([{ step: 'nothing', rule: name }]);
    expect(items([], { on: false })).toEqual([{ step: 'nothing' }]);
  });
});

describe('a rule fits', () => {
  it.each([
    ['anything', ['High'], undefined, true],
    ['all without a filter', [], 'all', true],
    ['not all with a filter', ['High'], 'all', false],
    ['the same severities in another order', ['Low', 'High'], ['High', 'Low'], true],
    ['not some of them', ['High'], ['High', 'Low'], false],
    ['not more of them', ['High', 'Low'], ['High'], false],
    ['not others', ['Low'], ['High'], false],
    ['not a filter when it has none', [], ['High'], false],
  ] as const)('%s', (_, severities, wished, expected) => {
    expect(fits(on({ severities }), wished)).toBe(expected);
  });
});

describe('a plan for incidents', () => {
  const second = aWorkspace({ name: 'sentinel-two' });
  const rulesOf: Record<string, IncidentRule[]> = { 'sentinel-main': [on()], 'sentinel-two': [] };
  const incidentRules = {
    read: async (workspace: Workspace) => ({
      rules: rulesOf[workspace.name] ?? [],
      duplicates: ['IoT by query', `Only in ${workspace.name}`],
    }),
  };

  it('has the items of each workspace, and each rule that would double incidents once', async () => {
    const plan = await planIncidents([aWorkspace(), second], { on: true }, { incidentRules }, aScope());
    expect(plan).toEqual({
      kind: 'incidents on',
      items: [
        { workspace: aWorkspace(), rule: on(), step: 'nothing' },
        { workspace: second, step: 'create' },
      ],
      duplicates: ['IoT by query', 'Only in sentinel-main', 'Only in sentinel-two'],
    });
  });

  it('to turn them off has no word about doubles', async () => {
    const plan = await planIncidents([aWorkspace()], { on: false }, { incidentRules }, aScope());
    expect(plan).toEqual({
      kind: 'incidents off',
      items: [{ workspace: aWorkspace(), rule: on(), step: 'switch off' }],
      duplicates: [],
    });
  });

  it('is not made when a workspace cannot be read', async () => {
    const error = sentinelError('forbidden');
    const read = async () => Promise.reject(error);
    const work = planIncidents([aWorkspace()], { on: true }, { incidentRules: { read } }, aScope());
    await expect(work).rejects.toBe(error);
  });
});
