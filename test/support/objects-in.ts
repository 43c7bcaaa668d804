/** An object found in a card, and where. */
export interface Found {
  path: string;
  node: Record<string, unknown>;
}

/** Every object inside a value, itself included. What buttons carry (`data`) is not part of the card. */
export function objectsIn(value: unknown, path = '$'): Found[] {
  const found: Found[] = [];
  collect(value, path, found);
  return found;
}

// Into one list: cards are looked through many thousand times.
function collect(value: unknown, path: string, found: Found[]): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) collect(item, `${path}[${i}]`, found);
  } else if (isObject(value)) {
    found.push({ path, node: value });
    for (const [key, child] of Object.entries(value)) {
      if (key !== 'data') collect(child, `${path}.${key}`, found);
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
