import { unsupported } from './kql-error.ts';
import { formatDatetime, formatTimespan } from './temporal.ts';
import { isNumeric, type KqlType, missing, type Value } from './value.ts';

/** An expression made ready to run: asked for a row number, it gives the value in that row. */
export interface Expr {
  readonly type: KqlType;
  /** The same in every row. */
  readonly constant: boolean;
  at(row: number): Value;
}

/** An expression with one value. */
export function constant(type: KqlType, value: Value): Expr {
  return { type, constant: true, at: () => value };
}

/** Applies a function of one value to an expression; once only when the expression is constant. */
export function lift(type: KqlType, one: Expr, apply: (value: Value) => Value): Expr {
  if (one.constant) return constant(type, apply(one.at(0)));
  return { type, constant: false, at: (row) => apply(one.at(row)) };
}

/** As `lift`, for two values. */
export function lift2(type: KqlType, one: Expr, two: Expr, apply: (a: Value, b: Value) => Value): Expr {
  if (one.constant && two.constant) return constant(type, apply(one.at(0), two.at(0)));
  if (two.constant) {
    const known = two.at(0);
    return { type, constant: false, at: (row) => apply(one.at(row), known) };
  }
  return { type, constant: false, at: (row) => apply(one.at(row), two.at(row)) };
}

/** As `lift`, for any number of values. */
export function liftAll(
  type: KqlType,
  all: readonly Expr[],
  apply: (values: readonly Value[]) => Value,
): Expr {
  if (all.every((one) => one.constant)) return constant(type, apply(all.map((one) => one.at(0))));
  return { type, constant: false, at: (row) => apply(all.map((one) => one.at(row))) };
}

/** The text of a value, as `tostring()` gives it; nothing becomes the empty text. */
export function toText(value: Value, type: KqlType): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number') return JSON.stringify(value);
  if (type === 'datetime') return formatDatetime(value);
  if (type === 'timespan') return formatTimespan(value);
  if (type !== 'real') return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value) || /e/.test(String(value))) throw unsupported(`tostring() of ${value}`);
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A value as part of a dynamic one: times become text, as they are in its JSON. */
export function toDynamic(value: Value, type: KqlType): Value {
  return type === 'datetime' || type === 'timespan' ? (value === null ? null : toText(value, type)) : value;
}

/** The expression as text where an operator or a function takes text: strings, and dynamic values as text. */
export function asText(one: Expr, where: string): Expr {
  if (one.type === 'string') return one;
  if (one.type === 'dynamic') return lift('string', one, (value) => toText(value, 'dynamic'));
  throw unsupported(`${where} with a ${one.type} where text belongs`);
}

/** Do two branches of an expression have one type? Numbers of any kind do. */
export function sameType(one: KqlType, other: KqlType): boolean {
  return one === other || (isNumeric(one) && isNumeric(other));
}

/** A value where a text is expected, read as such. */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : '';
}

/** Applies a function to numbers and leaves null alone. */
export function onNumber(apply: (value: number) => Value): (value: Value) => Value {
  return (value) => (typeof value === 'number' ? apply(value) : null);
}

/** As `onNumber`, for two numbers. */
export function onNumbers(apply: (a: number, b: number) => Value): (a: Value, b: Value) => Value {
  return (a, b) => (typeof a === 'number' && typeof b === 'number' ? apply(a, b) : null);
}

/** The value of a constant expression. Throws `KqlError` (unsupported) when it depends on the row. */
export function constantOf(one: Expr, what: string): Value {
  if (!one.constant) throw unsupported(`${what} that depends on the row`);
  return one.at(0);
}

/** A value as a column of that type holds it: strings are never null. */
export function fit(type: KqlType, value: Value): Value {
  return value === null ? missing(type) : value;
}
