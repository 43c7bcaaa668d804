import type { Activity } from 'botbuilder';
import type { CardJson, Reply } from '../domain/reply.ts';

const cardType = 'application/vnd.microsoft.card.adaptive';

/**
 * The largest message that is sent. Teams takes about 100 KB counted as UTF-16 and its documentation advises
 * to stay below 80 KB ("Format your bot messages"); two bytes a character.
 */
const maxCharacters = (80 * 1024) / 2;

/** A reply as a message: the card, and the plain line for notifications, which would else say "Sent a card". */
export function toActivity(reply: Reply): Partial<Activity> {
  return {
    type: 'message',
    summary: reply.summary,
    attachments: [{ contentType: cardType, content: withFallback(reply) }],
  };
}

/** The card of a reply with the plain line for clients that cannot draw it. */
export function withFallback(reply: Reply): CardJson {
  return { fallbackText: reply.summary, ...reply.card };
}

/** True when Teams would refuse the message for its size. */
export function isTooBig(activity: Partial<Activity>): boolean {
  return JSON.stringify(activity).length > maxCharacters;
}
