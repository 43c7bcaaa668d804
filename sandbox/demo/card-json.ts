/** A JSON object of a card, as it came over the wire. */
export type CardObject = Readonly<Record<string, unknown>>;

/** Is this a JSON object, not an array or null? */
export function isObject(value: unknown): value is CardObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON objects among `value`'s elements; none when it is no array. */
export function objects(value: unknown): readonly CardObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `value` as text: numbers and booleans written out, anything else empty. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
