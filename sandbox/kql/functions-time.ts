import { constant, constantOf, type Expr, lift, lift2, onNumber, onNumbers, textOf } from './expr.ts';
import { argument, atMost } from './functions-logic.ts';
import { unsupported } from './kql-error.ts';
import type { Call, ScalarFunction } from './scope.ts';
import type { Value } from './value.ts';

/** Functions on datetimes. `now()` is the same moment all over a query. */
export const timeFunctions: Readonly<Record<string, ScalarFunction>> = {
  now: (call) => {
    const { now } = call.scope.environment;
    const offset = call.args[0];
    return offset
      ? lift(
          'datetime',
          offset,
          onNumber((value) => now + value),
        )
      : constant('datetime', now);
  },
  ago: (call) => {
    const { now } = call.scope.environment;
    return lift(
      'datetime',
      argument(call, 0),
      onNumber((value) => now - value),
    );
  },
  ingestion_time: ({ scope }) => {
    const at = scope.relation?.ingestion;
    if (!at) throw unsupported('ingestion_time() away from the rows of a table');
    return { type: 'datetime', constant: false, at };
  },
  startofday: (call) => startOf(call, (date) => date.setUTCHours(0, 0, 0, 0)),
  startofmonth: (call) =>
    startOf(call, (date) => {
      date.setUTCDate(1);
      return date.setUTCHours(0, 0, 0, 0);
    }),
  datetime_diff: (call) => {
    const period = textOf(constantOf(argument(call, 0), 'the period of datetime_diff()')).toLowerCase();
    const count = periods.get(period);
    if (!count) throw unsupported(`datetime_diff() by ${period}`);
    return lift2(
      'long',
      argument(call, 1),
      argument(call, 2),
      onNumbers((late, early) => count(late) - count(early)),
    );
  },
  format_datetime: (call) => {
    const format = textOf(constantOf(argument(call, 1), 'the format of format_datetime()'));
    return lift('string', argument(call, 0), (value) =>
      typeof value === 'number' ? formatted(value, format) : '',
    );
  },
};

/** How many whole periods lie before a moment: `datetime_diff` counts the borders in between. */
const periods: ReadonlyMap<string, (at: number) => number> = new Map<string, (at: number) => number>([
  ['year', (at) => new Date(at).getUTCFullYear()],
  ['quarter', (at) => new Date(at).getUTCFullYear() * 4 + Math.floor(new Date(at).getUTCMonth() / 3)],
  ['month', (at) => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth()],
  ['day', (at) => Math.floor(at / 86_400_000)],
  ['hour', (at) => Math.floor(at / 3_600_000)],
  ['minute', (at) => Math.floor(at / 60_000)],
  ['second', (at) => Math.floor(at / 1000)],
  ['millisecond', (at) => Math.floor(at)],
]);

function startOf(call: Call, apply: (date: Date) => number): Expr {
  atMost(call, 1);
  return lift(
    'datetime',
    argument(call, 0),
    onNumber((at): Value => apply(new Date(at))),
  );
}

/** The parts and delimiters that Microsoft's page on `format_datetime()` lists. */
function formatted(at: number, format: string): string {
  const date = new Date(at);
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  const hour12 = date.getUTCHours() % 12 || 12;
  const parts: Readonly<Record<string, () => string>> = {
    yyyy: () => pad(date.getUTCFullYear(), 4),
    yy: () => pad(date.getUTCFullYear() % 100, 2),
    MM: () => pad(date.getUTCMonth() + 1, 2),
    M: () => String(date.getUTCMonth() + 1),
    dd: () => pad(date.getUTCDate(), 2),
    d: () => String(date.getUTCDate()),
    HH: () => pad(date.getUTCHours(), 2),
    H: () => String(date.getUTCHours()),
    hh: () => pad(hour12, 2),
    h: () => String(hour12),
    mm: () => pad(date.getUTCMinutes(), 2),
    m: () => String(date.getUTCMinutes()),
    ss: () => pad(date.getUTCSeconds(), 2),
    s: () => String(date.getUTCSeconds()),
    fff: () => pad(date.getUTCMilliseconds(), 3),
    tt: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  };
  return format.replace(/([a-zA-Z])\1*|[^a-zA-Z]/g, (part) => {
    const known = Object.hasOwn(parts, part) ? parts[part] : undefined;
    if (known) return known();
    if (/^[ /\-:,.[\]_]$/.test(part)) return part;
    throw unsupported(`${part} in the format of format_datetime()`);
  });
}
