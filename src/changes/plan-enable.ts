import { targetFor } from '../azure/defender-target.ts';
import type { FreshHub, SubscriptionState } from '../azure/subscription-hubs.ts';
import { sameArmId, subscriptionIdOf } from '../domain/arm-id.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { EnableItem, EnablePlan } from '../domain/change-plan.ts';
import { freeTierCure, hasFreeTier, hasStandardTier } from '../domain/hub.ts';
import { UserError } from '../shared/errors.ts';

/** Reads the hubs of a subscription with their solutions, past everything that is kept. */
export interface EnableNeeds {
  subscriptionHubs(subscriptionId: string, scope: CallScope): Promise<SubscriptionState>;
}

/**
 * What enabling Defender for IoT on these hubs would do. All hubs are of one subscription.
 *
 * @throws UserError for a hub that is gone or whose tier is not Standard, and for hubs of several subscriptions.
 */
export async function planEnable(
  hubs: readonly { id: string; name: string }[],
  subscriptionName: string,
  needs: EnableNeeds,
  scope: CallScope,
): Promise<EnablePlan> {
  const subscriptionId = oneSubscription(hubs.map(({ id }) => id));
  const state = await needs.subscriptionHubs(subscriptionId, scope);
  return {
    kind: 'enable',
    subscriptionId,
    subscriptionName,
    items: hubs.map((hub) => enableItem(hub, state)),
  };
}

/**
 * The item for one hub as things stand now.
 *
 * @throws UserError when the hub is gone or Defender does not support its tier.
 */
export function enableItem(wanted: { id: string; name: string }, state: SubscriptionState): EnableItem {
  const hub = state.hubs.find(({ id }) => sameArmId(id, wanted.id));
  if (!hub) {
    throw new UserError(`The hub ${wanted.name} is not there any more.`, {
      title: 'Hub not found',
      next: [{ title: 'Show hubs', command: 'hubs' }],
    });
  }
  refuseTier(hub);
  const { id, name, defender, tier, resourceGroup, location } = hub;
  return {
    hub: { id, name, defender, tier, resourceGroup, location },
    ...targetFor(hub, state.solutions),
  };
}

function refuseTier(hub: FreshHub): void {
  if (hasStandardTier(hub)) return;
  const { name, tier, id } = hub;
  throw new UserError(
    `Defender for IoT works on IoT hubs of the Standard tier only; ${name} is of the ${tier} tier. ` +
      (hasFreeTier(hub) ? freeTierCure : 'Have its owner change the tier first.'),
    { title: 'Tier not supported', next: [{ title: 'Open hub', command: 'hub', args: { hub: id } }] },
  );
}

function oneSubscription(ids: readonly string[]): string {
  const found = new Set(ids.map((id) => subscriptionIdOf(id)));
  const [only] = found;
  if (only !== undefined && found.size === 1) return only;
  throw new UserError('These hubs are of several subscriptions. Please enable them one by one.', {
    title: 'One subscription at a time',
    next: [{ title: 'Hubs without Defender', command: 'hubs', args: { defender: 'off' } }],
  });
}
