import { type Severity, severities } from '../domain/alert.ts';

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

/** True for a severity of another scale: people type them, Sentinel has none of them. */
export function foreignSeverity(word: string): boolean {
  return foreign.includes(word.toLowerCase());
}

function severitiesIn(word: string): Severity[] | undefined {
  const parts = word
    .toLowerCase()
    .split(/[+,/&]/)
    .filter(Boolean);
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
