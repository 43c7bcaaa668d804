import { describe, expect, it } from 'vitest';
import { needsApproval, newChange } from '../../src/changes/new-change.ts';
import type { ChangePlan } from '../../src/domain/change-plan.ts';
import { aConversation } from '../support/a-call.ts';
import {
  aConnectionItem,
  aConnectPlan,
  aDisconnectPlan,
  anEnablePlan,
  anIncidentsOffPlan,
  anIncidentsPlan,
  aPerson,
  aPlannedHub,
} from '../support/a-change.ts';
import { aHandClock } from '../support/a-hand-clock.ts';

const required = { approvals: 'required', approvalHours: 24 } as const;
const oneHub = aConnectionItem({ hubs: [aPlannedHub()], step: 'remove' });

describe('a second person', () => {
  it.each<[string, ChangePlan, boolean]>([
    ['enabling, which costs money', anEnablePlan(), true],
    ['disconnecting two hubs of one subscription', aDisconnectPlan(), true],
    ['disconnecting one hub each of two subscriptions', aDisconnectPlan({ items: [oneHub, oneHub] }), true],
    ['not for disconnecting one hub', aDisconnectPlan({ items: [oneHub] }), false],
    [
      'not for hubs whose connection is gone already',
      aDisconnectPlan({ items: [oneHub, aConnectionItem({ step: 'nothing' })] }),
      false,
    ],
    ['not for connecting', aConnectPlan(), false],
    ['not for incidents on', anIncidentsPlan(), false],
    ['not for incidents off', anIncidentsOffPlan(), false],
  ])('is asked for %s', (_, plan, expected) => {
    expect(needsApproval(plan, required)).toBe(expected);
    expect(needsApproval(plan, { approvals: 'self' })).toBe(false);
  });
});

describe('a new change', () => {
  const clock = aHandClock(Date.parse('2026-11-23T12:00:00Z'));
  const asked = { requester: aPerson(), conversation: aConversation(), correlationId: 'c' };

  it('waits for its confirmation, half an hour long', () => {
    const plan = aConnectPlan({ items: [aConnectionItem(), aConnectionItem({ step: 'nothing' })] });
    const change = newChange(plan, asked, { clock, rules: required });
    expect(change).toEqual({
      ...asked,
      id: expect.stringMatching(/^[\w-]{22}$/),
      kind: 'connect',
      state: 'previewed',
      version: 1,
      plan,
      steps: [
        { state: 'to do', detail: '' },
        { state: 'nothing to do', detail: '' },
      ],
      needsApproval: false,
      createdAt: new Date('2026-11-23T12:00:00Z'),
      expiresAt: new Date('2026-11-23T12:30:00Z'),
      why: '',
    });
  });

  it('takes nothing else over from the change that it takes the place of', () => {
    const old = { ...asked, state: 'running', why: 'old', after: 'x', decision: 'y' };
    const change = newChange(anEnablePlan(), old, { clock, rules: required });
    expect(change).toMatchObject({ state: 'previewed', why: '', needsApproval: true });
    expect(change).not.toHaveProperty('after');
    expect(change).not.toHaveProperty('decision');
  });

  it('has an id of its own', () => {
    const ids = [1, 2].map(() => newChange(aConnectPlan(), asked, { clock, rules: required }).id);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
