import type { Command } from './command.ts';
import { mute } from './mute.ts';
import { subscribe } from './subscribe.ts';
import type { SubscriptionNeeds } from './subscription-needs.ts';
import { subscriptions } from './subscriptions.ts';
import { unmute } from './unmute.ts';
import { unsubscribe } from './unsubscribe.ts';

/** The commands by which a conversation says what it wants to be told of, in the order of help. */
export function subscriptionCommands(needs: SubscriptionNeeds): readonly Command[] {
  return [subscribe(needs), unsubscribe(needs), subscriptions(needs), mute(needs), unmute(needs)];
}
