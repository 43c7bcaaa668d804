import { describe, expect, it } from 'vitest';
import { besideText } from '../../src/changes/beside.ts';
import type { Change } from '../../src/domain/change.ts';
import type { ChangePlan } from '../../src/domain/change-plan.ts';
import { UserError } from '../../src/shared/errors.ts';
import { aWorkspace } from '../support/a-call.ts';
import {
  aChange,
  aConnectionItem,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  anIncidentsOffPlan,
  anIncidentsPlan,
} from '../support/a-change.ts';

const other = aWorkspace({ name: 'other' });
const { hub } = anEnableItem();
const open = (plan: ChangePlan, over: Partial<Change> = {}) => aChange({ plan, state: 'asked', ...over });

describe('a request beside open ones', () => {
  it.each<[string, ChangePlan, ChangePlan]>([
    ['the same subscription', aConnectPlan(), aConnectPlan()],
    ['the other way', aDisconnectPlan(), aConnectPlan()],
    [
      'the same hub in other letters',
      anEnablePlan(),
      anEnablePlan({ items: [anEnableItem({ hub: { ...hub, id: hub.id.toUpperCase() } })] }),
    ],
    ['the same workspace', anIncidentsOffPlan(), anIncidentsPlan()],
  ])('for %s is told of them', (_, asked, plan) => {
    expect(besideText(plan, [open(asked)])).toMatch(
      /^Ada Operator has asked for this before: “.+” waits until an approver decides\.$/,
    );
  });

  it.each<[string, ChangePlan, ChangePlan]>([
    [
      'another subscription',
      aConnectPlan(),
      aConnectPlan({ items: [aConnectionItem({ subscriptionId: 'x' })] }),
    ],
    ['another workspace', aConnectPlan(), aConnectPlan({ items: [aConnectionItem({ workspace: other })] })],
    ['something else', anEnablePlan(), aConnectPlan()],
    ['another hub', anEnablePlan(), anEnablePlan({ items: [anEnableItem({ hub: { ...hub, id: '/x' } })] })],
  ])('for %s is not', (_, asked, plan) => {
    expect(besideText(plan, [open(asked)])).toBe('');
  });

  it('is told what the other one waits for', () => {
    const waiting = open(aConnectPlan(), { state: 'waiting' });
    expect(besideText(aConnectPlan(), [waiting])).toMatch(/waits until Defender for IoT is enabled\.$/);
  });

  it.each(['approved', 'running'] as const)(
    'is put off while one is being carried out: it is %s, and Azure may not show it yet',
    (state) => {
      const work = () =>
        besideText(aDisconnectPlan(), [open(aConnectPlan()), open(aConnectPlan(), { state })]);
      expect(work).toThrow(UserError);
      expect(work).toThrow(/^Connect Contoso Field Services .* right now, asked for by Ada Operator\./);
    },
  );
});
