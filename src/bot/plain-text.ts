import type { MentionEntity } from './read-activity.ts';

const entityNames: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  apos: "'",
};

/**
 * The words that somebody typed: without the bot's mentions, with other people's mentions as plain names,
 * HTML entities decoded, every kind of blank as one space. Teams' own helper takes away only the first
 * mention and leaves `&nbsp;` behind.
 */
export function plainText(text: string, mentions: readonly MentionEntity[], botId: string): string {
  const others = new Set(
    mentions.filter(({ mentionedId }) => mentionedId !== botId).map((mention) => mention.text),
  );
  let rest = text;
  for (const mention of mentions) {
    const isBot = mention.mentionedId === botId && mention.text !== '';
    if (isBot && !others.has(mention.text)) rest = rest.replaceAll(mention.text, ' ');
  }
  return rest
    .replace(/<at\b[^<>]*>([^<>]*)<\/at>/gi, (whole, name: string) => (others.has(whole) ? name : ' '))
    .replace(
      /&(nbsp|amp|lt|gt|quot|apos|#39);/gi,
      (_, entity: string) => entityNames[entity.toLowerCase()] ?? ' ',
    )
    .replace(/[\p{Cf}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
