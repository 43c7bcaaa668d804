import { describe, expect, it } from 'vitest';
import { type ReAskNeeds, reAsk } from '../../src/changes/re-ask.ts';
import type { Change } from '../../src/domain/change.ts';
import type { ChangePlan } from '../../src/domain/change-plan.ts';
import {
  aChange,
  aConnectionItem,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  anIncidentRule,
  anIncidentsOffPlan,
  anIncidentsPlan,
  arjun,
} from '../support/a-change.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLedgerForThisFile } from '../support/a-ledger.ts';
import { aFreshHub, anIotConnector, aSubscriptionState, sentinelError } from '../support/a-subscription.ts';
import { aScope } from '../support/some-clients.ts';

const now = new Date('2026-11-23T12:00:00Z');

const { ledger } = await aLedgerForThisFile();

/** Azure as it stands: no connector, the hubs of the builders, one rule that is off. */
function needs(over: Partial<ReAskNeeds> = {}): ReAskNeeds {
  return {
    ledger,
    clock: aHandClock(now.getTime()),
    rules: { approvals: 'required', approvalHours: 24 },
    connectors: { list: async () => ({ iot: [], defenderForCloud: [] }) },
    subscriptionHubs: async () => aSubscriptionState(),
    incidentRules: { read: async () => ({ rules: [anIncidentRule()], duplicates: [] }) },
    ...over,
  };
}

const running = (over: Partial<Change> = {}) => aChange({ state: 'running', version: 5, ...over });

/** Asks anew; gives the change that took the place, found by the card that shows it now. */
async function ask(change: Change, over: Partial<ReAskNeeds> = {}, card?: string) {
  await reAsk(change, needs(over), aScope());
  const shown = card === undefined ? undefined : await ledger.card(card);
  return shown ? ledger.have(shown.changeId) : ledger.have(change.id);
}

describe('a running change that is not what was confirmed', () => {
  it('ends as outdated, and a new preview takes its place on the requester’s cards', async () => {
    const change = running({ plan: aConnectPlan({ warnings: ['Careful.'] }) });
    const [card = '', approver = ''] = await ledger.keep(change, [
      { activityId: '1', shownVersion: 5 },
      { activityId: '2', shownVersion: 5, audience: 'approver' },
    ]);
    const hubs = [aFreshHub({ name: 'new' })];
    const fresh = await ask(change, { subscriptionHubs: async () => aSubscriptionState({ hubs }) }, card);
    expect(await ledger.have(change.id)).toMatchObject({ state: 'outdated', endedAt: now });
    expect(fresh).toMatchObject({
      state: 'previewed',
      plan: { items: [{ hubs: [{ name: 'new' }] }], warnings: ['Careful.'] },
      steps: [{ state: 'to do' }],
      requester: change.requester,
      conversation: change.conversation,
      correlationId: change.correlationId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + 30 * 60_000),
    });
    expect(fresh.id).not.toBe(change.id);
    expect(await ledger.card(card)).toMatchObject({
      shownVersion: 0,
      state: 'shown',
      activityId: '1',
      notice: expect.stringContaining('Something has changed in Azure since the preview'),
    });
    expect(await ledger.card(approver)).toMatchObject({ changeId: change.id });
    expect(await ledger.drawn()).toEqual([card, approver].toSorted());
    expect(await ledger.told()).toEqual([
      'outdated connect: Azure had changed since the preview; the requester is asked again',
    ]);
    expect(await ledger.jobs('changes')).toEqual([]);
  });

  it.each<[string, ChangePlan, object]>([
    ['disconnect', aDisconnectPlan(), { items: [{ step: 'remove', connectors: [{ name: 'now' }] }] }],
    ['enable', anEnablePlan(), { items: [{ step: 'create' }] }],
    [
      'incidents on',
      anIncidentsPlan({ severities: ['High'] }),
      { items: [{ step: 'switch on', severities: ['High'] }] },
    ],
    ['incidents off', anIncidentsOffPlan(), { items: [{ step: 'switch off', rule: { etag: '"9"' } }] }],
  ])('is planned anew for %s', async (kind, plan, expected) => {
    const change = running({ plan });
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    const connectors = {
      list: async () => ({ iot: [anIotConnector({ name: 'now' })], defenderForCloud: [] }),
    };
    const rule = anIncidentRule({ enabled: kind === 'incidents off', etag: '"9"' });
    const incidentRules = { read: async () => ({ rules: [rule], duplicates: [] }) };
    const fresh = await ask(change, { connectors, incidentRules }, card);
    expect(fresh).toMatchObject({ kind, state: 'previewed', plan: expected });
  });

  it('plans a workspace with several rules once', async () => {
    const rules = ['a', 'b'].map((name) => anIncidentRule({ name, enabled: true }));
    const plan = anIncidentsOffPlan();
    const [item] = plan.items;
    if (!item) throw new Error('no item');
    const change = running({ plan: { ...plan, items: rules.map((rule) => ({ ...item, rule })) } });
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    const incidentRules = { read: async () => ({ rules, duplicates: [] }) };
    expect((await ask(change, { incidentRules }, card)).plan.items).toHaveLength(2);
  });

  it('asks for an approval again when the new one takes a second person', async () => {
    const change = running({
      plan: aDisconnectPlan({ items: [aConnectionItem({ hubs: [], step: 'remove' })] }),
    });
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    const connectors = { list: async () => ({ iot: [anIotConnector()], defenderForCloud: [] }) };
    expect(await ask(change, { connectors }, card)).toMatchObject({
      needsApproval: true,
      state: 'previewed',
    });
  });

  it('is over when nothing is left to do', async () => {
    const change = running();
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    const connectors = { list: async () => ({ iot: [anIotConnector()], defenderForCloud: [] }) };
    const fresh = await ask(change, { connectors }, card);
    expect(fresh).toMatchObject({
      state: 'done',
      endedAt: now,
      steps: [{ state: 'nothing to do' }],
      plan: { items: [{ step: 'nothing' }] },
    });
  });

  it.each([
    ['that there is a new preview', 'previewed', [anIotConnector()]],
    ['that nothing is left to do', 'done', []],
  ] as const)('tells who had waited for a decision %s', async (_, state, iot) => {
    const decision = { verdict: 'approved', by: arjun, at: now, reason: '' } as const;
    const change = running({ decision, plan: aDisconnectPlan() });
    const [card = ''] = await ledger.keep(change, [
      { activityId: '1' },
      { activityId: '2', kind: 'news', state: 'shown' },
    ]);
    const connectors = { list: async () => ({ iot: [...iot], defenderForCloud: [] }) };
    const fresh = await ask(change, { connectors }, card);
    expect(fresh.state).toBe(state);
    const both = [...(await ledger.cards(change.id)), ...(await ledger.cards(fresh.id))];
    const told = both.filter((one) => one.state === 'to post');
    expect(told).toMatchObject([{ kind: 'news', changeId: state === 'done' ? fresh.id : change.id }]);
  });

  it('stays as it is when it is not running any more', async () => {
    const change = running({ state: 'done' });
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    expect(await ask(change, {}, card)).toEqual(change);
    expect([await ledger.drawn(), await ledger.told()]).toEqual([[], []]);
  });
});

describe('a running enabling that another change waits for', () => {
  const enabling = running({ id: 'enabling', plan: anEnablePlan() });
  const connecting = aChange({ id: 'connecting', state: 'waiting', after: 'enabling' });
  const withCard = async () => {
    await ledger.keep(enabling, [{ activityId: '1', audience: 'approver' }]);
    return ledger.keep(connecting, [{ activityId: '2' }]);
  };

  it('gets a card of its own to be confirmed on, and the other one waits for the new one', async () => {
    const [card = ''] = await withCard();
    await ask(enabling);
    const waiting = await ledger.have('connecting');
    expect(waiting.state).toBe('waiting');
    const fresh = await ledger.have(waiting.after ?? '');
    expect(fresh).toMatchObject({ kind: 'enable', state: 'previewed', needsApproval: true });
    expect(await ledger.cards(fresh.id)).toMatchObject([
      {
        state: 'to post',
        audience: 'requester',
        conversation: enabling.conversation,
        notice: expect.stringContaining('so nothing was done'),
      },
    ]);
    expect(await ledger.drawn()).toContain(card);
  });

  it('lets the other one go on when Defender is on by now', async () => {
    await withCard();
    const hubs = [anEnableItem().hub].map((hub) => ({ ...hub, defender: 'on' as const }));
    const { solution } = anEnableItem();
    const watching = {
      ...solution,
      location: 'westeurope',
      enabled: true,
      hubIds: hubs.map(({ id }) => id),
      unknownSettings: [],
    };
    await ask(enabling, {
      subscriptionHubs: async () => aSubscriptionState({ hubs, solutions: [watching] }),
    });
    const waiting = await ledger.have('connecting');
    expect(waiting.state).toBe('approved');
    expect(await ledger.have(waiting.after ?? '')).toMatchObject({ state: 'done' });
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { change: 'connecting' } }]);
    expect(await ledger.cards(waiting.after ?? '')).toEqual([]);
  });

  it('ends the other one when it fails', async () => {
    await withCard();
    await ask(enabling, { subscriptionHubs: async () => aSubscriptionState({ hubs: [] }) });
    expect(await ledger.have('enabling')).toMatchObject({
      state: 'failed',
      why: 'The hub ctso-fld-windfarm is not there any more. Nothing was changed.',
    });
    expect(await ledger.have('connecting')).toMatchObject({ state: 'cancelled' });
  });
});

describe('when the new plan cannot be made', () => {
  it('the change fails with Azure’s reason, and nothing was changed', async () => {
    const change = running();
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    const subscriptionHubs = async () => Promise.reject(sentinelError('unavailable'));
    const why = 'Microsoft Sentinel is not available right now. Nothing was changed.';
    expect(await ask(change, { subscriptionHubs })).toMatchObject({
      state: 'failed',
      why,
      endedAt: now,
      steps: [{ state: 'failed', detail: why }],
    });
    expect(await ledger.drawn()).toEqual([card]);
    expect(await ledger.told()).toEqual([`ended connect: failed: ${why}`]);
  });

  it('and it is not running any more, nothing is written', async () => {
    const change = running({ state: 'done' });
    await ledger.keep(change);
    const subscriptionHubs = async () => Promise.reject(sentinelError('unavailable'));
    expect(await ask(change, { subscriptionHubs })).toEqual(change);
    expect(await ledger.told()).toEqual([]);
  });

  it('for a defect of ours, it is thrown and the job is tried again', async () => {
    const change = running();
    await ledger.keep(change);
    const subscriptionHubs = async () => Promise.reject(new TypeError('oops'));
    await expect(ask(change, { subscriptionHubs })).rejects.toThrow('oops');
    expect(await ledger.have(change.id)).toEqual(change);
  });
});
