import { scopeOf } from './compile.ts';
import type { Expr } from './expr.ts';
import { KqlError, unsupported } from './kql-error.ts';
import { parametersOf } from './parameters.ts';
import { pick, type Relation, rowNumbers } from './relation.ts';
import type { Environment } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import type { Value } from './value.ts';

/** `where`: rows whose condition is true; null does not count as true. */
export function where(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  parametersOf(node, []);
  const condition = scopeOf(environment, input).compile(node.child('Condition'));
  if (condition.type !== 'bool') throw unsupported(`where with a ${condition.type}`);
  const rows: number[] = [];
  for (let row = 0; row < input.length; row += 1) if (condition.at(row) === true) rows.push(row);
  return pick(input, rows);
}

/** `take n`, `limit n`: the first rows here; the service promises no particular ones. */
export function take(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  parametersOf(node, []);
  const count = countOf(node.child('Expression'), environment);
  return pick(input, rowNumbers(input).slice(0, count));
}

/** `sort by`, `order by`: descending and nulls last unless told otherwise; ascending puts nulls first. */
export function sort(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  parametersOf(node, []);
  return pick(input, sortedRows(node.list('Expressions'), input, environment));
}

/** `top n by x`: `sort`, then `take`. */
export function top(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  parametersOf(node, []);
  const count = countOf(node.child('Expression'), environment);
  return pick(input, sortedRows([node.child('ByExpression')], input, environment).slice(0, count));
}

/** `count`: one row with the number of rows. */
export function count(node: SyntaxNode, input: Relation): Relation {
  parametersOf(node, []);
  const name = node.columns[0]?.name ?? 'Count';
  return { length: 1, columns: [{ name, type: 'long', at: () => input.length }] };
}

function countOf(node: SyntaxNode, environment: Environment): number {
  const expr = scopeOf(environment).compile(node);
  const value = expr.at(0);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new KqlError('semantic', `${node.text} is not a number of rows.`);
  }
  return value;
}

interface SortKey {
  readonly values: readonly Value[];
  readonly sign: 1 | -1;
  readonly nullsFirst: boolean;
}

function sortedRows(list: readonly SyntaxNode[], input: Relation, environment: Environment): number[] {
  const scope = scopeOf(environment, input);
  const keys = list.map((item): SortKey => {
    const ordered = item.kind === 'OrderedExpression';
    const expr = scope.compile(ordered ? item.child('Expression') : item);
    requireOrder(expr);
    const words = ordered ? item.child('Ordering').text.toLowerCase() : '';
    const ascending = /\basc\b/.test(words);
    return {
      values: Array.from({ length: input.length }, (_, row) => expr.at(row)),
      sign: ascending ? 1 : -1,
      nullsFirst: /\bfirst\b/.test(words) || (ascending && !/\blast\b/.test(words)),
    };
  });
  return rowNumbers(input).sort((a, b) => {
    for (const key of keys) {
      const order = compare(key.values[a] ?? null, key.values[b] ?? null, key);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function requireOrder({ type }: Expr): void {
  if (type === 'dynamic')
    throw new KqlError('semantic', 'Rows cannot be ordered by a dynamic value. Cast it.');
}

/** Null and NaN stand together, at the end that the nulls are told to take, null outermost. */
function compare(a: Value, b: Value, { sign, nullsFirst }: SortKey): number {
  const [one, other] = [rank(a), rank(b)];
  if (one !== other) return nullsFirst ? other - one : one - other;
  if (one !== 0 || a === null || b === null) return 0;
  return a === b ? 0 : (a < b ? -1 : 1) * sign;
}

function rank(value: Value): number {
  if (value === null) return 2;
  return typeof value === 'number' && Number.isNaN(value) ? 1 : 0;
}
