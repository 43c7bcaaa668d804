import { describe, expect, it } from 'vitest';
import type { Rights } from '../../src/domain/grant.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aHub, anInventory, aSubscriptionId } from '../support/a-hub.ts';
import { aFreshHub, anIotConnector, sentinelError } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { someChanges } from '../support/some-changes.ts';
import { buttonsOf, shown, someCommands, type WorldOver } from '../support/some-commands.ts';

const field = '99999999-9999-4999-8999-999999999999';
const windfarm = aHub({
  name: 'windfarm',
  subscriptionId: field,
  subscriptionName: 'Field Services',
  defender: 'off',
});
const fresh = [aHub(), aHub({ name: 'plant-8' })].map(({ id, name }) =>
  aFreshHub({ id, name, resourceGroup: 'rg-plants' }),
);
const two = [aWorkspace(), aWorkspace({ name: 'sentinel-two' })];

/** Two hubs of Plants Europe and one of Field Services; nothing is connected. */
function world(over: WorldOver = {}, workspaces: readonly Workspace[] = [aWorkspace()]) {
  const seen = someChanges();
  const commands = someCommands(
    {
      changes: seen.changes,
      hubs: { list: async () => anInventory([aHub(), aHub({ name: 'plant-8' }), windfarm]) },
      subscriptionHubs: async (id) => ({
        hubs: id === field ? [aFreshHub({ id: windfarm.id, name: 'windfarm', defender: 'off' })] : fresh,
        solutions: [],
      }),
      ...over,
    },
    { workspaces },
  );
  return { ...commands, ...seen };
}
const reader = 'Microsoft.SecurityInsights/*/read';
const only =
  (...actions: string[]) =>
  async (_: string, scope: string): Promise<Rights> =>
    heldRights(actions, scope);
const connectedTo = (subscriptionId: string) => ({
  list: async () => ({ iot: [anIotConnector({ subscriptionId })], defenderForCloud: [] }),
});

describe('connect', () => {
  it('shows a preview of the whole subscription, to be confirmed, and notes its card', async () => {
    const { say, drafts } = world();
    const answer = await say('connect', 'plant-7');
    expect(shown(answer)).toMatch(/Connect Plants Europe to Microsoft Sentinel/);
    expect(shown(answer)).toMatch(/plant-7 and plant-8/);
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Connect', command: 'confirm', place: 'note' }),
    );
    expect(drafts).toMatchObject([
      {
        plan: {
          kind: 'connect',
          items: [{ subscriptionId: aSubscriptionId, step: 'create', hubs: [{}, {}] }],
          toEnable: [],
          warnings: [],
        },
        actor: { name: 'Ada Operator' },
      },
    ]);
    expect(answer.changeCard).toEqual({ id: 'card-1', version: 1 });
  });

  it('takes hubs and subscriptions together', async () => {
    const { say, drafts } = world();
    const answer = await say('connect', ...'plant-7, plant-8 and Field Services to sentinel-main'.split(' '));
    expect(shown(answer)).toMatch(/Connect 2 subscriptions/);
    expect(drafts).toMatchObject([
      { plan: { items: [{ subscriptionId: aSubscriptionId }, { subscriptionId: field }] } },
    ]);
  });

  it('offers to have Defender enabled for a hub that was named and has it off', async () => {
    const { say, drafts } = world();
    const answer = await say('connect', 'windfarm');
    expect(drafts).toMatchObject([{ plan: { toEnable: [windfarm.id] } }]);
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Request enabling', command: 'request enabling' }),
    );
    const whole = world();
    await whole.say('connect', 'Field', 'Services');
    expect(whole.drafts).toMatchObject([{ plan: { toEnable: [] } }]);
  });

  it('shows what is connected already as such, and keeps nothing', async () => {
    const { say, drafts } = world({ connectors: connectedTo(aSubscriptionId) });
    const answer = await say('connect', 'plant-7');
    expect(shown(answer)).toMatch(/[Aa]lready connected|[Nn]othing to do/);
    expect(buttonsOf(answer).map(({ command }) => command)).not.toContain('confirm');
    expect(drafts).toEqual([]);
    expect(answer).not.toHaveProperty('changeCard');
  });

  it('asks which workspace when there are several, and keeps the targets', async () => {
    const { say, drafts } = world({}, two);
    const answer = await say('connect', 'plant-7');
    expect(shown(answer)).toMatch(/Which workspace\?/);
    const buttons = buttonsOf(answer);
    expect(buttons.map(({ title }) => title)).toEqual(two.map(({ name }) => name));
    for (const { command, args } of buttons)
      expect({ command, args }).toMatchObject({ command: 'connect', args: { targets: ['plant-7'] } });
    expect(drafts).toEqual([]);
  });

  it('goes on with the workspace that was chosen, by word or by button', async () => {
    const { say, click, drafts } = world({}, two);
    await say('connect', 'plant-7', 'to', 'sentinel-two');
    await click('connect', { targets: ['plant-7'], workspace: 'sentinel-two' });
    expect(drafts).toHaveLength(2);
    for (const { plan } of drafts)
      expect(plan).toMatchObject({ items: [{ workspace: { name: 'sentinel-two' } }] });
  });

  it('offers hubs near an unknown name, as targets', async () => {
    const answer = await world().say('connect', 'plant7');
    expect(buttonsOf(answer)[0]).toMatchObject({
      title: 'plant-7',
      command: 'connect',
      args: { targets: [aHub().id] },
    });
  });

  it('shows what Sentinel’s own check finds missing, with the subscription when there are several', async () => {
    const requirements: WorldOver['requirements'] = async () => ({
      authorization: 'Valid',
      license: 'Invalid',
    });
    const { say, drafts } = world({ requirements });
    const words = 'Sentinel finds no Defender for IoT in the subscription. Enable it on a hub first.';
    expect(shown(await say('connect', 'plant-7'))).toContain(words);
    await say('connect', 'plant-7,', 'windfarm');
    expect(drafts.map(({ plan }) => plan.kind === 'connect' && plan.warnings)).toEqual([
      [words],
      [`Plants Europe: ${words}`, `Field Services: ${words}`],
    ]);
  });

  it('goes on without that check when it does not answer, and says sorry for a defect of ours', async () => {
    const fails = (error: Error) => async () => Promise.reject(error);
    const silent = world({ requirements: fails(sentinelError('unavailable')) });
    await silent.say('connect', 'plant-7');
    expect(silent.drafts).toMatchObject([{ plan: { warnings: [] } }]);
    const broken = world({ requirements: fails(new TypeError('oops')) });
    expect(shown(await broken.say('connect', 'plant-7'))).toContain('Sorry, something went wrong');
  });

  it('is refused without the rights on workspace and subscription, naming each, and keeps nothing', async () => {
    const { say, drafts, refusals } = world({ rights: { rightsOf: only(reader) } });
    const text = shown(await say('connect', 'plant-7'));
    expect(text).toContain('You lack a right for this');
    expect(text).toContain('connect this subscription to Microsoft Sentinel');
    expect(text).toContain('Microsoft.SecurityInsights/dataConnectors/write');
    expect(text).toContain('Microsoft Sentinel Contributor');
    expect(text).toContain('Microsoft.Resources/subscriptions/resourceGroups/write');
    expect(text).toContain(`/subscriptions/${aSubscriptionId}`);
    expect(drafts).toEqual([]);
    expect(refusals).toMatchObject([{ event: 'refused', what: 'connect' }]);
  });

  it('is refused for guests', async () => {
    const { say, drafts, refusals } = world({ roster: { membershipOf: async () => 'guest' } });
    expect(shown(await say('connect', 'plant-7'))).toContain('Guests of the organisation cannot change');
    expect([drafts.length, refusals.length]).toEqual([0, 1]);
  });

  it('says what is known when Azure cannot be read, and keeps nothing', async () => {
    const list = async () => Promise.reject(sentinelError('unavailable'));
    const { say, drafts } = world({ connectors: { list } });
    expect(shown(await say('connect', 'plant-7'))).toContain('Microsoft Sentinel could not be used');
    expect(drafts).toEqual([]);
  });

  it('says how to use it without a name', async () => {
    expect(shown(await world().say('connect'))).toContain('Type: connect <hub or subscription>');
  });

  it('takes only its own arguments from a button', async () => {
    const { click, drafts } = world();
    const wrong = [{ targets: [] }, { targets: 'plant-7' }, { targets: ['plant-7'], plan: 'mine' }, {}];
    for (const args of wrong) expect(shown(await click('connect', args))).toContain('How to use connect');
    expect(drafts).toEqual([]);
  });
});

describe('disconnect', () => {
  it('of several hubs asks for an approval', async () => {
    const { say, drafts } = world({ connectors: connectedTo(aSubscriptionId) });
    const answer = await say('disconnect', 'plant-7', 'from', 'sentinel-main');
    expect(shown(answer)).toMatch(/Disconnect Plants Europe from Microsoft Sentinel/);
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Ask for approval', command: 'confirm' }),
    );
    expect(drafts).toMatchObject([{ plan: { kind: 'disconnect', items: [{ step: 'remove' }] } }]);
  });

  it('of one hub is confirmed by the one who asks', async () => {
    const answer = await world({ connectors: connectedTo(field) }).say('disconnect', 'windfarm');
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Disconnect', command: 'confirm' }),
    );
  });

  it('of what is not connected has nothing to do', async () => {
    const { say, drafts } = world();
    await say('disconnect', 'plant-7');
    expect(drafts).toEqual([]);
  });

  it('takes the right to delete connectors, not the one to write them', async () => {
    const rights = {
      rightsOf: only(reader, '*/dataConnectors/write', 'Microsoft.Resources/*'),
    };
    const { say } = world({ rights, connectors: connectedTo(aSubscriptionId) });
    const text = shown(await say('disconnect', 'plant-7'));
    expect(text).toContain('Microsoft.SecurityInsights/dataConnectors/delete');
    expect(text).not.toContain('dataConnectors/write');
  });
});
