import { describe, expect, it } from 'vitest';
import type { Changes } from '../../src/changes/changes.ts';
import type { Change } from '../../src/domain/change.ts';
import { Refusal } from '../../src/shared/errors.ts';
import { aCall, anActor } from '../support/a-call.ts';
import {
  aChange,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  arjun,
  fieldServices,
} from '../support/a-change.ts';
import { aSolution, aSubscriptionState, sentinelError } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { someChanges } from '../support/some-changes.ts';
import { buttonsOf, shown, someCommands, type WorldOver } from '../support/some-commands.ts';

const id = 'k3yq7v1zc9wmx2rb_-0123';
const windfarm = anEnableItem().hub.id;
const change = (over: Partial<Change> = {}) => aChange({ id, ...over });
const approver = anActor({ objectId: arjun.objectId, name: arjun.name });

interface World {
  found?: Partial<Change>;
  changes?: Partial<Changes>;
  approvals?: 'required' | 'self';
}

/** Clicks on the card of one change. */
function world({ found = {}, changes = {}, approvals = 'required' }: World = {}, over: WorldOver = {}) {
  const seen = someChanges(change(found), approvals, changes);
  const commands = someCommands({
    changes: seen.changes,
    rules: { approvals, approvalHours: 24 },
    subscriptionHubs: async () => aSubscriptionState({ solutions: [aSolution()] }),
    ...over,
  });
  const click = (command: string, args: Record<string, unknown> = {}, actor = anActor()) =>
    commands.runner.run(
      aCall({ command, args: { change: id, ...args }, origin: 'clicked', card: '7', actor }),
    );
  return { ...commands, ...seen, click };
}
const mayNothing: WorldOver = {
  rights: { rightsOf: async (_: string, scope: string) => heldRights(['*/read'], scope) },
};
const guest: WorldOver = { roster: { membershipOf: async () => 'guest' } };
const steps = (done: string[]) => done.filter((one) => !one.startsWith('clicked'));

describe('confirming', () => {
  it('goes on with the change of the clicked card, and answers with a note', async () => {
    const { click, done, clicks } = world();
    const answer = await click('confirm');
    expect(answer).toMatchObject({ summary: 'On it. This card shows what happens.', quiet: true });
    expect(done).toEqual(['clicked by requester', 'confirm']);
    expect(clicks[1]).toMatchObject({ change: id, card: '7', actor: anActor() });
  });

  it('says that an approver is asked when one is', async () => {
    const { click } = world({ found: { needsApproval: true } });
    expect((await click('confirm')).summary).toBe('An approver is asked. This card shows the decision.');
  });

  it('judges the rights of that moment, and the audit knows who was refused', async () => {
    for (const over of [mayNothing, guest]) {
      const { click, done, refusals } = world({}, over);
      await click('confirm');
      expect(steps(done)).toEqual([]);
      expect(refusals).toMatchObject([{ event: 'refused', what: 'confirm', change: id }]);
    }
  });

  it('of a change that has gone on asks Azure nothing: the ledger says how it stands', async () => {
    const confirm = async () => Promise.reject(new Refusal('Too late.'));
    const { click, refusals } = world({ found: { state: 'done' }, changes: { confirm } }, mayNothing);
    expect(shown(await click('confirm'))).toContain('Too late.');
    expect(refusals).toMatchObject([{ outcome: 'Too late.' }]);
  });

  it('on a copy is refused before anything is judged', async () => {
    const clicked = async () => Promise.reject(new Refusal('A copy.'));
    const { click, done } = world({ changes: { clicked } });
    expect(shown(await click('confirm'))).toContain('A copy.');
    expect(done).toEqual([]);
  });

  it('offers no button that cannot work when Azure fails', async () => {
    const rightsOf = async () => Promise.reject(sentinelError('unavailable'));
    const { click, commands } = world({}, { rights: { rightsOf } });
    const answer = await click('confirm');
    expect(shown(answer)).toContain('Microsoft Sentinel could not be used');
    // What comes too late for a note is posted as a message of its own; its buttons must be ones that are taken.
    const dead = buttonsOf(answer).filter(({ command, place }) => {
      const known = commands.find(({ name }) => name === command);
      return (known?.note ?? false) !== (place === 'note');
    });
    expect(dead).toEqual([]);
  });
});

describe('requesting that Defender is enabled first', () => {
  const found = { plan: aConnectPlan({ toEnable: [windfarm] }) };

  it('asks for it, and connecting waits', async () => {
    const { click, done, enabling } = world({ found });
    expect((await click('request enabling')).summary).toBe(
      'An approver is asked. Connecting goes on by itself when Defender is on.',
    );
    expect(steps(done)).toEqual(['confirm after enabling']);
    expect(enabling).toMatchObject([
      {
        kind: 'enable',
        subscriptionId: fieldServices,
        subscriptionName: 'Contoso Field Services',
        items: [{ step: 'add hub', hub: { id: windfarm } }],
      },
    ]);
  });

  it('says so when nobody else has to agree', async () => {
    const { click } = world({ found, approvals: 'self' });
    expect((await click('request enabling')).summary).toMatch(/^On it\. Connecting goes on by itself/);
  });

  it('takes the rights for connecting and for enabling', async () => {
    const lacking = (action: string): WorldOver => ({
      rights: {
        rightsOf: async (_, scope) => ({
          ...heldRights([], scope),
          grants: [
            {
              scope,
              roleName: 'r',
              conditional: false,
              permissions: [{ actions: ['*'], notActions: [action] }],
            },
          ],
        }),
      },
    });
    for (const [action, purpose] of [
      ['Microsoft.SecurityInsights/dataConnectors/write', 'connect this'],
      ['Microsoft.Security/iotSecuritySolutions/write', 'enable Defender for IoT on this hub'],
    ] as const) {
      const { click, done, refusals } = world({ found }, lacking(action));
      const text = shown(await click('request enabling'));
      expect(text).toContain(action);
      expect(text).toContain(purpose);
      expect(steps(done)).toEqual([]);
      expect(refusals).toHaveLength(1);
    }
  });

  it.each<[string, Partial<Change>]>([
    ['a connection without such hubs', {}],
    ['a disconnection', { plan: aDisconnectPlan() }],
  ])('is refused for %s', async (_, plain) => {
    const { click, done, refusals } = world({ found: plain });
    expect(shown(await click('request enabling'))).toContain('There is nothing to be enabled');
    expect([steps(done), refusals.length]).toEqual([[], 1]);
  });

  it('does not ask an approver for nothing when Defender is on by now', async () => {
    const solutions = [aSolution({ hubIds: [...aSolution().hubIds, windfarm] })];
    const { click, enabling } = world(
      { found },
      { subscriptionHubs: async () => aSubscriptionState({ solutions }) },
    );
    await click('request enabling');
    expect(enabling).toEqual([]);
  });

  it('says what is known when the subscription cannot be read', async () => {
    const subscriptionHubs = async () => Promise.reject(sentinelError('unavailable'));
    const { click, done } = world({ found }, { subscriptionHubs });
    await click('request enabling');
    expect(steps(done)).toEqual([]);
  });
});

describe('taking back', () => {
  it('is done by the ledger, which knows whose it is, whatever the rights', async () => {
    const { click, done } = world({}, mayNothing);
    expect((await click('cancel')).summary).toBe('Cancelled. Nothing was changed.');
    expect(done).toEqual(['cancel']);
  });

  it('that is refused is in the audit', async () => {
    const cancel = async () => Promise.reject(new Refusal('Not yours.'));
    const { click, refusals } = world({ changes: { cancel } });
    await click('cancel');
    expect(refusals).toMatchObject([{ what: 'cancel', outcome: 'Not yours.', change: id }]);
  });
});

describe('deciding', () => {
  const found = { state: 'asked', plan: anEnablePlan(), needsApproval: true } as const;

  it.each([
    ['approve', 'As planned', 'decide approved: As planned', 'Approved. This card shows what happens.'],
    ['decline', '  too early ', 'decide declined: too early', 'Declined. The requester is told.'],
    ['approve', undefined, 'decide approved: ', 'Approved. This card shows what happens.'],
  ])('to %s with the reason %j is kept', async (decision, reason, step, words) => {
    const { click, done } = world({ found });
    const answer = await click('decide', { decision, ...(reason === undefined ? {} : { reason }) }, approver);
    expect(answer).toMatchObject({ summary: words, quiet: true });
    expect(done).toEqual(['clicked by approver', step]);
  });

  it('is refused for the one who asked, whatever the case of the id, before rights are read', async () => {
    const self = anActor({ objectId: anActor().objectId.toUpperCase() });
    const { click, done, refusals } = world({ found }, mayNothing);
    const text = shown(await click('decide', { decision: 'approve' }, self));
    expect(text).toContain('You asked for this yourself: a second person has to decide.');
    expect([steps(done), refusals.length]).toEqual([[], 1]);
  });

  it('is refused for somebody without the right for the change, and for guests', async () => {
    for (const over of [mayNothing, guest]) {
      for (const decision of ['approve', 'decline']) {
        const { click, done, refusals } = world({ found }, over);
        await click('decide', { decision }, approver);
        expect([steps(done), refusals.length]).toEqual([[], 1]);
      }
    }
  });

  it('too late says who was faster', async () => {
    const decision = { verdict: 'approved', by: arjun, at: new Date(), reason: '' } as const;
    const { click, done, refusals } = world({ found: { ...found, state: 'running', decision } });
    const text = shown(await click('decide', { decision: 'decline' }, approver));
    expect(text).toContain('Already approved by Arjun Mehta. This request is being done.');
    expect([steps(done), refusals.length]).toEqual([[], 1]);
  });

  it('takes no other words and no long reasons', async () => {
    const wrong = [
      { decision: 'approved' },
      {},
      { decision: 'approve', reason: 'x'.repeat(301) },
      { decision: 'approve', by: 'me' },
    ];
    for (const args of wrong) {
      const { click, done, refusals } = world({ found });
      await click('decide', args, approver);
      expect(done).toEqual([]);
      expect(refusals).toMatchObject([{ what: 'decide', outcome: 'wrong arguments' }]);
    }
  });
});

describe('every button of a change', () => {
  const names = ['confirm', 'request enabling', 'cancel', 'decide'];

  it('takes an id as Hubwatch makes them and nothing else', async () => {
    for (const name of names) {
      for (const wrong of ['', 'short', `${id}x`, '../'.repeat(7), 7, null]) {
        const { click, done } = world();
        await click(name, { change: wrong, ...(name === 'decide' ? { decision: 'approve' } : {}) });
        expect(done).toEqual([]);
      }
    }
  });

  it('cannot be typed, is answered with a note, and is for the audit', () => {
    const { commands } = world();
    for (const name of names) {
      expect(commands.find((command) => command.name === name)).toMatchObject({
        listed: false,
        note: true,
        changes: true,
        aliases: [],
      });
    }
  });
});
