import { type Severity, severities } from '../domain/alert.ts';
import { slipsBetween } from '../shared/near-miss.ts';

/** Hours that `alerts` looks back when nothing else is said. */
export const usualHours = 24;

/**
 * The furthest that `alerts` looks back, in hours: 90 days, as long as Microsoft Sentinel keeps data without
 * extra cost (Microsoft Learn, "Plan costs for Microsoft Sentinel").
 */
export const mostHours = 90 * 24;

/** What was understood of the words after `alerts`. */
export interface AlertWords {
  severities: Severity[];
  /** Undefined when no time was named. */
  hours: number | undefined;
  /** The words that are neither severity nor time: a hub, when there are any. */
  rest: string[];
}

const fillers: readonly string[] = [
  'for',
  'of',
  'from',
  'on',
  'in',
  'the',
  'last',
  'past',
  'hub',
  'and',
  'severity',
  'since',
  'alerts',
  'all',
];
const byName: Readonly<Record<string, Severity>> = { ...namesOf(), info: 'Informational', med: 'Medium' };
const unitHours: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };
const spans: Readonly<Record<string, number>> = {
  today: 24,
  yesterday: 48,
  day: 24,
  week: 168,
  month: 720,
  hour: 1,
};
const separator = /[+,/&]/;
/** Shorter words are near to too much. */
const shortest = 3;
// Severities of other products, Defender and Azure Monitor among them.
const foreign: readonly string[] = ['critical', 'crit', 'severe', 'urgent', 'warning', 'error', 'verbose'];

/**
 * Reads severities (`high`, `high+medium`, `high, low`), a time (`24h`, `7d`, `2 weeks`, `last 3 days`, `today`)
 * and the rest, in any order.
 */
export function readAlertWords(words: readonly string[]): AlertWords {
  const found = new Set<Severity>();
  const rest: string[] = [];
  let hours: number | undefined;
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    const named = severitiesIn(word);
    const span = spanAt(words, at);
    if (named) for (const severity of named) found.add(severity);
    else if (span) hours = span.hours;
    else if (!fillers.includes(word.toLowerCase())) rest.push(word);
    at += span && !named ? span.words : 1;
  }
  return { severities: severities.filter((severity) => found.has(severity)), hours, rest };
}

/** Words among which one looks like a severity, but is none. */
export interface SeverityGuess {
  /** The first of them, as it was typed. */
  typed: string;
  /** The severities that were mistyped; none when it is one of another scale, of which Sentinel has nothing. */
  meant: Severity[];
  /** The other words. */
  rest: string;
}

/** Looks for a mistyped severity (`hgih`, `meduim+low`) or one of another scale (`critical`) in words that were not understood. */
export function guessSeverity(text: string): SeverityGuess | undefined {
  const words = text.split(' ').filter(Boolean);
  const other = words.find((word) => isForeign(word.toLowerCase()));
  if (other !== undefined) return { typed: other, meant: [], rest: without(words, [other]) };
  const mistyped = words.filter((word) => nearSeverities(word).length > 0);
  const [typed] = mistyped;
  if (typed === undefined) return undefined;
  return { typed, meant: mistyped.flatMap(nearSeverities), rest: without(words, mistyped) };
}

function without(words: readonly string[], left: readonly string[]): string {
  return words.filter((word) => !left.includes(word)).join(' ');
}

// None unless every part of the word is one or near to one.
function nearSeverities(word: string): Severity[] {
  const parts = word
    .toLowerCase()
    .split(separator)
    .filter(Boolean)
    .map((part) => severitiesIn(part)?.[0] ?? severities.find((one) => isNear(part, one.toLowerCase())));
  const known = parts.filter((one) => one !== undefined);
  return known.length === parts.length ? known : [];
}

// One slip in a short word, two in a long one: of the names of hubs and workspaces hardly any is so near.
function isNear(word: string, severity: string): boolean {
  return word.length >= shortest && slipsBetween(word, severity) <= (severity.length > 5 ? 2 : 1);
}

// Stricter, because there are more of them and nothing can be offered instead.
function isForeign(word: string): boolean {
  return foreign.some((one) => word === one || (one.length >= 5 && slipsBetween(word, one) <= 1));
}

function severitiesIn(word: string): Severity[] | undefined {
  const parts = word.toLowerCase().split(separator).filter(Boolean);
  const named = parts.map((part) => (Object.hasOwn(byName, part) ? byName[part] : undefined));
  return parts.length > 0 && named.every((one) => one !== undefined) ? named : undefined;
}

/** A time at that place (`7d`, `3 days`, `today`): its hours, and of how many words it is. */
export function spanAt(words: readonly string[], at: number): { hours: number; words: number } | undefined {
  const word = (words[at] ?? '').toLowerCase();
  if (Object.hasOwn(spans, word)) return { hours: spans[word] ?? usualHours, words: 1 };
  const together = /^(\d{1,6})(h|hours?|d|days?|w|weeks?)$/.exec(word);
  if (together) return spanOf(together[1], together[2], 1);
  const unit = /^(h|hours?|d|days?|w|weeks?)$/.exec((words[at + 1] ?? '').toLowerCase());
  return /^\d{1,6}$/.test(word) && unit ? spanOf(word, unit[1], 2) : undefined;
}

function spanOf(number: string | undefined, unit: string | undefined, words: number) {
  return { hours: Number(number) * (unitHours[unit?.[0] ?? 'h'] ?? 1), words };
}

function namesOf(): Record<string, Severity> {
  return Object.fromEntries(severities.map((severity) => [severity.toLowerCase(), severity]));
}
