import { isJsonObject, type JsonObject } from './chat.ts';
import { type ConnectorAnswer, failed } from './connector-answer.ts';

/** Teams takes about 100 KB, counted as UTF-16 ("Format your bot messages"). */
const maxMessageBytes = 100 * 1024;
/** Cards that bots send may be of version 1.5 or earlier; mobile clients do not show a card without one. */
const cardVersions = new Set(['1.0', '1.1', '1.2', '1.3', '1.4', '1.5']);

/** What Teams would refuse about an activity that the bot sends; undefined when it is fine. */
export function checkActivity(text: string, activity: JsonObject): ConnectorAnswer | undefined {
  if (text.length * 2 > maxMessageBytes) return failed(413, 'MessageSizeTooBig', 'Message size too large.');
  const { type } = activity;
  if (type === 'typing') return undefined;
  if (type !== 'message') return bad(`Activity type ${JSON.stringify(type)} cannot be sent.`);
  const attachments = activity.attachments ?? [];
  if (!Array.isArray(attachments)) return bad('attachments must be an array.');
  if (attachments.length === 0 && !activity.text) return bad('Activity resulted into an empty message.');
  for (const attachment of attachments) {
    const problem = checkAttachment(attachment);
    if (problem) return bad(problem);
  }
  return undefined;
}

function checkAttachment(attachment: unknown): string | undefined {
  if (!isJsonObject(attachment) || typeof attachment.contentType !== 'string')
    return 'An attachment has no contentType.';
  if (attachment.contentType !== 'application/vnd.microsoft.card.adaptive') return undefined;
  return checkCard(attachment.content);
}

/** What is wrong with a card at first sight; undefined when it will be drawn. */
export function checkCard(card: unknown): string | undefined {
  if (!isJsonObject(card) || card.type !== 'AdaptiveCard') return 'The card is not an AdaptiveCard.';
  if (typeof card.version !== 'string' || !cardVersions.has(card.version))
    return 'The card’s version is not 1.0 to 1.5.';
  return undefined;
}

function bad(message: string): ConnectorAnswer {
  return failed(400, 'BadArgument', message);
}
