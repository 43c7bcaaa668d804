import type { CountedMute, NumberedSubscription } from '../cards/subscriptions-card.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Clock } from '../shared/clock.ts';
import type { AlertTypes } from '../storage/alert-types.ts';
import type { Mutes } from '../storage/mutes.ts';
import type { Subscriptions } from '../storage/subscriptions.ts';
import type { RightsNeeds } from './allowed-workspaces.ts';
import type { HubsNeeds } from './find-hub.ts';

/** What the commands about subscriptions and mutes need. */
export interface SubscriptionNeeds {
  subscriptions: Subscriptions;
  mutes: Pick<Mutes, 'mute' | 'inForce' | 'end' | 'endAll' | 'keptBack'>;
  alertTypes: AlertTypes;
  hubs: HubsNeeds;
  rights: RightsNeeds;
  clock: Clock;
}

/** The subscriptions of a conversation with the numbers that people know them by. */
export async function numberedSubscriptions(
  { id }: Conversation,
  { subscriptions }: Pick<SubscriptionNeeds, 'subscriptions'>,
): Promise<NumberedSubscription[]> {
  return (await subscriptions.list(id)).map((one, at) => ({ ...one, number: at + 1 }));
}

/** The mutes in force in a conversation, each with what it has kept back. */
export async function countedMutes(
  { id }: Conversation,
  { mutes, clock }: Pick<SubscriptionNeeds, 'mutes' | 'clock'>,
): Promise<CountedMute[]> {
  const inForce = await mutes.inForce(id, clock.now());
  const kept = await mutes.keptBack(inForce.map((one) => one.id));
  return inForce.map((one) => ({ ...one, kept: kept.get(one.id) ?? 0 }));
}
