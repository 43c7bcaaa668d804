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
  toint: (call) => convert(call, 'int', toWhole(32n)),
  tolong: (call) => convert(call, 'long', toWhole(64n)),
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

/** Digits of the largest number of 64 bits. */
const longestWhole = 19;

/** To a whole number of so many bits. Throws for one that the type holds but this runner does not. */
function toWhole(bits: bigint): (value: Value) => Value {
  const [low, high] = [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  const inRange = (whole: bigint): Value => {
    if (whole < low || whole > high) return null;
    const value = Number(whole);
    if (!Number.isSafeInteger(value)) throw unsupported(`the whole number ${whole}, beyond 2^53`);
    return value;
  };
  return (value) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'number') return Number.isFinite(value) ? inRange(BigInt(Math.trunc(value))) : null;
    if (typeof value !== 'string') return null;
    const digits = /^\s*([+-]?)0*(\d+)\s*$/.exec(value);
    if (digits) {
      const [, sign, size = ''] = digits;
      if (size.length > longestWhole) return null;
      return inRange(sign === '-' ? -BigInt(size) : BigInt(size));
    }
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
