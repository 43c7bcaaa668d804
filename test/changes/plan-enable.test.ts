import { describe, expect, it } from 'vitest';
import type { SubscriptionState } from '../../src/azure/subscription-hubs.ts';
import { enableItem, planEnable } from '../../src/changes/plan-enable.ts';
import { UserError } from '../../src/shared/errors.ts';
import { anEnableItem, anEnablePlan, fieldServices } from '../support/a-change.ts';
import { aFreshHub, aSolution, aSubscriptionState, sentinelError } from '../support/a-subscription.ts';
import { reason } from '../support/reason.ts';
import { aScope } from '../support/some-clients.ts';

const windfarm = aFreshHub({ name: 'ctso-fld-windfarm', defender: 'off' });
const elevators = aFreshHub();

/** Plans for these hubs, of a subscription that stands so. */
function plan(hubs: readonly { id: string; name: string }[], state: Partial<SubscriptionState> = {}) {
  const read: string[] = [];
  const subscriptionHubs = async (id: string) => {
    read.push(id);
    return aSubscriptionState({ solutions: [aSolution()], ...state });
  };
  const made = planEnable(hubs, 'Contoso Field Services', { subscriptionHubs }, aScope());
  return { made, read };
}

describe('a plan to enable', () => {
  it('adds the hub to the solution beside it, and names the hubs that are kept', async () => {
    const { made, read } = plan([windfarm]);
    expect(await made).toEqual(anEnablePlan({ items: [anEnableItem()] }));
    expect(read).toEqual([fieldServices]);
  });

  it('makes a solution when there is none', async () => {
    const { items } = await plan([windfarm], { solutions: [] }).made;
    expect(items).toMatchObject([
      { step: 'create', solution: { name: windfarm.name, resourceGroup: 'rg-fld-iot', otherHubs: [] } },
    ]);
  });

  it('has nothing to do for a hub that an enabled solution lists', async () => {
    const { items } = await plan([elevators]).made;
    expect(items).toMatchObject([{ step: 'nothing', solution: { otherHubs: ['ctso-fld-pumps'] } }]);
  });

  it('switches a whole solution on that lists the hub', async () => {
    const solutions = [aSolution({ enabled: false })];
    const { items } = await plan([elevators], { solutions }).made;
    expect(items).toMatchObject([{ step: 'switch on', solution: { otherHubs: ['ctso-fld-pumps'] } }]);
  });

  it('takes several hubs of one subscription, however their ids are written', async () => {
    const { made, read } = plan([windfarm, { ...elevators, id: elevators.id.toUpperCase() }]);
    expect((await made).items.map(({ hub, step }) => [hub.id, step])).toEqual([
      [windfarm.id, 'add hub'],
      [elevators.id, 'nothing'],
    ]);
    expect(read).toHaveLength(1);
  });

  it('refuses a hub that is gone', async () => {
    const error = await reason(plan([windfarm], { hubs: [] }).made);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      title: 'Hub not found',
      message: 'The hub ctso-fld-windfarm is not there any more.',
      next: [{ command: 'hubs' }],
    });
  });

  it.each(['Free', 'Basic', ''])('refuses the tier "%s" and says what to do', async (tier) => {
    const error = await reason(plan([windfarm], { hubs: [{ ...windfarm, tier }] }).made);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      title: 'Tier not supported',
      message: expect.stringMatching(/Standard tier only; ctso-fld-windfarm/),
      next: [{ command: 'hub', args: { hub: windfarm.id } }],
    });
  });

  it('refuses hubs of several subscriptions, and of none, before anything is read', async () => {
    const foreign = {
      id: elevators.id.replace(fieldServices, '99999999-9999-4999-8999-999999999999'),
      name: 'x',
    };
    for (const hubs of [[windfarm, foreign], [{ id: 'not an id', name: 'x' }], []]) {
      const { made, read } = plan(hubs);
      expect(await reason(made)).toMatchObject({ title: 'One subscription at a time' });
      expect(read).toEqual([]);
    }
  });

  it('is not made when the subscription cannot be read', async () => {
    const error = sentinelError('unavailable');
    const subscriptionHubs = async () => Promise.reject(error);
    expect(await reason(planEnable([windfarm], 'x', { subscriptionHubs }, aScope()))).toBe(error);
  });
});

describe('an item to enable', () => {
  it('has the hub as it is now, not as it was asked for', () => {
    const state = aSubscriptionState({ hubs: [{ ...windfarm, location: 'northeurope' }] });
    expect(enableItem({ id: windfarm.id, name: 'old name' }, state)).toMatchObject({
      hub: { name: 'ctso-fld-windfarm', location: 'northeurope' },
      step: 'create',
    });
  });
});
