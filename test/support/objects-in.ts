/** An object found in a card, and where. */
export interface Found {
  path: string;
  node: Record<string, unknown>;
}

/** Every object inside a value, itself included. What buttons carry (`data`) is not part of the card. */
export function objectsIn(value: unknown, path = '$'): Found[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => objectsIn(item, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  const node = Object.fromEntries(Object.entries(value));
  const inner = Object.entries(node).filter(([key]) => key !== 'data');
  return [{ path, node }, ...inner.flatMap(([key, child]) => objectsIn(child, `${path}.${key}`))];
}
