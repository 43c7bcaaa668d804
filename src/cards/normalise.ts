import { safeLink } from './buttons.ts';
import { heading, plain } from './text.ts';
import { isoSeconds } from './times.ts';

/** Plain data, as the template engine gets it. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

// Longer than any text a mapper lets through, so that it only catches what a mapper forgot.
const longest = 2_000;
const deepest = 12;
// Our own words, which templates may show in a TextBlock.
const shownAsMarkdown = ['heading', 'label', 'mark'];
const isoPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Copies card data into a form that the template engine cannot stumble over: `null` inside a text makes
 * adaptivecards-templating 2.3.1 throw, and `undefined` leaves `${name}` in the card. Missing values become
 * empty texts, dates ISO text in whole seconds, every text is made harmless again (`plain`), headings,
 * labels and marks lose their markdown, and list items with a malformed `iso` time are left out.
 */
export function normalise(value: unknown, key = '', depth = 0): Json {
  if (typeof value === 'string') return cleanText(value, key);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : '';
  if (value instanceof Date) return isoSeconds(value) ?? '';
  if (depth >= deepest) return '';
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null && item !== undefined);
    return items.map((item) => normalise(item, '', depth + 1)).filter(hasGoodTime);
  }
  if (typeof value !== 'object' || value === null) return '';
  const pairs = Object.entries(value).filter(([name]) => name !== '__proto__');
  return Object.fromEntries(pairs.map(([name, inner]) => [name, normalise(inner, name, depth + 1)]));
}

function cleanText(text: string, key: string): string {
  if (key === 'url') return safeLink(text) ?? '';
  if (shownAsMarkdown.includes(key)) return heading(text);
  return plain(text, longest);
}

function hasGoodTime(item: Json): boolean {
  if (typeof item !== 'object' || Array.isArray(item) || !('iso' in item)) return true;
  return typeof item.iso === 'string' && isoPattern.test(item.iso);
}
