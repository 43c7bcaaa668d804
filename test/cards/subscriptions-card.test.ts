import { describe, expect, it } from 'vitest';
import { subscribedCard } from '../../src/cards/subscribed-card.ts';
import {
  type CountedMute,
  type NumberedSubscription,
  subscriptionsCard,
  whichMuteCard,
  whichSubscriptionCard,
} from '../../src/cards/subscriptions-card.ts';
import type { MuteTarget } from '../../src/domain/subscription.ts';
import { aHub } from '../support/a-hub.ts';
import { aMute, aSubscription } from '../support/a-wish.ts';
import { complaints } from '../support/card-checks.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';

const now = new Date('2026-11-23T12:30:00Z');
const evil = `"<at>all</at>" **x** [y](javascript:alert(1)) \u0024{z} {{TIME(2026-01-01T00:00:00Z)}} \u202e${'"'.repeat(9_000)}`;
const createdBy = { tenantId: 't', objectId: 'o', name: evil };
const hubs = [1, 2, 3, 4].map((n) => ({ id: `${n}${evil}`, name: evil }));
const wishes: NumberedSubscription[] = Array.from({ length: 20 }, (_, at) => ({
  ...aSubscription({ id: `wish-${at}`, severities: ['High', 'Medium', 'Low'], hubs, createdBy }),
  number: at + 1,
}));
const target: MuteTarget = { kind: 'alert type', type: evil, name: evil };
const mutes: CountedMute[] = Array.from({ length: 50 }, (_, at) => ({
  ...aMute({ id: `mute-${at}`, target: { ...target, type: `${at}${evil}` }, createdBy }),
  kept: 1_234,
}));

describe('the cards about subscriptions', () => {
  it.each([
    [
      'the list',
      subscriptionsCard({
        subscriptions: wishes.slice(0, 8),
        mutes: mutes.slice(0, 8),
        total: { subscriptions: 20, mutes: 50 },
        page: 2,
        pages: 9,
        kind: 'channel',
        now,
      }),
    ],
    ['which subscription', whichSubscriptionCard(wishes, evil)],
    ['which mute', whichMuteCard(mutes, evil)],
    [
      'subscribed',
      subscribedCard({ subscription: wishes[0] ?? aSubscription(), isNew: true, total: 20, mutes }),
    ],
  ])('%s stays whole and harmless with the longest and worst names', (_, { card }) => {
    const text = JSON.stringify(card);
    expect(complaints(card)).toEqual([]);
    expect(text).not.toMatch(/<at>|\$\{|\{\{TIME\(2026-01|\u202e/);
    expect(text.length).toBeLessThan(40_000);
  });

  it('tell two hubs of one name apart by their resource groups, and name others by their name alone', () => {
    const twins = ['rg-a', 'rg-b'].map((resourceGroup) => aHub({ name: 'twin', resourceGroup }));
    const [a, b] = twins.map((hub, at) => ({
      ...aSubscription({ severities: ['High'], hubs: [hub, aHub()] }),
      number: at + 1,
    }));
    if (!a || !b) throw new Error('two are needed');
    const titles = buttonsOf(whichSubscriptionCard([a, b], '')).map(({ title }) => title);
    expect(titles).toEqual([
      '1. High alerts of twin (rg-a) and plant-7',
      '2. High alerts of twin (rg-b) and plant-7',
    ]);
    expect(buttonsOf(whichSubscriptionCard([a], ''))[0]?.title).toBe('1. High alerts of twin and plant-7');
  });

  it('count the mutes that have no row', () => {
    expect(shown(whichMuteCard(mutes, ''))).toContain('And 30 more.');
  });

  it('have a name for what has none', () => {
    const nameless = { ...aMute({ target: { kind: 'alert type', type: '\u202e', name: '' } }), kept: 0 };
    expect(shown(whichMuteCard([nameless], ''))).toContain('Alert type without a name');
  });
});
