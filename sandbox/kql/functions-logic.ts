import { bin } from './arithmetic.ts';
import { not } from './comparison.ts';
import { type Expr, lift, sameType } from './expr.ts';
import { unsupported } from './kql-error.ts';
import type { Call, ScalarFunction } from './scope.ts';
import { kqlType, type Value } from './value.ts';

/** Functions that ask and choose: isempty, isnull, iff, case, coalesce, not, bin. */
export const logicFunctions: Readonly<Record<string, ScalarFunction>> = {
  not: (call) => lift('bool', argument(call, 0), not),
  isnull: (call) => test(call, isNull),
  isnotnull: (call) => test(call, (value) => !isNull(value)),
  notnull: (call) => test(call, (value) => !isNull(value)),
  isempty: (call) => test(call, isEmpty),
  isnotempty: (call) => test(call, (value) => !isEmpty(value)),
  notempty: (call) => test(call, (value) => !isEmpty(value)),
  isnan: (call) => test(call, (value) => typeof value === 'number' && Number.isNaN(value)),
  iff: choose,
  iif: choose,
  case: choose,
  coalesce: (call) => {
    const type = branchType(call, call.args);
    return firstOf(type, call.args, (value) => !isEmpty(value));
  },
  bin: (call) => bin(kqlType(call.type), argument(call, 0), argument(call, 1)),
  floor: (call) => bin(kqlType(call.type), argument(call, 0), argument(call, 1)),
};

/** The argument at that place. The analyser has counted them; this guards forms that it lets vary. */
export function argument(call: Call, index: number): Expr {
  const found = call.args[index];
  if (!found) throw unsupported(`${call.name}() with ${call.args.length} arguments`);
  return found;
}

/** Refuses more arguments than the sandbox knows a meaning for. */
export function atMost(call: Call, count: number): void {
  if (call.args.length > count) throw unsupported(`${call.name}() with ${call.args.length} arguments`);
}

function test(call: Call, holds: (value: Value) => boolean): Expr {
  return lift('bool', argument(call, 0), holds);
}

function isNull(value: Value): boolean {
  return value === null;
}

function isEmpty(value: Value): boolean {
  return value === null || value === '';
}

/** `iff(condition, yes, no)` and `case(condition, value, …, otherwise)`. A null condition does not hold. */
function choose(call: Call): Expr {
  const pairs = Math.floor(call.args.length / 2);
  const conditions = Array.from({ length: pairs }, (_, index) => argument(call, index * 2));
  const values = Array.from({ length: pairs }, (_, index) => argument(call, index * 2 + 1));
  const otherwise = argument(call, call.args.length - 1);
  for (const { type } of conditions) if (type !== 'bool') throw unsupported(`${call.name}() on a ${type}`);
  const type = branchType(call, [...values, otherwise]);
  return {
    type,
    constant: call.args.every((one) => one.constant),
    at: (row) => {
      const index = conditions.findIndex((condition) => condition.at(row) === true);
      return (values[index] ?? otherwise).at(row);
    },
  };
}

function firstOf(type: Expr['type'], args: readonly Expr[], wanted: (value: Value) => boolean): Expr {
  return {
    type,
    constant: args.every((one) => one.constant),
    at: (row) => {
      for (const one of args) {
        const value = one.at(row);
        if (wanted(value)) return value;
      }
      return type === 'string' ? '' : null;
    },
  };
}

/** The one type of all branches. What the service makes of a mixture is not documented: refused. */
function branchType(call: Call, branches: readonly Expr[]): Expr['type'] {
  const type = kqlType(call.type);
  const odd = branches.find((branch) => !sameType(branch.type, type));
  if (odd) throw unsupported(`${call.name}() of ${type} and ${odd.type}`);
  return type;
}
