import { describe, expect, it } from 'vitest';
import { subscriptionIdOf } from '../../src/domain/arm-id.ts';
import { aHub, aSubscriptionId } from '../support/a-hub.ts';

describe('subscriptionIdOf', () => {
  it.each([
    [`/subscriptions/${aSubscriptionId}`],
    [`/SUBSCRIPTIONS/${aSubscriptionId.toUpperCase()}`],
    [`/subscriptions/${aSubscriptionId}/resourceGroups/rg`],
    [aHub().id],
  ])('finds the subscription in %s', (scope) => {
    expect(subscriptionIdOf(scope)).toBe(aSubscriptionId);
  });

  it.each([
    [''],
    ['/'],
    ['/subscriptions/'],
    ['/subscriptions/x'],
    [`/subscriptions/${aSubscriptionId}/`],
    [`/subscriptions/${aSubscriptionId}/providers/x`],
    [`x/subscriptions/${aSubscriptionId}`],
  ])('finds none in "%s"', (scope) => {
    expect(subscriptionIdOf(scope)).toBeUndefined();
  });
});
