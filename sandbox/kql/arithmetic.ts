import { type Expr, lift, lift2, onNumber, onNumbers } from './expr.ts';
import { unsupported } from './kql-error.ts';
import { isNumeric, type KqlType, type Value } from './value.ts';

/** Milliseconds from the first of January of the year 1, where KQL's calendar starts, to 1970. */
const beforeEpoch = 62_135_596_800_000;

/**
 * `+ - * / %` between numbers, datetimes and timespans; `type` is the analyser's for the result. Null in,
 * null out. Whole numbers divide to whole numbers, and a remainder is never negative (Microsoft's page on
 * numerical operators).
 */
export function arithmetic(operator: string, type: KqlType, left: Expr, right: Expr): Expr {
  if (!isQuantity(left.type) || !isQuantity(right.type)) {
    throw unsupported(`${operator} between ${left.type} and ${right.type}`);
  }
  const whole = type === 'int' || type === 'long';
  const exact = whole ? wholeNumber : (value: number) => value;
  switch (operator) {
    case '+':
      return lift2(
        type,
        left,
        right,
        onNumbers((a, b) => exact(a + b)),
      );
    case '-':
      return lift2(
        type,
        left,
        right,
        onNumbers((a, b) => exact(a - b)),
      );
    case '*':
      return lift2(
        type,
        left,
        right,
        onNumbers((a, b) => exact(a * b)),
      );
    case '/':
      return lift2(type, left, right, onNumbers(whole ? divideWhole : (a, b) => a / b));
    case '%':
      if (!isNumeric(left.type) || !isNumeric(right.type)) throw unsupported('% between timespans');
      return lift2(type, left, right, onNumbers(remainder));
    default:
      throw unsupported(`the operator ${operator}`);
  }
}

/** `-x`. */
export function negated(one: Expr): Expr {
  if (!isNumeric(one.type) && one.type !== 'timespan') throw unsupported(`- before a ${one.type}`);
  return lift(
    one.type === 'int' ? 'long' : one.type,
    one,
    onNumber((value) => 0 - value),
  );
}

/**
 * `bin(value, size)`: the multiple of `size` at or below the value. Datetimes count from the year 1. Null
 * for a size that is not positive.
 */
export function bin(type: KqlType, value: Expr, size: Expr): Expr {
  const origin = value.type === 'datetime' ? beforeEpoch : 0;
  if (!isQuantity(value.type) || !isQuantity(size.type)) {
    throw unsupported(`bin() of ${value.type} by ${size.type}`);
  }
  const down = (one: number, by: number): Value =>
    by > 0 ? Math.floor((one + origin) / by) * by - origin : null;
  return lift2(type, value, size, onNumbers(down));
}

function isQuantity(type: KqlType): boolean {
  return isNumeric(type) || type === 'datetime' || type === 'timespan';
}

function divideWhole(a: number, b: number): Value {
  if (b === 0) throw unsupported('the division of whole numbers by zero');
  return Math.trunc(a / b) + 0;
}

function remainder(a: number, b: number): Value {
  if (b === 0) throw unsupported('the remainder of a division by zero');
  const size = Math.abs(b);
  return ((a % size) + size) % size;
}

function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value)) throw unsupported('whole numbers beyond 2^53');
  return value;
}
