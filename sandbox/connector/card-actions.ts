import { isJsonObject, type JsonObject } from './chat.ts';

/** All buttons, links and selectable rows of a card, in the order in which they stand there. */
export function actionsOf(card: unknown): JsonObject[] {
  if (Array.isArray(card)) return card.flatMap(actionsOf);
  if (!isJsonObject(card)) return [];
  const isAction = typeof card.type === 'string' && card.type.startsWith('Action.');
  const inside = Object.entries(card).flatMap(([key, value]) =>
    key === 'fallback' || key === 'data' ? [] : actionsOf(value),
  );
  return isAction ? [card, ...inside] : inside;
}

/** The first action whose title is, or fits, `title`. Throws with the titles that there are. */
export function findAction(card: unknown, title: string | RegExp): JsonObject {
  const all = actionsOf(card);
  const fits = (text: string) => (typeof title === 'string' ? text === title : title.test(text));
  const found = all.find((action) => fits(String(action.title ?? '')));
  if (found) return found;
  throw new Error(
    `No button ${String(title)} here, only: ${all.map((action) => String(action.title)).join(' | ') || 'none'}`,
  );
}
