/** Milliseconds in the units that timespan literals may carry (Microsoft's page on the timespan type). */
const units: ReadonlyMap<string, number> = new Map([
  ...['d', 'day', 'days'].map((unit) => [unit, 86_400_000] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, 3_600_000] as const),
  ...['m', 'min', 'minute', 'minutes'].map((unit) => [unit, 60_000] as const),
  ...['s', 'sec', 'second', 'seconds'].map((unit) => [unit, 1000] as const),
  ...['ms', 'milli', 'millis', 'millisecond', 'milliseconds'].map((unit) => [unit, 1] as const),
  ...['micro', 'micros', 'microsecond', 'microseconds'].map((unit) => [unit, 0.001] as const),
  ...['tick', 'ticks'].map((unit) => [unit, 0.0001] as const),
]);

const isoDate =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d\d:\d\d)?$/i;
const clock = /^(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?$/;

/**
 * Milliseconds since 1970 of an ISO 8601 date as KQL writes it (`2026-01-09`, `2026-01-09 10:20`,
 * `2026-01-09T10:20:30.123Z`, offsets), or undefined. Impossible dates such as month 13 are undefined.
 */
export function parseDatetime(text: string): number | undefined {
  const found = isoDate.exec(text.trim());
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59 || year < 1) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const fraction = Number(`0.${found[7] ?? '0'}`) * 1000;
  return date.getTime() + (hour * 3600 + minute * 60 + second) * 1000 + fraction - offset(found[8]);
}

/**
 * Is this text written as a date in another way than `parseDatetime` reads, so that the service might read it?
 * Its documentation names RFC 822, RFC 850 and dates followed by `GMT`; dates with strokes are added for safety.
 */
export function isForeignDate(text: string): boolean {
  const trimmed = text.trim();
  if (isoDate.test(trimmed) || !/\d/.test(trimmed)) return false;
  const month = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;
  return month.test(trimmed) || /^\d{1,4}[/.]\d/.test(trimmed) || /^\d{4}-\d\d?-\d\d?\D/.test(trimmed);
}

/**
 * Milliseconds of a timespan: `1d`, `1.5h`, `15 seconds`, `2` (days), `1.02:03:04.5`, or undefined.
 */
export function parseTimespan(text: string): number | undefined {
  const trimmed = text.trim();
  const counted = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(trimmed);
  if (counted) {
    const unit = units.get(counted[2]?.toLowerCase() || 'd');
    return unit === undefined ? undefined : Number(counted[1]) * unit;
  }
  const found = clock.exec(trimmed);
  if (!found) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(2, 6).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const fraction = Number(`0.${found[6] ?? '0'}`) * 1000;
  const size = ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000 + fraction;
  return found[1] ? -size : size;
}

/** A datetime as KQL prints it: seven digits after the point, `Z`. */
export function formatDatetime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const ticks = Math.min(9999, Math.round((milliseconds - whole) * 10_000));
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) return '';
  return `${date.toISOString().slice(0, 23)}${String(ticks).padStart(4, '0')}Z`;
}

/** A timespan as KQL prints it: `[-][d.]hh:mm:ss[.fffffff]`. */
export function formatTimespan(milliseconds: number): string {
  const ticks = Math.round(Math.abs(milliseconds) * 10_000);
  const part = (size: number, modulo: number) => Math.floor(ticks / size) % modulo;
  const two = (value: number) => String(value).padStart(2, '0');
  const days = Math.floor(ticks / 864_000_000_000);
  const fraction = ticks % 10_000_000;
  return [
    milliseconds < 0 ? '-' : '',
    days > 0 ? `${days}.` : '',
    `${two(part(36_000_000_000, 24))}:${two(part(600_000_000, 60))}:${two(part(10_000_000, 60))}`,
    fraction > 0 ? `.${String(fraction).padStart(7, '0')}` : '',
  ].join('');
}

function offset(zone: string | undefined): number {
  if (!zone || zone.toUpperCase() === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
