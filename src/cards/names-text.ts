import { plain } from './text.ts';

/** Names as a list in words, the rest counted: `A`, `A and B`, `A, B and 3 more`. Names are untrusted text. */
export function namesText(names: readonly string[], most: number, longest = 80): string {
  const shown = names.slice(0, most).map((name) => plain(name, longest));
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest.toLocaleString('en-US')} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
