import { describe, expect, it } from 'vitest';
import { idsOf, noteAbout, standing, subjectsOf, valuesOf } from '../../src/changes/describe.ts';
import { changeStates } from '../../src/domain/change.ts';
import type { ChangePlan } from '../../src/domain/change-plan.ts';
import { aWorkspace } from '../support/a-call.ts';
import {
  aChange,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  anIncidentRule,
  anIncidentsOffPlan,
  anIncidentsPlan,
  aPerson,
  arjun,
  fieldHubs,
  fieldServices,
} from '../support/a-change.ts';

const hubNames = fieldHubs.map(({ name }) => name);
const hubIds = fieldHubs.map(({ id }) => id);
const { hub, solution } = anEnableItem();

describe('what a change is about', () => {
  const connection = {
    names: ['Contoso Field Services', ...hubNames],
    ids: [aWorkspace().id, `/subscriptions/${fieldServices}`, ...hubIds],
  };
  const rule = { names: ['sentinel-main'], ids: [aWorkspace().id, anIncidentRule().id] };
  it.each<[ChangePlan, { names: string[]; ids: string[] }]>([
    [aConnectPlan(), connection],
    [aDisconnectPlan(), connection],
    [anEnablePlan(), { names: [hub.name], ids: [hub.id, solution.id] }],
    [anIncidentsPlan(), rule],
    [anIncidentsOffPlan(), rule],
    [
      { kind: 'incidents on', items: [{ workspace: aWorkspace(), step: 'create' }], duplicates: [] },
      { names: ['sentinel-main'], ids: [aWorkspace().id] },
    ],
  ])('has names for people and ids to find it by: $kind', (plan, { names, ids }) => {
    expect(subjectsOf(plan)).toEqual(names);
    expect(idsOf(plan)).toEqual(ids);
  });
});

describe('an entry about a change', () => {
  const change = aChange({ plan: anEnablePlan() });

  it('tells who did what on which, and how it went', () => {
    expect(noteAbout(change, 'asked', aPerson(), 'an approver was asked')).toEqual({
      event: 'asked',
      actor: aPerson(),
      what: 'enable',
      on: [hub.name],
      ids: [hub.id, solution.id],
      change: change.id,
      outcome: 'an approver was asked',
      correlationId: change.correlationId,
    });
  });

  it('says which severities made incidents before, and which do from then on', () => {
    const rule = anIncidentRule({ enabled: true, severities: ['High', 'Medium'] });
    const plan = anIncidentsPlan({ rule, severities: ['Low'], step: 'change severities' });
    const note = noteAbout(aChange({ plan }), 'asked', aPerson(), 'confirmed by the requester');
    expect(note).toMatchObject({
      what: 'incident severities',
      outcome: 'confirmed by the requester. sentinel-main: High and Medium → Low',
    });
    expect(noteAbout(aChange({ plan }), 'started', undefined, 'started').outcome).toBe('started');
  });

  it.each<[string, ChangePlan]>([
    ['sentinel-main: off → all', anIncidentsPlan()],
    ['sentinel-main: off → High', anIncidentsPlan({ severities: ['High'] })],
    ['sentinel-main: off → all', anIncidentsPlan({ rule: undefined, step: 'create', severities: 'all' })],
    ['sentinel-main: all → off', anIncidentsOffPlan()],
    ['', anIncidentsOffPlan({ items: [{ workspace: aWorkspace(), step: 'nothing' }] })],
    ['', anEnablePlan()],
  ])('has “%s” for the values', (values, plan) => {
    expect(valuesOf(plan)).toBe(values);
  });

  it('names who decided from then on, and nobody for what Hubwatch does by itself', () => {
    const decision = { verdict: 'approved', by: arjun, at: new Date(), reason: '' } as const;
    const note = noteAbout({ ...change, decision }, 'ended', undefined, 'done');
    expect(note).toMatchObject({ actor: undefined, decidedBy: arjun });
  });
});

describe('where a change stands', () => {
  it('is said for every state', () => {
    const said = changeStates.map((state) => standing(aChange({ state })));
    expect(new Set(said).size).toBe(changeStates.length);
    for (const words of said) expect(words).toMatch(/^This request [a-z].*\.$/);
  });

  it('names who decided', () => {
    const decision = { verdict: 'declined', by: arjun, at: new Date(), reason: 'no' } as const;
    expect(standing(aChange({ state: 'declined', decision }))).toBe(
      'Already declined by Arjun Mehta. This request was declined.',
    );
    const nameless = { ...decision, by: { ...arjun, name: '' } };
    expect(standing(aChange({ state: 'declined', decision: nameless }))).toMatch(
      /^Already declined by somebody\./,
    );
  });
});
