/**
 * `text` as PostgreSQL can store it: without U+0000 and halves of surrogate pairs, which it refuses and which
 * untrusted text (names, alerts, chat) may well contain. They become U+FFFD.
 */
export function plainText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** JSON text of `value` with every string in it made plain; undefined when JSON has no word for it. */
export function plainJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? plainText(part) : part));
}
