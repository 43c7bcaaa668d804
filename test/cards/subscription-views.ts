import { subscribedCard } from '../../src/cards/subscribed-card.ts';
import {
  subscriptionsCard,
  whichMuteCard,
  whichSubscriptionCard,
} from '../../src/cards/subscriptions-card.ts';
import type { Reply } from '../../src/domain/reply.ts';
import type { MuteTarget } from '../../src/domain/subscription.ts';
import { aConversation } from '../support/a-call.ts';
import { arjun } from '../support/a-change.ts';
import { aHub } from '../support/a-hub.ts';
import { aMute, aSubscription } from '../support/a-wish.ts';

const now = new Date('2026-11-23T12:30:00Z');
const channel = aConversation({ id: '19:soc@thread.tacv2', kind: 'channel', name: 'SOC' });
const hubs = ['plant-7', 'plant-8', 'plant-9', 'plant-10', 'plant-11'].map((name) => aHub({ name }));
const sasToken: MuteTarget = { kind: 'alert type', type: 'IoT_Expired_SAS_Token', name: 'Expired SAS Token' };
const high = aSubscription({ id: 'wish-1', severities: ['High'], conversation: channel });
const some = aSubscription({
  id: 'wish-2',
  severities: ['High', 'Medium', 'Low'],
  hubs,
  createdBy: arjun,
  conversation: channel,
});
const wishes = [
  { ...high, number: 1 },
  { ...some, number: 2 },
];
const mutes = [
  { ...aMute(), kept: 12 },
  { ...aMute({ id: 'mute-2', target: sasToken, createdBy: arjun }), kept: 0 },
];
const page = {
  subscriptions: wishes,
  mutes,
  total: { subscriptions: 2, mutes: 2 },
  page: 1,
  pages: 1,
  kind: 'channel',
  now,
} as const;
const many = Array.from({ length: 8 }, (_, at) => ({ ...some, id: `wish-${at + 1}`, number: at + 1 }));

/** The cards about subscriptions in each of their states, by the name of the golden file. */
export const subscriptionViews: Readonly<Record<string, () => Reply>> = {
  subscriptions: () => subscriptionsCard(page),
  'subscriptions-none': () =>
    subscriptionsCard({
      ...page,
      subscriptions: [],
      mutes: [],
      total: { subscriptions: 0, mutes: 0 },
      kind: 'personal',
    }),
  'subscriptions-last-page': () =>
    subscriptionsCard({
      ...page,
      subscriptions: [],
      total: { subscriptions: 8, mutes: 2 },
      page: 2,
      pages: 2,
    }),
  'subscriptions-which': () => whichSubscriptionCard(many, 'There are several in this channel.'),
  'subscriptions-which-mute': () => whichMuteCard(mutes, 'Several things are muted here.'),
  subscribed: () => subscribedCard({ subscription: aSubscription(), isNew: true, total: 1, mutes: [] }),
  'subscribed-in-channel': () => subscribedCard({ subscription: some, isNew: true, total: 2, mutes }),
  'subscribed-already': () => subscribedCard({ subscription: high, isNew: false, total: 2, mutes: [] }),
};
