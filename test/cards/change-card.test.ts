import { describe, expect, it } from 'vitest';
import { changeCard } from '../../src/cards/change-card.ts';
import type { ChangeView } from '../../src/cards/change-view.ts';
import { type Change, changeStates, enablingFailed } from '../../src/domain/change.ts';
import type { ChangePlan } from '../../src/domain/change-plan.ts';
import type { Reply } from '../../src/domain/reply.ts';
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
  aPlannedHub,
  arjun,
  fieldHubs,
  fieldServices,
} from '../support/a-change.ts';
import { complaints } from '../support/card-checks.ts';
import { objectsIn } from '../support/objects-in.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const links = {
  connectors: 'https://portal.azure.com/#connectors',
  analytics: 'https://portal.azure.com/#analytics',
};
const plans: readonly ChangePlan[] = [
  aConnectPlan(),
  aDisconnectPlan(),
  anEnablePlan(),
  anIncidentsPlan(),
  anIncidentsOffPlan(),
];
const decision = { verdict: 'approved', by: arjun, at: noon, reason: '' } as const;

function draw(over: Partial<Change> = {}, more: Partial<ChangeView> = {}): Reply {
  const change = aChange(over);
  return changeCard({ change, audience: 'requester', approvals: 'required', links, now: noon, ...more });
}

function textsOf({ card }: Reply): string[] {
  return objectsIn(card)
    .filter(({ node }) => node.type === 'RichTextBlock' || node.type === 'TextBlock')
    .map(({ node }) =>
      node.type === 'TextBlock'
        ? String(node.text)
        : objectsIn(node.inlines)
            .map((run) => String(run.node.text))
            .join(''),
    );
}

function buttonsOf({ card }: Reply): { title: unknown; data: unknown; style: unknown }[] {
  return objectsIn(card)
    .filter(({ path }) => /\.actions\[\d+\]$/.test(path))
    .map(({ node }) => ({ title: node.title, data: node.data ?? node.url, style: node.style }));
}

function titlesOf(reply: Reply): unknown[] {
  return buttonsOf(reply).map(({ title }) => title);
}

function inputsOf({ card }: Reply): unknown[] {
  return objectsIn(card)
    .filter(({ node }) => String(node.type).startsWith('Input.'))
    .map(({ node }) => node);
}

const calls = (command: string, args: Record<string, unknown>, place = 'note') => ({
  hubwatch: 1,
  command,
  args,
  place,
});
const me = { change: aChange().id };

describe('the card of a change', () => {
  const all = plans.flatMap((plan) =>
    changeStates.flatMap((state) =>
      (['requester', 'approver'] as const).map((audience) => ({ plan, kind: plan.kind, state, audience })),
    ),
  );

  it.each(all)(
    'is valid and says where it stands: $kind, $state, for the $audience',
    ({ plan, state, audience }) => {
      const reply = draw({ plan, state, decision }, { audience });
      expect(complaints(reply.card)).toEqual([]);
      const [heading, verdict] = textsOf(reply);
      expect(heading).toBe(
        audience === 'approver'
          ? 'Approval request'
          : {
              c: 'Sentinel connection',
              d: 'Sentinel connection',
              e: 'Defender for IoT',
              i: 'Sentinel incidents',
            }[plan.kind.charAt(0)],
      );
      expect(verdict).toMatch(/^\P{ASCII}+ \w+/u);
      expect(reply.summary).toMatch(/^[\w ,:.-]+$/);
    },
  );

  it.each(all)(
    'asks for a reason only who can decide now: $kind, $state, for the $audience',
    ({ plan, state, audience }) => {
      const reply = draw({ plan, state }, { audience });
      const decides = audience === 'approver' && state === 'asked';
      expect(inputsOf(reply)).toHaveLength(decides ? 1 : 0);
      expect(titlesOf(reply).includes('Approve')).toBe(decides);
    },
  );

  it('stays small with everything at its longest', () => {
    const long = 'x'.repeat(300);
    const hubs = Array.from({ length: 400 }, (_, i) =>
      aPlannedHub({
        name: `${long.slice(0, 90)}${i}`,
        defender: (['on', 'off', 'unknown'] as const)[i % 3] ?? 'on',
      }),
    );
    const items = Array.from({ length: 60 }, (_, i) =>
      aConnectionItem({
        subscriptionId: `${i}${fieldServices}`,
        subscriptionName: `${long}${i}`,
        hubs,
        duplicates: true,
      }),
    );
    const toEnable = hubs.map(({ id }) => id);
    const warnings = Array.from({ length: 20 }, () => long.repeat(3));
    const steps = items.map(() => ({ state: 'failed' as const, detail: long.repeat(3) }));
    const more = { notice: long.repeat(4) };
    for (const state of changeStates) {
      const change = {
        plan: aConnectPlan({ items, toEnable, warnings }),
        state,
        steps,
        why: long.repeat(4),
        decision: { ...decision, reason: long },
      };
      expect(JSON.stringify(draw(change, more).card).length).toBeLessThan(28_000);
    }
    const enables = Array.from({ length: 60 }, () =>
      anEnableItem({ solution: { ...anEnableItem().solution, otherHubs: hubs.map(({ name }) => name) } }),
    );
    const enable = draw({ plan: anEnablePlan({ items: enables, subscriptionName: long }) }, more);
    expect(JSON.stringify(enable.card).length).toBeLessThan(28_000);
    const names = Array.from({ length: 50 }, () => long);
    const rule = anIncidentRule({ displayName: long, onlyNames: names, exceptNames: names });
    const rules = Array.from({ length: 60 }, () => ({ ...anIncidentsPlan().items[0], rule }));
    const incidents = draw(
      {
        plan: anIncidentsPlan(
          {},
          {
            items: rules.flatMap((one) =>
              one.workspace ? [{ ...one, workspace: one.workspace, step: 'switch on' as const }] : [],
            ),
            duplicates: names,
          },
        ),
      },
      more,
    );
    expect(JSON.stringify(incidents.card).length).toBeLessThan(28_000);
  });
});

describe('a preview of connecting', () => {
  it('names every hub with its Defender state, and says that the whole subscription is meant', () => {
    const texts = textsOf(draw());
    expect(texts).toContain('Connect Contoso Field Services to Microsoft Sentinel');
    expect(texts).toContain('Connects 2 hubs: the whole subscription, not one hub alone.');
    expect(texts).toContain('🔴 Defender off, sends nothing: ctso-fld-windfarm');
    expect(texts).toContain('🟢 Defender on: ctso-fld-elevators');
    expect(texts).toContain('Alerts show up about 15 minutes after connecting.');
  });

  it('counts what it does not name', () => {
    const hubs = Array.from({ length: 15 }, (_, i) => aPlannedHub({ name: `hub-${i + 1}` }));
    const texts = textsOf(draw({ plan: aConnectPlan({ items: [aConnectionItem({ hubs })] }) })).join('\n');
    expect(texts).toContain('Connects 15 hubs');
    expect(texts).toMatch(/hub-12 and 3 more$/m);
  });

  it('lists one subscription after the other, the last ones in a line each', () => {
    const items = Array.from({ length: 10 }, (_, i) =>
      aConnectionItem({
        subscriptionId: `${i}`,
        subscriptionName: `Plant ${i}`,
        hubs: [aPlannedHub({ id: `${i}` })],
      }),
    );
    const texts = textsOf(draw({ plan: aConnectPlan({ items }) }));
    expect(texts).toContain('Connect 10 subscriptions to Microsoft Sentinel');
    expect(texts.join('\n')).toContain('10 hubs in 10 subscriptions');
    expect(texts).toContain('And 2 more');
    expect(texts).toContain('Plant 9 · sentinel-main · 1 hub');
  });

  it('offers to connect, or to have Defender enabled first', () => {
    const terms = 'https://azure.microsoft.com/support/legal/preview-supplemental-terms/';
    expect(buttonsOf(draw())).toEqual([
      { title: 'Connect', data: calls('confirm', me), style: 'positive' },
      { title: 'Cancel', data: calls('cancel', me), style: undefined },
      { title: 'Preview terms', data: terms, style: undefined },
    ]);
    const plan = aConnectPlan({ toEnable: fieldHubs.slice(1).map(({ id }) => id.toUpperCase()) });
    const reply = draw({ plan });
    expect(buttonsOf(reply).slice(0, 2)).toEqual([
      { title: 'Request enabling', data: calls('request enabling', me), style: 'positive' },
      { title: 'Connect without it', data: calls('confirm', me), style: undefined },
    ]);
    expect(textsOf(reply).join('\n')).toContain('⚠️ Defender is off on ctso-fld-windfarm: it sends nothing');
    expect(titlesOf(draw({ plan }, { approvals: 'self' }))[0]).toBe('Enable and connect');
  });

  it('offers nothing to confirm when all is connected', () => {
    const items = [aConnectionItem({ step: 'nothing' })];
    const reply = draw({ plan: aConnectPlan({ items }) });
    expect(textsOf(reply)).toEqual(expect.arrayContaining(['✅ Nothing to do', '✅ Connected already']));
    expect(titlesOf(reply)).toEqual(['Alerts', 'Incidents', 'Sentinel connectors']);
    const off = aConnectPlan({ items, toEnable: [fieldHubs[1]?.id ?? ''] });
    expect(titlesOf(draw({ plan: off }))[0]).toBe('Request enabling');
  });

  it('counts in its title what it changes, as in its words', () => {
    const other = { subscriptionId: 'b', subscriptionName: 'B', step: 'nothing' } as const;
    const items = [aConnectionItem(), aConnectionItem(other)];
    expect(textsOf(draw({ plan: aConnectPlan({ items }) }))).toEqual(
      expect.arrayContaining([
        'Connect Contoso Field Services to Microsoft Sentinel',
        'Microsoft Sentinel then gets the Defender for IoT alerts of 2 hubs in 1 subscription.',
      ]),
    );
    const none = items.map((item) => ({ ...item, step: 'nothing' as const }));
    expect(textsOf(draw({ plan: aConnectPlan({ items: none }) }))).toContain(
      'Connect 2 subscriptions to Microsoft Sentinel',
    );
  });

  it('shows first what had changed, and what stands in the way', () => {
    const plan = aConnectPlan({
      items: [aConnectionItem({ duplicates: true })],
      warnings: ['A right is missing.', 'Sentinel objects.'],
    });
    const texts = textsOf(draw({ plan }, { notice: 'A hub was added.' }));
    expect(texts[0]).toBe('🔁 A hub was added.');
    expect(texts.filter((text) => text.startsWith('⚠️'))).toEqual([
      '⚠️ A right is missing.',
      '⚠️ Sentinel objects.',
      '⚠️ Defender for Cloud is connected for Contoso Field Services as well: the same alerts would arrive twice.',
    ]);
  });
});

describe('other previews', () => {
  it('ask for approval where it is needed', () => {
    const asks = (plan: ChangePlan, needsApproval: boolean) => buttonsOf(draw({ plan, needsApproval }))[0];
    const confirm = calls('confirm', me);
    expect(asks(aDisconnectPlan(), false)).toEqual({
      title: 'Disconnect',
      data: confirm,
      style: 'destructive',
    });
    expect(asks(aDisconnectPlan(), true)).toEqual({
      title: 'Ask for approval',
      data: confirm,
      style: 'destructive',
    });
    expect(asks(anEnablePlan(), true)).toMatchObject({ title: 'Ask for approval' });
    expect(asks(anEnablePlan(), false)).toMatchObject({ title: 'Enable', style: 'positive' });
    expect(asks(anIncidentsPlan(), false)).toMatchObject({ title: 'Turn on' });
    expect(asks(anIncidentsPlan({ step: 'change severities' }), false)).toMatchObject({
      title: 'Change severities',
    });
    expect(asks(anIncidentsOffPlan(), false)).toMatchObject({ title: 'Turn off', style: 'destructive' });
  });

  it.each([
    [
      'add hub',
      'Adds it to solution ctso-fld-soc, which already watches ctso-fld-elevators and ctso-fld-pumps; its settings stay.',
    ],
    ['create', 'Creates solution ctso-fld-soc in resource group rg-fld-iot.'],
    [
      'switch on',
      'Switches solution ctso-fld-soc on, which also switches on: ctso-fld-elevators and ctso-fld-pumps.',
    ],
  ] as const)('say what happens to the solution: %s', (step, sentence) => {
    const texts = textsOf(draw({ plan: anEnablePlan({ items: [anEnableItem({ step })] }) }));
    expect(texts).toContain(sentence);
    expect(texts.join('\n')).toContain('Defender for IoT is billed');
  });

  it('show the incident rule before and after, and keep the filters of analysts', () => {
    const rule = anIncidentRule({ onlyNames: ['SAS'], exceptNames: ['Failed login'] });
    const plan = anIncidentsPlan({ rule, severities: ['High'] }, { duplicates: ['Kim’s rule'] });
    expect(textsOf(draw({ plan }))).toEqual(
      expect.arrayContaining([
        'Rule “Create incidents based on Azure Defender for IOT alerts”',
        'From off to on.',
        'Severities: High (until now: all)',
        'Only alerts whose name contains: “SAS” (kept)',
        'Without alerts whose name contains: “Failed login” (kept)',
        '⚠️ Other rules make incidents of the same alerts: “Kim’s rule”. Alerts would get more than one incident.',
      ]),
    );
  });

  it('count workspaces, not rules', () => {
    const [item] = anIncidentsOffPlan().items;
    const items = item ? [item, item] : [];
    expect(textsOf(draw({ plan: anIncidentsOffPlan({ items }) }))).toContain(
      'Turn off incidents in sentinel-main',
    );
  });
});

describe('a request', () => {
  const asked = { plan: anEnablePlan(), state: 'asked', needsApproval: true } as const;

  it('can be decided on the card of the approvers, with a reason', () => {
    const reply = draw(asked, { audience: 'approver' });
    expect(inputsOf(reply)).toEqual([
      {
        type: 'Input.Text',
        id: 'reason',
        label: 'Reason (optional, up to 300 characters)',
        maxLength: 300,
        isMultiline: true,
      },
    ]);
    expect(buttonsOf(reply)).toEqual([
      { title: 'Approve', data: calls('decide', { ...me, decision: 'approve' }), style: 'positive' },
      { title: 'Decline', data: calls('decide', { ...me, decision: 'decline' }), style: undefined },
    ]);
    expect(reply.summary).toBe(
      'Ada Operator asks for approval: Enable Defender for IoT on ctso-fld-windfarm.',
    );
    expect(textsOf(reply)).toContain('Asked by: Ada Operator, in the channel IoT Operations');
  });

  it('can be withdrawn by who asked', () => {
    const withdraw = [{ title: 'Withdraw', data: calls('cancel', me), style: undefined }];
    expect(buttonsOf(draw(asked))).toEqual(withdraw);
    expect(buttonsOf(draw({ state: 'waiting' }))).toEqual(withdraw);
  });

  it.each([
    ['posted', /The approvers have been asked/],
    ['unknown', /Teams did not say whether the approval card arrived.*type: approvals/],
    ['not delivered', /could not be delivered.*type: approvals/],
  ] as const)('says whether the approval card arrived: %s', (approvalCard, words) => {
    expect(textsOf(draw(asked, { approvalCard })).join('\n')).toMatch(words);
  });

  it('shows what waits for it and what it waits for', () => {
    const first = aChange(asked);
    const waiting = aChange({ state: 'waiting' });
    const goesOn: Pick<ChangeView, 'then'> = Object.fromEntries([['then', waiting]]);
    expect(textsOf(draw(asked, goesOn))).toEqual(
      expect.arrayContaining([
        'Then: Connect Contoso Field Services to Microsoft Sentinel',
        'Goes on by itself once this is done.',
      ]),
    );
    expect(textsOf(draw({ state: 'waiting' }, { first }))).toEqual(
      expect.arrayContaining([
        '⏳ Waiting for Defender to be enabled',
        'First: Enable Defender for IoT on ctso-fld-windfarm',
        '⏳ Waiting for approval',
      ]),
    );
  });

  it('ends in who decided and why', () => {
    const declined = { ...decision, verdict: 'declined', reason: 'Budget first.' } as const;
    const texts = textsOf(draw({ ...asked, state: 'declined', decision: declined }));
    expect(texts).toEqual(
      expect.arrayContaining(['⛔ Declined by Arjun Mehta', '“Budget first.”', 'Nothing was changed.']),
    );
    expect(textsOf(draw({ ...asked, state: 'done', decision: { ...decision, reason: 'Fine.' } }))).toEqual(
      expect.arrayContaining([
        '✅ Defender enabled, confirmed by Azure',
        'Approved by: Arjun Mehta',
        '“Fine.”',
      ]),
    );
  });
});

describe('the progress', () => {
  it('is shown for each item, with what went wrong', () => {
    const items = [aConnectionItem(), aConnectionItem({ subscriptionId: 'b', subscriptionName: 'B' })];
    const reply = draw({
      plan: aConnectPlan({ items }),
      state: 'failed',
      steps: [
        { state: 'confirmed', detail: '' },
        { state: 'failed', detail: 'A policy forbids it.' },
      ],
    });
    expect(textsOf(reply)).toEqual(
      expect.arrayContaining([
        '❌ Failed in part',
        '✅ Confirmed by Azure',
        '❌ Failed',
        'A policy forbids it.',
      ]),
    );
  });

  it.each(changeStates)('has a reference where there may be something to look up: %s', (state) => {
    const wanted = ['running', 'accepted', 'failed', 'unknown'].includes(state);
    const reference = `Reference: ${aChange().correlationId}`;
    expect(textsOf(draw({ state })).includes(reference)).toBe(wanted);
  });

  it('does not say twice that nothing was changed', () => {
    const why = 'Azure was too busy. Nothing was changed.';
    const texts = textsOf(draw({ state: 'cancelled', why }));
    expect(texts.filter((text) => text.includes('Nothing was changed'))).toEqual([why]);
  });
});

describe('a connection that was withdrawn while Defender is being enabled for it', () => {
  it('does not say that nothing was changed', () => {
    const first = aChange({ plan: anEnablePlan(), state: 'running' });
    const texts = textsOf(draw({ state: 'cancelled' }, { first })).join(' ');
    expect(texts).toMatch(/Nothing was connected\. Enabling Defender for IoT had been approved already/);
    expect(texts).not.toContain('Nothing was changed');
  });
});

describe('a connection whose Defender could not be enabled', () => {
  const decided = { ...decision, reason: 'Fine.' };
  const first = aChange({ id: 'first', plan: anEnablePlan(), state: 'failed', decision: decided });
  const connecting = { state: 'cancelled', why: enablingFailed } as const;
  const then = aChange(connecting);
  const goesOn: Pick<ChangeView, 'then'> = { then };

  it('has failed for who asked for it, and says so once', () => {
    const texts = textsOf(draw(connecting, { first }));
    expect(texts.slice(1, 3)).toEqual(['❌ Failed', enablingFailed]);
    expect(texts.join(' ')).not.toMatch(/Nothing was|not taken back/);
    expect(textsOf(draw({ ...connecting, why: 'Taken back.' }, { first })).slice(1, 4)).toEqual([
      '↩️ Cancelled',
      'Taken back.',
      'Nothing was connected.',
    ]);
  });

  it('may yet have Defender while Azure does not tell', () => {
    const texts = textsOf(draw(connecting, { first: { ...first, state: 'unknown' } }));
    expect(texts).toContain('Enabling Defender for IoT had been approved already and is not taken back.');
  });

  it('leaves the approver a card with one reason, and nothing that did not happen', () => {
    const why = 'Azure was too busy. Nothing was changed.';
    const steps = [{ state: 'failed' as const, detail: why }];
    const view = { audience: 'approver' as const, ...goesOn };
    const text = textsOf(draw({ ...first, why, steps }, view)).join('\n');
    expect(text.split(why)).toHaveLength(2);
    expect(text).not.toContain('its settings stay');
    expect(text).toMatch(/Then: Connect Contoso Field Services to Microsoft Sentinel\n❌ Failed/);
    expect(textsOf(draw({ ...first, steps }, view))).toContain(why);
  });

  it('is what can be asked for again, also from the request for Defender', () => {
    const chat = calls('connect', { targets: [fieldServices] }, 'chat');
    expect(buttonsOf(draw(connecting, { first }))[0]).toMatchObject({ title: 'Ask again', data: chat });
    expect(buttonsOf(draw(first, goesOn))).toMatchObject([{ title: 'Ask again', data: chat }]);
  });
});

describe('after the end', () => {
  it('a change can be asked for again', () => {
    const again = (plan: ChangePlan) => buttonsOf(draw({ plan, state: 'expired' }))[0];
    const chat = (command: string, args: Record<string, unknown>) => ({
      title: 'Ask again',
      data: calls(command, args, 'chat'),
    });
    expect(again(aConnectPlan())).toMatchObject(chat('connect', { targets: [fieldServices] }));
    expect(again(aDisconnectPlan())).toMatchObject(chat('disconnect', { targets: [fieldServices] }));
    expect(again(anEnablePlan())).toMatchObject(chat('enable', { hub: anEnableItem().hub.id }));
    expect(again(anIncidentsPlan())).toMatchObject(chat('incidents on', {}));
    expect(again(anIncidentsOffPlan())).toMatchObject(chat('incidents off', {}));
  });

  it('a connected subscription leads on to its alerts and incidents', () => {
    const reply = draw({ state: 'done' });
    expect(textsOf(reply)).toEqual(
      expect.arrayContaining([
        '✅ Connected, confirmed by Azure',
        'Data shows up about 15 minutes after connecting. A quiet hub sends nothing, and that is normal.',
      ]),
    );
    expect(buttonsOf(reply).map(({ data }) => data)).toEqual([
      calls('alerts', {}, 'chat'),
      calls('incidents', {}, 'chat'),
      links.connectors,
    ]);
  });

  it('an enabled hub leads on to connecting, unless that goes on by itself', () => {
    const done = { plan: anEnablePlan(), state: 'done' } as const;
    expect(buttonsOf(draw(done))[0]?.data).toEqual(calls('connect', { targets: [fieldServices] }, 'chat'));
    const goesOn: Pick<ChangeView, 'then'> = Object.fromEntries([['then', aChange({ state: 'running' })]]);
    expect(titlesOf(draw(done, goesOn))).toEqual(['Hubs']);
  });

  it('incidents lead to their rule', () => {
    const reply = draw({ plan: anIncidentsPlan(), state: 'done' });
    expect(buttonsOf(reply).map(({ data }) => data)).toEqual([
      calls('incidents', {}, 'chat'),
      links.analytics,
    ]);
  });
});

it('shows names and reasons of strangers as plain text only', () => {
  const evil = '<at>all</at> [x](javascript:alert(1)) {{DATE(2026-01-01T00:00:00Z)}} \u202e\u0024{summary}';
  const name = { name: evil };
  const plan = aConnectPlan({
    items: [aConnectionItem({ subscriptionName: evil, hubs: [aPlannedHub(name)] })],
    warnings: [evil],
  });
  const requester = { ...aChange().requester, ...name };
  const by = { ...arjun, ...name };
  const reply = draw(
    {
      plan,
      requester,
      why: evil,
      state: 'declined',
      decision: { ...decision, verdict: 'declined', by, reason: evil },
    },
    { audience: 'approver', notice: evil },
  );
  const blocks = objectsIn(reply.card).filter(({ node }) => node.type === 'TextBlock');
  expect(complaints(reply.card)).toEqual([]);
  expect(JSON.stringify(blocks)).not.toContain('alert(1)');
  expect(JSON.stringify(reply)).not.toMatch(/<at>|\{\{DATE\(2026-01-01|\u202e|\$\{/);
});
