import { comparable } from './comparison.ts';
import { constant, type Expr, toDynamic } from './expr.ts';
import { KqlError, unsupported } from './kql-error.ts';
import type { Scope } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isArray, isNumeric, type KqlType, type Value } from './value.ts';

/**
 * `in`, `!in`, `in~`, `!in~`. The list holds values, dynamic arrays (taken apart), or one table (its first
 * column). `in` is a chain of `==` joined by `or`, `!in` one of `!=` joined by `and`, nulls included.
 */
export function membership(operator: string, left: Expr, list: readonly SyntaxNode[], scope: Scope): Expr {
  const fold = operator.endsWith('~');
  const negate = operator.startsWith('!');
  if (fold && left.type !== 'string' && left.type !== 'dynamic')
    throw unsupported(`${operator} on ${left.type}`);
  const items = list.map((node) => (node.tabular ? fromTable(node, scope) : scope.compile(node)));
  const type = left.type === 'dynamic' ? plainType(items) : left.type;
  for (const item of items) checkItem(type, item);

  const same = fold ? folded : (value: Value) => value;
  const look = left.type === 'dynamic' ? comparable(type) : (value: Value) => value;
  const answer = (value: Value, among: { values: ReadonlySet<Value>; hasNull: boolean }): Value => {
    if (value === null) return among.hasNull ? null : negate;
    return among.values.has(same(look(value))) !== negate;
  };
  const gather = (row: number) => {
    const values = items.flatMap((item) => spread(item.at(row), type, item.type));
    return { values: new Set(values.map(same)), hasNull: values.includes(null) };
  };
  if (items.every((item) => item.constant)) {
    const among = gather(0);
    if (left.constant) return constant('bool', answer(left.at(0), among));
    return { type: 'bool', constant: false, at: (row) => answer(left.at(row), among) };
  }
  return { type: 'bool', constant: false, at: (row) => answer(left.at(row), gather(row)) };
}

/** The items of a list of texts for `has_any` and `has_all`, dynamic arrays taken apart. */
export function textList(
  operator: string,
  list: readonly SyntaxNode[],
  scope: Scope,
): (row: number) => string[] {
  const items = list.map((node) => (node.tabular ? fromTable(node, scope) : scope.compile(node)));
  for (const item of items) checkItem('string', item);
  const gather = (row: number) =>
    items
      .flatMap((item) => spread(item.at(row), 'string', item.type))
      .map((value) => {
        if (typeof value !== 'string')
          throw unsupported(`${operator} with a list that holds more than texts`);
        return value;
      });
  if (!items.every((item) => item.constant)) return gather;
  const known = gather(0);
  return () => known;
}

/** All values of a table's first column, as a constant array. */
function fromTable(node: SyntaxNode, scope: Scope): Expr {
  const table = scope.environment.evaluate(node);
  const [column] = table.columns;
  if (!column) throw unsupported('a list from a table without columns');
  if (column.type === 'datetime' || column.type === 'timespan')
    throw unsupported(`a list of ${column.type}s from a table`);
  const values = Array.from({ length: table.length }, (_, row) => toDynamic(column.at(row), column.type));
  return constant('dynamic', values);
}

function spread(value: Value, type: KqlType, from: KqlType): readonly Value[] {
  if (from !== 'dynamic') return [value];
  const values = isArray(value) ? value : [value];
  return values.map(comparable(type));
}

/** A dynamic value is looked up as what the list holds. */
function plainType(items: readonly Expr[]): KqlType {
  return items.find(({ type }) => type !== 'dynamic')?.type ?? 'string';
}

function checkItem(type: KqlType, item: Expr): void {
  const time = type === 'datetime' || type === 'timespan';
  if (item.type === 'dynamic' && !time) return;
  if (item.type === type || (isNumeric(item.type) && isNumeric(type))) return;
  throw new KqlError('semantic', `Cannot compare values of types ${type} and ${item.type}.`);
}

function folded(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
