import { describe, expect, it } from 'vitest';
import { approvalsCard } from '../../src/cards/approvals-card.ts';
import { connectButton, enableButton, hubNextButton } from '../../src/cards/hub-next.ts';
import { incidentsCard } from '../../src/cards/incidents-card.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aChange, anEnablePlan, anIncidentRule, aPerson, arjun } from '../support/a-change.ts';
import { aHub } from '../support/a-hub.ts';
import { objectsIn } from '../support/objects-in.ts';

const now = new Date('2026-11-23T12:00:00Z');

function textOf({ card }: Reply): string {
  return objectsIn(card)
    .map(({ node }) => (typeof node.text === 'string' ? node.text : ''))
    .filter(Boolean)
    .join('\n');
}

function titlesOf({ card }: Reply): unknown[] {
  return objectsIn(card)
    .filter(({ path }) => /\.actions\[\d+\]$/.test(path))
    .map(({ node }) => node.title);
}

describe('the list of approvals', () => {
  const asked = (id: string, requester = arjun) =>
    aChange({ id, plan: anEnablePlan(), state: 'asked', requester });

  it("has the reader's own requests first, and each row opens its request", () => {
    const requests = [asked('theirs'), asked('mine', aPerson())];
    const reply = approvalsCard({
      requests,
      goesOn: new Map(),
      reader: aPerson({ name: 'renamed' }),
      place: undefined,
      now,
    });
    const rows = objectsIn(reply.card).flatMap(({ node }) => objectsIn(node.selectAction).slice(0, 1));
    expect(rows.map(({ node }) => node.data)).toEqual(
      ['mine', 'theirs'].map((change) => ({
        hubwatch: 1,
        command: 'approval',
        args: { change },
        place: 'chat',
      })),
    );
    expect(textOf(reply)).toMatch(/2 requests wait.*Asked by you.*Asked by others/s);
  });

  it('tells two requests apart by what goes on after one of them', () => {
    const goesOn = new Map([['a', aChange({ id: 'then', state: 'waiting' })]]);
    const requests = [asked('a'), asked('b')];
    const text = textOf(approvalsCard({ requests, goesOn, reader: aPerson(), place: undefined, now }));
    expect(text.match(/^Then: .*$/gm)).toEqual([
      'Then: Connect Contoso Field Services to Microsoft Sentinel',
    ]);
  });

  it('offers nobody to decide about their own requests', () => {
    const words = (...requests: ReturnType<typeof asked>[]) =>
      textOf(approvalsCard({ requests, goesOn: new Map(), reader: arjun, place: undefined, now }));
    expect(words(asked('a'))).toMatch(/see it or to withdraw it\. Somebody else has to decide\./);
    expect(words(asked('a'), asked('b', aPerson()))).toContain('Select a request to see it and to decide.');
    expect(words()).not.toContain('Select a request');
  });

  it('says how approvals get here, and where they go', () => {
    const none = approvalsCard({ requests: [], goesOn: new Map(), reader: arjun, place: undefined, now });
    expect(textOf(none)).toMatch(/Nothing waits for an approval.*not set.*type: approvals here/s);
    expect(titlesOf(none)).toEqual(['Refresh', 'Get approvals here']);
    const place = { kind: 'channel', name: 'IoT Approvals' } as const;
    const set = approvalsCard({ requests: [], goesOn: new Map(), reader: arjun, place, now });
    expect(textOf(set)).toContain('Approval cards are posted in the channel IoT Approvals.');
  });

  it('counts what it does not show, and stays small', () => {
    const requests = Array.from({ length: 200 }, (_, i) => asked(`${i}`, i % 2 ? arjun : aPerson()));
    const reply = approvalsCard({ requests, goesOn: new Map(), reader: arjun, place: undefined, now });
    expect(textOf(reply).match(/And 94 more\./g)).toHaveLength(2);
    expect(JSON.stringify(reply.card).length).toBeLessThan(28_000);
  });
});

describe('the incident rules', () => {
  const rule = anIncidentRule({ enabled: true, severities: ['High'] });
  const one = (rules: Parameters<typeof incidentsCard>[0]['workspaces'][number]['rules'], name = 'main') => ({
    workspace: aWorkspace({ name }),
    rules,
  });

  it('say on or off first, and offer the other', () => {
    const on = incidentsCard({ workspaces: [one({ rules: [rule], duplicates: [] })], now });
    expect(on.summary).toBe('Incidents from Defender for IoT alerts: Incidents are on.');
    expect(titlesOf(on)).toEqual(['Turn off', 'Refresh']);
    const off = incidentsCard({ workspaces: [one({ rules: [], duplicates: [] })], now });
    expect(textOf(off)).toMatch(/⚪ Incidents are off.*There is no rule/s);
    expect(titlesOf(off)).toEqual(['Turn on', 'Refresh']);
  });

  it('offer nothing to who may not change them', () => {
    const view = { workspaces: [one({ rules: [rule], duplicates: [] })], mayChange: false, now };
    expect(titlesOf(incidentsCard(view))).toEqual(['Refresh']);
    expect(textOf(incidentsCard(view))).toContain('but not change them');
  });

  it('do not call off what other rules do, nor what could not be read', () => {
    const others = incidentsCard({ workspaces: [one({ rules: [], duplicates: ['Everything'] })], now });
    expect(textOf(others)).toMatch(/Off here, but other rules make incidents.*“Everything”/s);
    const unread = { ...one(undefined, 'two'), why: 'Sentinel is busy.' };
    const some = incidentsCard({ workspaces: [one({ rules: [], duplicates: [] }), unread], now });
    expect(textOf(some)).toMatch(/Off where it could be read.*workspace two \(Sentinel is busy\.\)/s);
    const none = incidentsCard({ workspaces: [unread], now });
    expect(textOf(none)).toContain('❔ Not known');
    expect(titlesOf(none)).toEqual(['Refresh']);
  });

  it('stay small with everything at its longest', () => {
    const long = 'x'.repeat(300);
    const names = Array.from({ length: 40 }, () => long);
    const big = anIncidentRule({ displayName: long, onlyNames: names, exceptNames: names });
    const rules = { rules: Array.from({ length: 40 }, () => big), duplicates: names };
    const workspaces = Array.from({ length: 40 }, () => one(rules, long));
    const reply = incidentsCard({ workspaces, now });
    expect(JSON.stringify(reply.card).length).toBeLessThan(28_000);
    expect(textOf(reply)).toContain('34 more: 0 on, 34 off');
  });
});

describe('the next step of a hub', () => {
  it('is to connect it, then to enable Defender where its tier allows', () => {
    const next = (over: Parameters<typeof aHub>[0]) => hubNextButton(aHub(over));
    expect(next({ connection: 'not connected', defender: 'off' })).toMatchObject({
      title: 'Connect',
      data: { command: 'connect', args: { targets: [aHub().id] }, place: 'chat' },
    });
    expect(next({ defender: 'off' })).toMatchObject({
      title: 'Enable Defender',
      data: { command: 'enable', args: { hub: aHub().id }, place: 'chat' },
    });
    expect(next({ defender: 'off', tier: 'Basic' })).toBeUndefined();
    expect(next({ connection: 'unknown' })).toBeUndefined();
    expect(next({})).toBeUndefined();
  });

  it('is either, where both are offered', () => {
    const hub = aHub({ connection: 'not connected', defender: 'off' });
    expect([enableButton(hub), connectButton(hub)]).toMatchObject([
      { title: 'Enable Defender' },
      { title: 'Connect' },
    ]);
    expect(enableButton({ ...hub, tier: 'Free' })).toBeUndefined();
  });
});
