import { describe, expect, it } from 'vitest';
import { ruleNameFor } from '../../src/azure/incident-rules.ts';
import type { IncidentsPlan } from '../../src/domain/change-plan.ts';
import type { IncidentRule } from '../../src/domain/incident-rule.ts';
import { doIncidents } from '../../src/workers/do-incidents.ts';
import { aWorkspace } from '../support/a-call.ts';
import { anIncidentRule, anIncidentsOffPlan, anIncidentsPlan } from '../support/a-change.ts';
import { aDoingWorld } from '../support/a-doing-world.ts';
import { sentinelError } from '../support/a-subscription.ts';
import { reason } from '../support/reason.ts';
import { aScope } from '../support/some-clients.ts';

const { name } = anIncidentRule();
const on = (over: Partial<IncidentRule> = {}) => anIncidentRule({ enabled: true, ...over });

/** A doer for a plan while the workspace has these rules; `refusals` end its first writes. */
function doer(plan: IncidentsPlan, rules: IncidentRule[], ...refusals: Error[]) {
  const world = aDoingWorld();
  world.rules = rules;
  world.refusals.push(...refusals);
  const { look, write, shown } = doIncidents(plan, world.needs);
  return {
    world,
    look: () => look(0, aScope()),
    write: () => write(0, aScope()),
    shown: () => shown([0], aScope()),
    doer: { look, write, shown },
  };
}

/** Somebody saves the rule right after it was read, `times` times. */
function savedByOthers(plan: IncidentsPlan, saved: IncidentRule[]) {
  const { world } = doer(plan, [anIncidentRule()]);
  const { put } = world.needs.incidentRules;
  world.needs.incidentRules.put = async (...call) => {
    const rule = saved.shift();
    if (!rule) return put(...call);
    world.rules = [rule];
    world.writes.push('conflict');
    throw sentinelError('conflict');
  };
  return { world, ...doIncidents(plan, world.needs) };
}

describe('turning incidents on', () => {
  it('is as planned, or has nothing to do; what analysts have edited is no reason to ask again', async () => {
    expect(await doer(anIncidentsPlan(), [anIncidentRule({ etag: '"7"' })]).look()).toBe('as planned');
    expect(await doer(anIncidentsPlan(), [on({ name: 'theirs' })]).look()).toBe('nothing to do');
    const high = anIncidentsPlan({ severities: ['High'] });
    expect(await doer(high, [anIncidentRule({ severities: ['Low'] })]).look()).toBe('as planned');
    expect(await doer(high, [on({ severities: ['High'] })]).look()).toBe('nothing to do');
  });

  it('is out of date when it would do something else than its preview shows', async () => {
    const create = anIncidentsPlan({ rule: undefined, step: 'create' });
    const change = anIncidentsPlan({ rule: on(), severities: ['High'], step: 'change severities' });
    const cases: [IncidentsPlan, IncidentRule[]][] = [
      // The rule is gone, and with it its filters.
      [anIncidentsPlan(), []],
      // Somebody has made a rule, turned one on, off, or chosen other severities.
      [create, [on({ severities: ['High', 'Medium'] })]],
      [create, [anIncidentRule()]],
      [anIncidentsPlan(), [on({ severities: ['Low'] })]],
      [anIncidentsPlan(), [anIncidentRule({ severities: ['Low'] })]],
      [anIncidentsPlan({ severities: ['High'] }), [on()]],
      [change, [anIncidentRule()]],
      [change, [on({ severities: ['Medium'] })]],
    ];
    for (const [plan, rules] of cases) {
      const { look, write, world } = doer(plan, rules);
      expect(await look()).toBe('outdated');
      expect(await reason(write())).toMatchObject({ kind: 'conflict' });
      expect(world.writes).toEqual([]);
    }
  });

  it('that change severities only are as planned while these are as they were', async () => {
    const plan = anIncidentsPlan({ rule: on(), severities: ['High'], step: 'change severities' });
    expect(await doer(plan, [on({ etag: '"9"', displayName: 'Edited' })]).look()).toBe('as planned');
    expect(await doer(plan, [on({ severities: ['High'] })]).look()).toBe('nothing to do');
  });

  it('writes back the newest rule, on, with the severities asked for', async () => {
    const { write, world } = doer(anIncidentsPlan(), [anIncidentRule({ etag: '"7"' })]);
    await write();
    expect(world.writes).toEqual([`rule ${name} on "7" kept`]);
    const plan = anIncidentsPlan({ rule: on(), severities: ['High'], step: 'change severities' });
    const high = doer(plan, [on({ etag: '"8"' })]);
    await high.write();
    expect(high.world.writes).toEqual([`rule ${name} on "8" High`]);
  });

  it('makes a rule whose name follows from the workspace when there is none', async () => {
    const { write, world } = doer(
      anIncidentsPlan({ rule: undefined, step: 'create', severities: 'all' }),
      [],
    );
    await write();
    expect(world.writes).toEqual([`rule ${ruleNameFor(aWorkspace().id)} on new all`]);
  });

  it('writes nothing when somebody was faster', async () => {
    const { write, world } = doer(anIncidentsPlan(), [on()]);
    await write();
    expect(world.writes).toEqual([]);
  });

  it('tries once more on what somebody has saved in between', async () => {
    const { world, write } = savedByOthers(anIncidentsPlan(), [anIncidentRule({ etag: '"9"' })]);
    await write(0, aScope());
    expect(world.writes).toEqual(['conflict', `rule ${name} on "9" kept`]);
  });

  it('is content when that somebody has turned them on', async () => {
    const { world, write } = savedByOthers(anIncidentsPlan(), [on()]);
    await write(0, aScope());
    expect(world.writes).toEqual(['conflict']);
  });

  it('gives up when they save it again', async () => {
    const rules = [anIncidentRule({ etag: '"8"' }), anIncidentRule({ etag: '"9"' })];
    const { world, write } = savedByOthers(anIncidentsPlan(), rules);
    expect(await reason(write(0, aScope()))).toMatchObject({ kind: 'conflict' });
    expect(world.writes).toEqual(['conflict', 'conflict']);
  });

  it('does not repeat a write that ended in any other way', async () => {
    for (const error of [sentinelError('timed out'), new TypeError('oops')]) {
      const { write, world } = doer(anIncidentsPlan(), [anIncidentRule()], error);
      expect(await reason(write())).toBe(error);
      expect(world.writes).toHaveLength(1);
    }
  });

  it('is shown when any enabled rule has these severities', async () => {
    const high = anIncidentsPlan({ severities: ['High'] });
    expect(await doer(high, [on({ severities: ['High'] })]).shown()).toEqual(new Set([0]));
    expect(await doer(high, [on()]).shown()).toEqual(new Set());
    expect(await doer(anIncidentsPlan(), [on({ severities: ['Low'] })]).shown()).toEqual(new Set([0]));
    expect(await doer(anIncidentsPlan(), [anIncidentRule()]).shown()).toEqual(new Set());
  });
});

describe('turning incidents off', () => {
  const off = anIncidentsOffPlan();

  it('is about the rule of the preview and no other', async () => {
    expect(await doer(off, [on()]).look()).toBe('as planned');
    expect(await doer(off, [anIncidentRule(), on({ name: 'other' })]).look()).toBe('nothing to do');
    expect(await doer(off, []).look()).toBe('nothing to do');
  });

  it('writes the rule back, off, with all that it holds', async () => {
    const { write, world } = doer(off, [on({ name: 'other' }), on({ etag: '"3"' })]);
    await write();
    expect(world.writes).toEqual([`rule ${name} off "3" kept`]);
  });

  it('is shown when that rule is off or gone', async () => {
    expect(await doer(off, [on()]).shown()).toEqual(new Set());
    expect(await doer(off, [anIncidentRule(), on({ name: 'other' })]).shown()).toEqual(new Set([0]));
    expect(await doer(off, []).shown()).toEqual(new Set([0]));
  });

  it('of an item that does not exist is a defect', async () => {
    const { look, write, shown } = doer(off, []).doer;
    for (const work of [() => look(7, aScope()), () => write(7, aScope()), () => shown([7], aScope())])
      await expect((async () => work())()).rejects.toThrow('no such item');
  });
});
