import { type CardObject, isObject, textOf } from './card-json.ts';

/** The first button, link or selectable row of a card whose title fits; undefined when there is none. */
export function findAction(card: unknown, title: RegExp): CardObject | undefined {
  if (Array.isArray(card)) {
    for (const element of card) {
      const found = findAction(element, title);
      if (found) return found;
    }
    return undefined;
  }
  if (!isObject(card)) return undefined;
  if (textOf(card.type).startsWith('Action.') && title.test(textOf(card.title))) return card;
  return findAction(
    Object.entries(card).flatMap(([key, value]) => (key === 'fallback' ? [] : [value])),
    title,
  );
}
