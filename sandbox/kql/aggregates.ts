import { type Aggregate, type AggregateCall, requireOrder } from './aggregate.ts';
import { anyRow, argExtreme } from './aggregates-row.ts';
import { constantOf, type Expr, toDynamic } from './expr.ts';
import { unsupported } from './kql-error.ts';
import { isNumeric, keyOf, type Value } from './value.ts';

/** Elements that `make_list` and `make_set` keep when the query names no limit (Microsoft's pages on both). */
const setLimit = 1_048_576;

/** Makes an aggregate ready. Throws `KqlError` (unsupported) for those that the sandbox does not know. */
export function aggregate(call: AggregateCall): Aggregate {
  const { name, args, scope } = call;
  const expr = (index: number): Expr => {
    const node = args[index];
    if (!node || node.kind === 'StarExpression') throw unsupported(`${name}() in this form`);
    return scope.compile(node);
  };
  switch (name) {
    case 'count':
      return one(() => counting(() => true));
    case 'countif': {
      const condition = expr(0);
      return one(() => counting((row) => condition.at(row) === true));
    }
    case 'dcount':
    case 'count_distinct':
      return distinctCount(expr(0), undefined);
    case 'dcountif':
      return distinctCount(expr(0), expr(1));
    case 'sum':
      return summing(expr(0), undefined);
    case 'sumif':
      return summing(expr(0), expr(1));
    case 'avg':
      return average(expr(0));
    case 'min':
      return extreme(name, expr(0), (a, b) => a < b);
    case 'max':
      return extreme(name, expr(0), (a, b) => a > b);
    case 'arg_min':
      return argExtreme(call, expr(0), (a, b) => a < b);
    case 'arg_max':
      return argExtreme(call, expr(0), (a, b) => a > b);
    case 'make_list':
      return collecting(expr(0), limitOf(args[1] && expr(1)), false);
    case 'make_set':
      return collecting(expr(0), limitOf(args[1] && expr(1)), true);
    case 'take_any':
    case 'any':
      return anyRow(call);
    default:
      throw unsupported(`the aggregate ${name}()`);
  }
}

/** An aggregate of one column. */
function one(start: () => { add(row: number): void; value(): Value }): Aggregate {
  return {
    width: 1,
    start: () => {
      const state = start();
      return { add: state.add, result: () => [state.value()] };
    },
  };
}

function counting(holds: (row: number) => boolean) {
  let count = 0;
  return {
    add: (row: number) => {
      if (holds(row)) count += 1;
    },
    value: () => count,
  };
}

/** Exact, where the service estimates; they agree for the small numbers of a sandbox. Nulls do not count. */
function distinctCount(expr: Expr, condition: Expr | undefined): Aggregate {
  return one(() => {
    const seen = new Set<string>();
    return {
      add: (row) => {
        const value = expr.at(row);
        if (value !== null && (!condition || condition.at(row) === true)) seen.add(keyOf(value));
      },
      value: () => seen.size,
    };
  });
}

function summing(expr: Expr, condition: Expr | undefined): Aggregate {
  if (!isNumeric(expr.type) && expr.type !== 'timespan') throw unsupported(`sum() of ${expr.type}`);
  return one(() => {
    let total = 0;
    return {
      add: (row) => {
        const value = expr.at(row);
        if (typeof value === 'number' && (!condition || condition.at(row) === true)) total += value;
      },
      value: () => total,
    };
  });
}

/** Nothing divided by nothing is NaN, as Microsoft's page on `summarize` shows. */
function average(expr: Expr): Aggregate {
  if (!isNumeric(expr.type)) throw unsupported(`avg() of ${expr.type}`);
  return one(() => {
    let [total, count] = [0, 0];
    return {
      add: (row) => {
        const value = expr.at(row);
        if (typeof value !== 'number') return;
        total += value;
        count += 1;
      },
      value: () => total / count,
    };
  });
}

function extreme(name: string, expr: Expr, better: (a: number, b: number) => boolean): Aggregate {
  requireOrder(name, expr);
  return one(() => {
    let best: number | null = null;
    return {
      add: (row) => {
        const value = expr.at(row);
        if (typeof value === 'number' && (best === null || better(value, best))) best = value;
      },
      value: () => best,
    };
  });
}

/** Values in the order in which they come; nulls are left out. */
function collecting(expr: Expr, limit: number, distinct: boolean): Aggregate {
  return one(() => {
    const values: Value[] = [];
    const seen = new Set<string>();
    return {
      add: (row) => {
        const value = toDynamic(expr.at(row), expr.type);
        if (value === null || values.length >= limit) return;
        const key = distinct ? keyOf(value) : '';
        if (distinct && seen.has(key)) return;
        seen.add(key);
        values.push(value);
      },
      value: () => values,
    };
  });
}

function limitOf(expr: Expr | undefined): number {
  const limit = expr ? constantOf(expr, 'the size of a list') : setLimit;
  if (typeof limit !== 'number' || limit < 1) throw unsupported('a list of less than one element');
  return limit;
}
