import { scopeOf } from './compile.ts';
import { unsupported } from './kql-error.ts';
import { parametersOf } from './parameters.ts';
import {
  columnOf,
  computed,
  fromColumns,
  named,
  pick,
  type Relation,
  type RelationColumn,
} from './relation.ts';
import type { Environment } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { keyOf, kqlType } from './value.ts';

/** `project`: exactly the columns of the list, in its order. */
export function project(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  const names = node.columns;
  const list = node.list('Expressions');
  if (names.length !== list.length) throw unsupported('project with several names for one expression');
  const columns = list.map((item, index) => {
    const name = names[index]?.name ?? '';
    return newColumn(item, name, input, environment);
  });
  return { ...input, columns };
}

/** `extend`: new columns at the end, or in place of one of the same name. All see the input alone. */
export function extend(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  const made = new Map(
    node.list('Expressions').map((item) => {
      const name = extendName(item);
      return [name, newColumn(item, name, input, environment)] as const;
    }),
  );
  const columns = node.columns.map(({ name }) => made.get(name) ?? columnOf(input, name));
  return { ...input, columns };
}

/** `project-away`, `project-keep`, `project-reorder`: the analyser has worked out which columns stay. */
export function keepColumns(node: SyntaxNode, input: Relation): Relation {
  return { ...input, columns: node.columns.map(({ name }) => columnOf(input, name)) };
}

/** `project-rename new = old`: names change, places do not. */
export function rename(node: SyntaxNode, input: Relation): Relation {
  const names = node.columns;
  if (names.length !== input.columns.length) throw unsupported(`this ${node.kind}`);
  return {
    ...input,
    columns: input.columns.map((column, index) => ({ ...column, name: names[index]?.name ?? column.name })),
  };
}

/** `distinct a, b` and `distinct *`: each combination once, as first met. */
export function distinct(node: SyntaxNode, input: Relation, environment: Environment): Relation {
  parametersOf(node, []);
  const list = node.list('Expressions');
  const star = list.length === 1 && list[0]?.kind === 'StarExpression';
  const wide = star ? input : project(node, input, environment);
  const seen = new Set<string>();
  const rows: number[] = [];
  for (let row = 0; row < wide.length; row += 1) {
    const key = wide.columns.map((column) => keyOf(column.at(row))).join('');
    if (!seen.has(key)) rows.push(row);
    seen.add(key);
  }
  return { ...pick(wide, rows), ingestion: undefined };
}

/** `print a = 1, 2`: one row. */
export function print(node: SyntaxNode, environment: Environment): Relation {
  const nothing: Relation = { length: 1, columns: [] };
  return project(node, nothing, environment);
}

/** `datatable(name:type, …)[value, …]`. */
export function dataTable(node: SyntaxNode, environment: Environment): Relation {
  parametersOf(node, []);
  const columns = named(node.columns);
  const scope = scopeOf(environment);
  const cells = node.list('Values').map((value) => scope.compile(value));
  const values = columns.map(({ type }, index) =>
    cells
      .filter((_, place) => place % columns.length === index)
      .map((cell) => {
        if (cell.type !== type) throw unsupported(`a ${cell.type} in a ${type} column of a datatable`);
        return cell.at(0);
      }),
  );
  return fromColumns(columns, values);
}

/** The expression of a list item, its name left out. */
export function unnamed(item: SyntaxNode): SyntaxNode {
  if (item.kind === 'SimpleNamedExpression') return item.child('Expression');
  if (item.kind === 'CompoundNamedExpression') throw unsupported('several names for one expression');
  return item;
}

/** The name that a list item gives its column, where it gives one. */
export function givenName(item: SyntaxNode): string | undefined {
  return item.kind === 'SimpleNamedExpression' ? item.child('Name').symbol?.name : undefined;
}

function newColumn(
  item: SyntaxNode,
  name: string,
  input: Relation,
  environment: Environment,
): RelationColumn {
  const expr = scopeOf(environment, input).compile(unnamed(item));
  return computed({ name, type: kqlType(expr.type) }, expr, input.length);
}

/** `extend` without a name: a column or a path has one of its own, anything else gets one that we refuse. */
function extendName(item: SyntaxNode): string {
  const given = givenName(item);
  if (given !== undefined) return given;
  const path = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.exec(item.text);
  if (!path) throw unsupported(`extend without a name for ${item.text.slice(0, 60)}`);
  return item.text.replaceAll('.', '_');
}
