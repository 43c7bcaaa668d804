import { severities } from '../../src/domain/alert.ts';
import type { Mute, Subscription } from '../../src/domain/subscription.ts';
import { aConversation } from './a-call.ts';
import { aPerson } from './a-change.ts';
import { aHub } from './a-hub.ts';

const noon = new Date('2026-11-23T12:00:00Z');

/** A subscription to all alerts of all hubs, made at noon; override what matters. */
export function aSubscription(over: Partial<Subscription> = {}): Subscription {
  return {
    id: 'wish-1',
    conversation: aConversation(),
    severities,
    hubs: [],
    createdBy: aPerson(),
    createdAt: noon,
    ...over,
  };
}

/** A mute of the hub `plant-7` from noon on for two hours; override what matters. */
export function aMute(over: Partial<Mute> = {}): Mute {
  const { id, name } = aHub();
  return {
    id: 'mute-1',
    conversationId: aConversation().id,
    target: { kind: 'hub', id: id.toLowerCase(), name },
    until: new Date('2026-11-23T14:00:00Z'),
    createdBy: aPerson(),
    createdAt: noon,
    ...over,
  };
}
