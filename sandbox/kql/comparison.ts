import { constant, type Expr, lift2, liftAll } from './expr.ts';
import { KqlError, unsupported } from './kql-error.ts';
import { isNumeric, type KqlType, type Value } from './value.ts';

/**
 * `== != < <= > >= =~ !~`. Two nulls compare to null, null equals no other value, and an order with null is
 * null (Microsoft's page on null values).
 */
export function comparison(operator: string, left: Expr, right: Expr): Expr {
  const [one, other] = aligned(operator, left, right);
  switch (operator) {
    case '==':
      return lift2('bool', one, other, equal);
    case '!=':
    case '<>':
      return lift2('bool', one, other, (a, b) => not(equal(a, b)));
    case '<':
      return lift2(
        'bool',
        one,
        other,
        ordered((sign) => sign < 0),
      );
    case '<=':
      return lift2(
        'bool',
        one,
        other,
        ordered((sign) => sign <= 0),
      );
    case '>':
      return lift2(
        'bool',
        one,
        other,
        ordered((sign) => sign > 0),
      );
    case '>=':
      return lift2(
        'bool',
        one,
        other,
        ordered((sign) => sign >= 0),
      );
    default:
      throw unsupported(`the operator ${operator}`);
  }
}

/** `and`, `or`: false and anything is false, true or anything is true, else null stays null. */
export function logical(operator: string, left: Expr, right: Expr): Expr {
  const decides = operator.toLowerCase() === 'or';
  if (left.constant && right.constant) return constant('bool', combine(decides, left.at(0), right.at(0)));
  return {
    type: 'bool',
    constant: false,
    at: (row) => {
      const one = left.at(row);
      return one === decides ? decides : combine(decides, one, right.at(row));
    },
  };
}

/** `between (low .. high)`, both ends included. After a datetime, a timespan for `high` counts from `low`. */
export function between(negate: boolean, value: Expr, low: Expr, high: Expr): Expr {
  const span = value.type === 'datetime' && high.type === 'timespan';
  if ([value, low, high].some(({ type }) => type === 'dynamic')) throw unsupported('between with dynamic');
  for (const end of span ? [low] : [low, high]) {
    if (end.type !== value.type && !(isNumeric(end.type) && isNumeric(value.type))) {
      throw new KqlError('semantic', `Cannot compare values of types ${value.type} and ${end.type}.`);
    }
  }
  return liftAll('bool', [value, low, high], ([one = null, from = null, to = null]) => {
    if (typeof one !== 'number' || typeof from !== 'number' || typeof to !== 'number') return null;
    const inside = one >= from && one <= (span ? from + to : to);
    return inside !== negate;
  });
}

/** Are two values of comparable types equal? Null when both are null. */
export function equal(a: Value, b: Value): Value {
  if (a === null || b === null) return a === b ? null : false;
  return a === b;
}

/** `not(x)`: null stays null. */
export function not(value: Value): Value {
  return typeof value === 'boolean' ? !value : null;
}

/**
 * A check that a dynamic value compares with a plain type: null, or that type exactly. What the service
 * makes of `dynamic(5) == "5"` is not documented, so it is refused when it happens.
 */
export function comparable(type: KqlType): (value: Value) => Value {
  const wanted = isNumeric(type) ? 'number' : type === 'bool' ? 'boolean' : 'string';
  return (value) => {
    if (value !== null && typeof value !== wanted) {
      throw unsupported(`the comparison of a dynamic value that holds ${kindOf(value)} with ${type}`);
    }
    return value;
  };
}

function aligned(operator: string, left: Expr, right: Expr): readonly [Expr, Expr] {
  const types = `${left.type} and ${right.type}`;
  if (left.type === 'dynamic' && right.type === 'dynamic') {
    throw new KqlError('semantic', `Cannot compare values of types ${types}. Add an explicit cast.`);
  }
  if (left.type === 'dynamic' || right.type === 'dynamic') {
    const plain = left.type === 'dynamic' ? right.type : left.type;
    if (plain === 'datetime' || plain === 'timespan') throw unsupported(`${operator} between ${types}`);
    const check = comparable(plain);
    const wrap = (one: Expr): Expr =>
      one.type === 'dynamic' ? { ...one, type: plain, at: (row) => check(one.at(row)) } : one;
    return [wrap(left), wrap(right)];
  }
  if (left.type === right.type || (isNumeric(left.type) && isNumeric(right.type))) return [left, right];
  throw new KqlError('semantic', `Cannot compare values of types ${types}. Add an explicit cast.`);
}

function ordered(holds: (sign: number) => boolean): (a: Value, b: Value) => Value {
  return (a, b) => {
    if (typeof a === 'boolean' && typeof b === 'boolean') return holds(Number(a) - Number(b));
    if (typeof a !== 'number' || typeof b !== 'number') return null;
    if (Number.isNaN(a) || Number.isNaN(b)) return false;
    return holds(a < b ? -1 : a > b ? 1 : 0);
  };
}

/** `decides` is the value that settles the matter alone: true for `or`, false for `and`. */
function combine(decides: boolean, one: Value, other: Value): Value {
  if (one === decides || other === decides) return decides;
  return one === null || other === null ? null : !decides;
}

function kindOf(value: Value): string {
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'a bag' : `a ${typeof value}`;
}
