/** A moment as cards hold it: ISO 8601 in whole seconds, which is all that Teams' DATE and TIME understand. */
export interface CardTime {
  /** Words before the time: `First seen`. */
  label: string;
  /** `2026-11-23T13:00:00Z`. Shown in the reader's own zone. */
  iso: string;
}

/** A labelled moment as a list of one, or of none when the date is missing or not a date. */
export function cardTime(label: string, at: Date | undefined): CardTime[] {
  const iso = isoSeconds(at);
  return iso ? [{ label, iso }] : [];
}

/** ISO 8601 in UTC and whole seconds: Teams' DATE and TIME refuse fractions. Undefined for what is no date. */
export function isoSeconds(at: Date | undefined): string | undefined {
  if (!at || Number.isNaN(at.getTime())) return undefined;
  const text = at.toISOString();
  // Years beyond four digits have a sign, which the client's pattern does not know.
  return text.length === 24 ? `${text.slice(0, 19)}Z` : undefined;
}

/** A moment for plain text, where nothing translates it: `2026-11-23 13:00 UTC`. */
export function utcText(at: Date): string {
  const iso = isoSeconds(at);
  return iso ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : 'an unknown time';
}

const steps: readonly [seconds: number, unit: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];

/** How long ago, in words: `12 min ago`, `3 h ago`, `5 d ago`; `just now` below a minute and for the near future. */
export function ago(at: Date, now: Date): string {
  // Whole seconds first, as the clock times beside it show them.
  const seconds = Math.floor(now.getTime() / 1000) - Math.floor(at.getTime() / 1000);
  if (Number.isNaN(seconds)) return 'at an unknown time';
  if (seconds < -60) return 'in the future';
  for (const [size, unit] of steps) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  return 'just now';
}

/** A span of hours in words: `24 hours`, `7 days`. */
export function spanText(hours: number): string {
  if (hours % 24 === 0 && hours > 24) return `${hours / 24} days`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** A whole number with thousands separators, and the word that goes with it: `1 hub`, `5,000 hubs`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}
