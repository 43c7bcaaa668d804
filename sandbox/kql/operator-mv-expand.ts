import { scopeOf } from './compile.ts';
import { constantOf, type Expr } from './expr.ts';
import { unsupported } from './kql-error.ts';
import { givenName, unnamed } from './operators-columns.ts';
import { parametersOf } from './parameters.ts';
import { bounded, named, pick, type Relation } from './relation.ts';
import type { Environment, Scope } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isArray, isBag, isNumeric, type KqlType, kqlType, missing, type Value } from './value.ts';

interface Expansion {
  readonly name: string;
  readonly type: KqlType;
  readonly expr: Expr;
  readonly values: Value[];
}

/**
 * `mv-expand`: one row per element of an array, or per property of a bag. Null gives one row with null, an
 * empty array gives none; several expressions advance side by side, the shorter ones padded (Microsoft's
 * page on mv-expand).
 */
export function mvExpand(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  const parameters = parametersOf(node, ['kind', 'bagexpansion', 'with_itemindex']);
  const pairs = (parameters.get('kind') ?? parameters.get('bagexpansion')) === 'array';
  const scope = scopeOf(environment, input);
  const limit = limitOf(node, scope) ?? environment.mvExpandRows;
  const expansions = node.list('Expressions').map((item) => expansion(item, scope));

  const rows: number[] = [];
  const positions: number[] = [];
  for (let row = 0; row < input.length; row += 1) {
    const elements = expansions.map(({ expr }) => elementsOf(expr.at(row), pairs));
    const count = Math.min(limit, Math.max(...elements.map((list) => list.length)));
    for (let position = 0; position < count; position += 1) {
      rows.push(row);
      positions.push(position);
      for (const [index, one] of expansions.entries()) {
        one.values.push(cast(elements[index]?.[position] ?? null, one.type));
      }
    }
    bounded(rows.length);
  }
  return withColumns(node, pick(input, rows), expansions, parameters.get('with_itemindex'), positions);
}

function withColumns(
  node: SyntaxNode,
  kept: Relation,
  expansions: readonly Expansion[],
  indexName: string | undefined,
  positions: readonly number[],
): Relation {
  const columns = named(node.columns).map((column) => {
    if (column.name === indexName) return { ...column, at: (row: number) => positions[row] ?? null };
    const expanded = expansions.find(({ name }) => name === column.name);
    if (expanded) return { ...column, at: (row: number) => expanded.values[row] ?? missing(column.type) };
    const old = kept.columns.find(({ name }) => name === column.name);
    if (!old) throw unsupported(`the column ${column.name} of this mv-expand`);
    return old;
  });
  return { columns, length: kept.length };
}

function expansion(item: SyntaxNode, scope: Scope): Expansion {
  const wanted = item.child('Expression');
  const node = unnamed(wanted);
  const name = givenName(wanted) ?? (node.kind === 'NameReference' ? node.symbol?.name : undefined);
  if (name === undefined) throw unsupported(`mv-expand without a name for ${node.text.slice(0, 60)}`);
  const expr = scope.compile(node);
  if (expr.type !== 'dynamic') throw unsupported(`mv-expand of a ${expr.type}`);
  const target = item.optional('ToTypeOf')?.child('TypeOf').list('Types')[0];
  return { name, type: target ? kqlType(target.symbol?.name) : 'dynamic', expr, values: [] };
}

function elementsOf(value: Value, pairs: boolean): readonly Value[] {
  if (isArray(value)) return value;
  if (!isBag(value)) return [value];
  return Object.entries(value).map(([key, one]) => (pairs ? [key, one] : { [key]: one }));
}

/** `to typeof(…)` casts and does not convert: what does not fit becomes null. */
function cast(value: Value, type: KqlType): Value {
  if (type === 'dynamic') return value;
  if (value === null) return missing(type);
  if (type === 'string') {
    if (typeof value !== 'string') throw unsupported('mv-expand to typeof(string) of something else');
    return value;
  }
  if (type === 'bool') return typeof value === 'boolean' ? value : null;
  if (!isNumeric(type)) throw unsupported(`mv-expand to typeof(${type})`);
  if (typeof value !== 'number') return null;
  if (type !== 'real' && !Number.isInteger(value))
    throw unsupported('mv-expand of a fraction as a whole number');
  return value;
}

function limitOf(node: SyntaxNode, scope: Scope): number | undefined {
  const limit = node.optional('RowLimitClause')?.child('RowLimit');
  if (!limit) return undefined;
  const value = constantOf(scope.compile(limit), 'the limit of mv-expand');
  if (typeof value !== 'number' || value < 1) throw unsupported(`mv-expand limit ${limit.text}`);
  return value;
}
