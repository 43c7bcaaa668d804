import { type Expr, lift, toText } from './expr.ts';
import { argument } from './functions-logic.ts';
import { unsupported } from './kql-error.ts';
import type { Call, ScalarFunction } from './scope.ts';
import { isForeignDate, parseDatetime, parseTimespan } from './temporal.ts';
import { isDynamic, isNumeric, type KqlType, type Value } from './value.ts';

/** Functions that turn one type into another. What cannot be turned becomes null. */
export const conversionFunctions: Readonly<Record<string, ScalarFunction>> = {
  tostring: (call) => {
    const one = argument(call, 0);
    return lift('string', one, (value) => toText(value, one.type));
  },
  toint: (call) => convert(call, 'int', toWhole(-(2 ** 31), 2 ** 31 - 1)),
  tolong: (call) => convert(call, 'long', toWhole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  todouble: (call) => convert(call, 'real', toReal),
  toreal: (call) => convert(call, 'real', toReal),
  tobool: (call) => convert(call, 'bool', toBool),
  toboolean: (call) => convert(call, 'bool', toBool),
  todatetime: (call) => convertTime(call, 'datetime', toDatetime),
  totimespan: (call) => convertTime(call, 'timespan', toTimespan),
  parse_json: parseJson,
  parsejson: parseJson,
  todynamic: parseJson,
};

function convert(call: Call, type: KqlType, apply: (value: Value) => Value): Expr {
  const one = argument(call, 0);
  if (one.type === 'datetime' || one.type === 'timespan')
    throw unsupported(`${call.name}() of a ${one.type}`);
  return lift(type, one, apply);
}

/** As `convert`, for the two types that a number cannot become. */
function convertTime(call: Call, type: KqlType, apply: (text: string) => Value): Expr {
  const one = argument(call, 0);
  if (one.type === type) return one;
  if (one.type !== 'string' && one.type !== 'dynamic') throw unsupported(`${call.name}() of a ${one.type}`);
  return lift(type, one, (value) => {
    if (typeof value === 'number') throw unsupported(`${call.name}() of a dynamic number`);
    return typeof value === 'string' ? apply(value) : null;
  });
}

function toWhole(low: number, high: number): (value: Value) => Value {
  const inRange = (value: number) => (value >= low && value <= high ? Math.trunc(value) + 0 : null);
  return (value) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'number') return inRange(value);
    if (typeof value !== 'string') return null;
    if (/^\s*[+-]?\d+\s*$/.test(value)) return inRange(Number(value));
    if (/^\s*[+-]?(0x|[\d.])/i.test(value))
      throw unsupported(`the text ${value.slice(0, 40)} as a whole number`);
    return null;
  };
}

function toReal(value: Value): Value {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return null;
  return Number(value);
}

function toBool(value: Value): Value {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const word = value.trim().toLowerCase();
  if (/^[+-]?\d/.test(word)) throw unsupported(`the text ${word.slice(0, 40)} as a bool`);
  return word === 'true' ? true : word === 'false' ? false : null;
}

function toDatetime(text: string): Value {
  const parsed = parseDatetime(text);
  if (parsed !== undefined) return parsed;
  // The service reads more formats than ISO 8601. A text that is plainly no date is null in all of them.
  if (isForeignDate(text)) throw unsupported(`the date format of ${text.slice(0, 40)}; use ISO 8601`);
  return null;
}

function toTimespan(text: string): Value {
  const parsed = parseTimespan(text);
  if (parsed !== undefined && /[a-z]/i.test(text)) throw unsupported(`totimespan() of ${text.slice(0, 40)}`);
  return parsed ?? null;
}

/** `parse_json()`: a text that is not JSON stays a text; an empty one is null. */
function parseJson(call: Call): Expr {
  const one = argument(call, 0);
  if (one.type === 'dynamic') return one;
  if (isNumeric(one.type) || one.type === 'bool') return lift('dynamic', one, (value) => value);
  if (one.type !== 'string') throw unsupported(`${call.name}() of a ${one.type}`);
  return lift('dynamic', one, (value) => {
    if (typeof value !== 'string' || value.trim() === '') return null;
    try {
      const parsed: unknown = JSON.parse(value);
      return isDynamic(parsed) ? parsed : null;
    } catch {
      return value;
    }
  });
}
