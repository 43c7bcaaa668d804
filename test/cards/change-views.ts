import { approvalsCard } from '../../src/cards/approvals-card.ts';
import { changeCard } from '../../src/cards/change-card.ts';
import { changeNews } from '../../src/cards/change-news.ts';
import type { ChangeView } from '../../src/cards/change-view.ts';
import { incidentsCard } from '../../src/cards/incidents-card.ts';
import { type Change, type ChangeState, enablingFailed } from '../../src/domain/change.ts';
import type { StepResult } from '../../src/domain/change-plan.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { aConversation, aWorkspace } from '../support/a-call.ts';
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
  aPerson,
  aPlannedHub,
  arjun,
  fieldHubs,
} from '../support/a-change.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 11, n));
const links = {
  connectors: 'https://portal.azure.com/#view/Microsoft_Azure_Security_Insights/connectors',
  analytics: 'https://portal.azure.com/#view/Microsoft_Azure_Security_Insights/analytics',
};

const views: Record<string, () => Reply> = {};

/** A golden of a change for who asked, or for who decides. */
function card(name: string, over: Partial<Change>, more: Partial<ChangeView> = {}): void {
  views[name] = () =>
    changeCard({
      change: aChange(over),
      audience: 'requester',
      approvals: 'required',
      links,
      now: noon,
      ...more,
    });
}

const approver = { audience: 'approver' } as const;
const approved = {
  verdict: 'approved',
  by: arjun,
  at: minute(55),
  reason: 'Agreed with plant safety.',
} as const;
const declined = {
  verdict: 'declined',
  by: arjun,
  at: minute(55),
  reason: 'Budget first, please ask again in May.',
} as const;
const ended = { endedAt: minute(58) };

// Connecting.
const several = aConnectPlan({
  items: [
    aConnectionItem({ duplicates: true }),
    aConnectionItem({
      subscriptionId: '4105314e-0424-4011-a5fe-1489b43a674f',
      subscriptionName: 'Contoso Plant Monterrey',
      hubs: Array.from({ length: 15 }, (_, i) => aPlannedHub({ name: `ctso-mty-line-${i + 1}` })),
      connectors: [{ name: 'iot-mty', etag: '"1"', enabled: false }],
      step: 're-enable',
    }),
    aConnectionItem({
      subscriptionId: '301e5590-ec4f-406b-abff-9a612b1fb40b',
      subscriptionName: 'Contoso Plant Penang',
      hubs: [aPlannedHub({ name: 'ctso-png-tank', defender: 'unknown' })],
      step: 'nothing',
    }),
  ],
});
const off = aConnectPlan({
  toEnable: fieldHubs.filter(({ defender }) => defender === 'off').map(({ id }) => id),
});
const nothing = aConnectPlan({ items: [aConnectionItem({ step: 'nothing' })] });
const enabling = aChange({ id: 'first', plan: anEnablePlan(), state: 'asked', needsApproval: true });

card('change-connect-preview', {});
card(
  'change-connect-preview-several',
  { plan: several },
  { notice: 'Something has changed in Azure since the preview, so nothing was done. This is how it is now:' },
);
card('change-connect-preview-nothing', { plan: nothing });
card('change-connect-preview-defender-off', { plan: off });
card('change-connect-preview-defender-off-self', { plan: off }, { approvals: 'self' });
card('change-connect-preview-warned', {
  plan: aConnectPlan({
    warnings: [
      'Hubwatch’s own identity may not write connectors in sentinel-main. Role to ask for: Microsoft Sentinel Contributor.',
    ],
  }),
});
card('change-connect-waiting', { plan: off, state: 'waiting' }, { first: enabling, approvalCard: 'posted' });
card('change-connect-approved', { state: 'approved' });
card('change-connect-running', {
  plan: several,
  state: 'running',
  steps: [
    { state: 'written', detail: '' },
    { state: 'writing', detail: '' },
    { state: 'nothing to do', detail: '' },
  ],
});
card('change-connect-accepted', { state: 'accepted', ...ended });
card('change-connect-done', { state: 'done', ...ended });
card('change-connect-failed', {
  plan: several,
  state: 'failed',
  ...ended,
  steps: [
    { state: 'confirmed', detail: '' },
    {
      state: 'failed',
      detail: 'Microsoft Sentinel refused it: a policy forbids this connector. Nothing was changed.',
    },
    { state: 'nothing to do', detail: '' },
  ],
});
card('change-connect-unknown', {
  state: 'unknown',
  ...ended,
  steps: [{ state: 'unknown', detail: 'Azure gave no answer. It may have been done all the same.' }],
});
card('change-connect-cancelled', {
  plan: off,
  state: 'cancelled',
  ...ended,
  why: 'Enabling Defender was declined, so this does not go on.',
});
card(
  'change-connect-enabling-failed',
  { plan: off, state: 'cancelled', ...ended, why: enablingFailed },
  { first: aChange({ ...enabling, state: 'failed', decision: approved, ...ended }) },
);
card('change-connect-expired', { state: 'expired', ...ended });
card('change-connect-outdated', { state: 'outdated', ...ended });

// Disconnecting.
const cut = { plan: aDisconnectPlan(), needsApproval: true };
card('change-disconnect-preview', {
  plan: aDisconnectPlan({
    items: [aConnectionItem({ hubs: [aPlannedHub()], duplicates: true, step: 'remove' })],
  }),
});
card('change-disconnect-preview-approval', cut);
card('change-disconnect-asked-requester', { ...cut, state: 'asked' }, { approvalCard: 'unknown' });
card('change-disconnect-asked-approver', { ...cut, state: 'asked' }, approver);
card('change-disconnect-approved-approver', { ...cut, state: 'approved', decision: approved }, approver);
card('change-disconnect-done', { ...cut, state: 'done', decision: approved, ...ended });
card(
  'change-disconnect-failed-approver',
  {
    ...cut,
    state: 'failed',
    decision: approved,
    ...ended,
    why: 'Ada Operator does not have the right for this any more.',
  },
  approver,
);

// Enabling Defender.
const enable = { plan: anEnablePlan(), needsApproval: true };
/** The connecting that waits for the enabling, in a state. */
function goesOn(state: ChangeState, why = ''): Pick<ChangeView, 'then'> {
  const then = aChange({ id: 'then', plan: off, state, why });
  return { then };
}

card('change-enable-preview', enable);
card(
  'change-enable-preview-self',
  { plan: anEnablePlan({ items: [anEnableItem({ step: 'switch on' })] }) },
  { approvals: 'self' },
);
card('change-enable-preview-several', {
  plan: anEnablePlan({
    items: [
      anEnableItem(),
      anEnableItem({
        hub: { ...anEnableItem().hub, name: 'ctso-fld-pumps' },
        solution: { ...anEnableItem().solution, otherHubs: [] },
        step: 'create',
      }),
      anEnableItem({ hub: { ...anEnableItem().hub, name: 'ctso-fld-cranes' }, step: 'nothing' }),
    ],
  }),
  needsApproval: true,
});
card('change-enable-asked-requester', { ...enable, state: 'asked' }, { approvalCard: 'posted' });
card(
  'change-enable-asked-requester-not-delivered',
  { ...enable, state: 'asked' },
  { approvalCard: 'not delivered' },
);
card('change-enable-asked-approver', { ...enable, state: 'asked' }, { ...approver, ...goesOn('waiting') });
card('change-enable-approved', { ...enable, state: 'approved', decision: approved });
card('change-enable-running', {
  ...enable,
  state: 'running',
  decision: approved,
  steps: [{ state: 'written', detail: '' }],
});
card('change-enable-declined', { ...enable, state: 'declined', decision: declined, ...ended });
card(
  'change-enable-declined-approver',
  { ...enable, state: 'declined', decision: declined, ...ended },
  {
    ...approver,
    ...goesOn('cancelled'),
  },
);
const tooBusy = 'Azure was too busy. Nothing was changed.';
card(
  'change-enable-failed-approver',
  {
    ...enable,
    state: 'failed',
    decision: approved,
    ...ended,
    why: tooBusy,
    steps: [{ state: 'failed', detail: tooBusy }],
  },
  { ...approver, ...goesOn('cancelled', enablingFailed) },
);
card('change-enable-expired', { ...enable, state: 'expired', ...ended });
card('change-enable-expired-approver', { ...enable, state: 'expired', ...ended }, approver);
card('change-enable-cancelled', { ...enable, state: 'cancelled', ...ended });
card('change-enable-cancelled-approver', { ...enable, state: 'cancelled', ...ended }, approver);
card('change-enable-done', { ...enable, state: 'done', decision: approved, ...ended });
card(
  'change-enable-done-approver',
  { ...enable, state: 'done', decision: approved, ...ended },
  { ...approver, ...goesOn('running') },
);

// Word to who asked, sent once.
const steps = (...states: StepResult['state'][]) => states.map((state) => ({ state, detail: '' }));
const refused = {
  state: 'failed',
  detail: 'Azure refused it: a policy forbids it. Nothing was changed.',
} as const;
function news(name: string, over: Partial<Change>, chain: Pick<ChangeView, 'first' | 'then'> = {}): void {
  const change = aChange({ ...enable, ...ended, ...over });
  const by = { audience: 'requester', approvals: 'required' } as const;
  views[`news-${name}`] = () => changeNews({ change, ...chain, ...by, links, now: noon });
}
news('done', { state: 'done', decision: approved });
news(
  'connected',
  { plan: off, state: 'done' },
  { first: aChange({ ...enable, state: 'done', decision: approved }) },
);
news('declined', { state: 'declined', decision: declined });
news(
  'declined-then',
  { state: 'declined', decision: { ...declined, reason: '' } },
  goesOn('cancelled', 'Enabling Defender for IoT was declined, so nothing was connected.'),
);
news('expired', { state: 'expired' });
news('failed', { state: 'failed', decision: approved, steps: [refused] });
news('failed-in-part', {
  plan: several,
  state: 'failed',
  decision: approved,
  steps: [refused, ...steps('confirmed', 'nothing to do')],
});
news('failed-right-lost', {
  state: 'failed',
  decision: approved,
  why: 'Ada Operator does not have the right for this any more.',
});
news('accepted', { state: 'accepted', decision: approved });
news('unknown', { state: 'unknown', decision: approved });
news('outdated', { state: 'outdated', decision: approved });

// Incidents.
card('change-incidents-on-preview', {
  plan: anIncidentsPlan({ severities: ['High', 'Medium'] }, { duplicates: ['All IoT alerts, by Kim'] }),
});
card('change-incidents-on-preview-create', { plan: anIncidentsPlan({ rule: undefined, step: 'create' }) });
card('change-incidents-on-preview-nothing', {
  plan: anIncidentsPlan({ rule: anIncidentRule({ enabled: true }), step: 'nothing' }),
});
card('change-incidents-severities-preview', {
  plan: anIncidentsPlan({
    rule: anIncidentRule({ enabled: true }),
    severities: ['High'],
    step: 'change severities',
  }),
});
card('change-incidents-on-done', {
  plan: anIncidentsPlan({ severities: ['High'] }),
  state: 'done',
  ...ended,
});
card('change-incidents-on-failed', {
  plan: anIncidentsPlan(),
  state: 'failed',
  ...ended,
  steps: [{ state: 'failed', detail: 'Somebody has edited the rule meanwhile. Nothing was changed.' }],
});
card('change-incidents-off-preview', { plan: anIncidentsOffPlan() });
card('change-incidents-off-done', { plan: anIncidentsOffPlan(), state: 'done', ...ended });

// Lists.
const maria = aPerson({ objectId: 'maria', name: 'Maria Lopez' });
views.approvals = () =>
  approvalsCard({
    requests: [
      aChange({ ...cut, id: 'a', state: 'asked', requester: maria, conversation: aConversation() }),
      aChange({ ...enable, id: 'b', state: 'asked' }),
    ],
    goesOn: new Map([['b', aChange({ id: 'then', plan: off, state: 'waiting' })]]),
    reader: aPerson(),
    place: { kind: 'channel', name: 'IoT Approvals' },
    now: noon,
  });
views['approvals-none'] = () =>
  approvalsCard({ requests: [], goesOn: new Map(), reader: aPerson(), place: undefined, now: noon });

const main = { workspace: aWorkspace(), analytics: links.analytics };
const onRule = anIncidentRule({ enabled: true, severities: ['High', 'Medium'] });
views['incidents-on'] = () =>
  incidentsCard({ workspaces: [{ ...main, rules: { rules: [onRule], duplicates: [] } }], now: noon });
views['incidents-off'] = () =>
  incidentsCard({
    workspaces: [{ ...main, rules: { rules: [anIncidentRule()], duplicates: [] } }],
    mayChange: false,
    now: noon,
  });
views['incidents-none'] = () =>
  incidentsCard({ workspaces: [{ ...main, rules: { rules: [], duplicates: [] } }], now: noon });
views['incidents-duplicates'] = () =>
  incidentsCard({
    workspaces: [
      { ...main, rules: { rules: [onRule], duplicates: ['All IoT alerts, by Kim'] } },
      {
        workspace: aWorkspace({ name: 'sentinel-two' }),
        rules: { rules: [], duplicates: ['Everything'] },
        analytics: links.analytics,
      },
      {
        workspace: aWorkspace({ name: 'sentinel-three' }),
        rules: undefined,
        why: 'Microsoft Sentinel is busy and asks to wait.',
        analytics: links.analytics,
      },
    ],
    now: noon,
  });

/** Changes in every state, the list of approvals, and the incident rules, by the name of their golden file. */
export const changeViews: Readonly<Record<string, () => Reply>> = views;
