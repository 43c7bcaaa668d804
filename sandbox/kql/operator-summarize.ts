import type { Accumulator, Aggregate } from './aggregate.ts';
import { aggregate } from './aggregates.ts';
import { scopeOf } from './compile.ts';
import type { Expr } from './expr.ts';
import { unsupported } from './kql-error.ts';
import { unnamed } from './operators-columns.ts';
import { parametersOf } from './parameters.ts';
import { fromColumns, named, type Relation } from './relation.ts';
import type { Environment, Scope } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { keyOf, missing, type Value } from './value.ts';

interface Group {
  readonly keys: readonly Value[];
  readonly parts: readonly Accumulator[];
}

/**
 * `summarize … by …`. Groups come in the order in which they are first met. Without `by` there is one group
 * even when there are no rows.
 */
export function summarize(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  parametersOf(node, []);
  const scope = scopeOf(environment, input);
  const keyNodes = node.optional('ByClause')?.list('Expressions') ?? [];
  const keys = keyNodes.map((item) => scope.compile(unnamed(item)));
  const aggregates = node.list('Aggregates').map((item) => readAggregate(item, keyNodes, input, scope));
  const columns = named(node.columns);
  const width = keys.length + aggregates.reduce((sum, one) => sum + one.width, 0);
  if (width !== columns.length) throw unsupported(`this summarize: ${node.text.slice(0, 80)}`);

  const groups = keyNodes.length === 0 ? [allRows(aggregates, input)] : grouped(keys, aggregates, input);
  const rows = groups.map((group) => [...group.keys, ...group.parts.flatMap((part) => part.result())]);
  return {
    ...fromColumns(
      columns,
      columns.map(({ type }, index) => rows.map((row) => row[index] ?? missing(type))),
    ),
    length: rows.length,
  };
}

function allRows(aggregates: readonly Aggregate[], input: Relation): Group {
  const parts = aggregates.map((one) => one.start());
  for (let row = 0; row < input.length; row += 1) for (const part of parts) part.add(row);
  return { keys: [], parts };
}

function grouped(keys: readonly Expr[], aggregates: readonly Aggregate[], input: Relation): Group[] {
  const groups = new Map<string, Group>();
  for (let row = 0; row < input.length; row += 1) {
    const values = keys.map((key) => key.at(row));
    const name = values.map(keyOf).join('');
    let group = groups.get(name);
    if (!group) {
      group = { keys: values, parts: aggregates.map((one) => one.start()) };
      groups.set(name, group);
    }
    for (const part of group.parts) part.add(row);
  }
  return [...groups.values()];
}

function readAggregate(
  item: SyntaxNode,
  keyNodes: readonly SyntaxNode[],
  input: Relation,
  scope: Scope,
): Aggregate {
  const call = item.kind === 'CompoundNamedExpression' ? item.child('Expression') : unnamed(item);
  if (call.kind !== 'FunctionCallExpression') {
    throw unsupported(`${call.text.slice(0, 60)} where a plain aggregate belongs`);
  }
  const taken = new Set(keyNodes.flatMap(plainColumn));
  return aggregate({
    name: call.child('Name').text,
    args: call.child('ArgumentList').list('Expressions'),
    scope,
    star: (first) => {
      const own = first ? plainColumn(first) : [];
      return input.columns.filter(({ name }) => !taken.has(name) && !own.includes(name));
    },
  });
}

/** The name of the column that an expression merely repeats. */
function plainColumn(node: SyntaxNode): string[] {
  const inner = node.kind === 'SimpleNamedExpression' ? node.child('Expression') : node;
  const plain = inner.kind === 'NameReference' && inner.symbol?.kind === 'ColumnSymbol';
  return plain && inner.symbol ? [inner.symbol.name] : [];
}
