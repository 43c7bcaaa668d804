import { scopeOf } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { KqlError, unsupported } from './kql-error.ts';
import type { KqlDiagnostic } from './language.ts';
import { analysePresent, skippedTable } from './present.ts';
import type { Relation } from './relation.ts';
import type { KqlSchema } from './schemas.ts';
import type { Environment } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { tableRelation } from './table.ts';
import { formatTimespan } from './temporal.ts';
import type { KqlColumn, KqlType, Value } from './value.ts';

/** The rows behind a table name. */
export interface KqlTable {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** When a row arrived, for `ingestion_time()`; null there without it. */
  readonly ingestionTime?: (row: Readonly<Record<string, unknown>>) => Date;
}

/** What a query runs on. A table that `schema` has and `tables` lacks does not exist (yet). */
export interface KqlWorld {
  readonly schema: KqlSchema;
  readonly tables: Readonly<Record<string, KqlTable>>;
  readonly now: Date;
}

/**
 * The answer. Cells: `datetime` a Date or null, `timespan` its text such as `1.02:03:04` or null, `dynamic` a
 * plain JSON value or null, numbers and bools themselves or null, `string` never null.
 */
export interface KqlResult {
  readonly columns: readonly KqlColumn[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs a KQL query over rows in memory. Throws `KqlError`: `syntax` and `semantic` for what the service would
 * refuse as well, `unsupported` for what this runner does not know. It never approximates.
 */
export function runKql(text: string, world: KqlWorld): KqlResult {
  const { tree, diagnostics } = analysePresent(text, world.schema, presentTables(world));
  refuse(diagnostics);
  if (!tree) throw new KqlError('syntax', 'The query could not be read.');
  try {
    return answer(tree, environmentOf(world));
  } catch (error) {
    if (error instanceof RangeError) throw unsupported('a query nested or grown this far');
    throw error;
  }
}

function answer(tree: SyntaxNode, environment: Environment): KqlResult {
  let found: Relation | undefined;
  for (const statement of tree.list('Statements')) {
    if (statement.kind === 'LetStatement') bind(statement, environment);
    else found = evaluate(statement.child('Expression'), environment);
  }
  if (!found) throw new KqlError('syntax', 'The query has no answer.');
  return resultOf(found);
}

/** Diagnostics that say the sandbox will not, rather than the query is wrong. */
const ours: ReadonlySet<string> = new Set(['statement', 'foreign', 'too-long']);

function refuse(diagnostics: readonly KqlDiagnostic[]): void {
  const first = diagnostics.find(({ severity }) => severity === 'Error');
  if (!first) return;
  const where = first.length > 0 || first.start > 0 ? ` (at character ${first.start})` : '';
  throw new KqlError(kindOf(first.code), `${first.message}${where}`);
}

/** KS0xx and the operator grammar of KS17x come from the parser, all others from looking names and types up. */
function kindOf(code: string): KqlError['kind'] {
  if (ours.has(code)) return 'unsupported';
  const grammar = /^KS(0\d\d|17[4-7]|198|24[45])$/.test(code);
  return grammar || code === 'empty' || code === 'not-a-query' || code === 'bad-literal'
    ? 'syntax'
    : 'semantic';
}

function environmentOf(world: KqlWorld): Environment {
  const environment: Environment = {
    now: world.now.getTime(),
    mvExpandRows: world.schema.mvExpandRows,
    variables: new Map(),
    table: (name) => {
      if (name === skippedTable) return { length: 0, columns: [], ingestion: () => null };
      const table = tableNamed(world, name);
      const columns = world.schema.tables[name];
      if (!table || !columns) throw new KqlError('semantic', `The table '${name}' does not exist.`);
      return tableRelation(name, columns, table.rows, table.ingestionTime);
    },
    evaluate: (node) => evaluate(node, environment),
  };
  return environment;
}

function presentTables(world: KqlWorld): ReadonlySet<string> {
  return new Set(Object.keys(world.schema.tables).filter((name) => tableNamed(world, name)));
}

function tableNamed({ schema, tables }: KqlWorld, name: string): KqlTable | undefined {
  if (Object.hasOwn(tables, name)) return tables[name];
  const other = name.toLowerCase();
  return schema.anyCase && Object.hasOwn(tables, other) ? tables[other] : undefined;
}

/** `let name = …;`: worked out when first used, and once. */
function bind(statement: SyntaxNode, environment: Environment): void {
  const name = statement.child('Name').symbol?.name ?? '';
  const body = statement.child('Expression');
  if (body.tabular && body.kind !== 'ToScalarExpression') {
    environment.variables.set(name, { kind: 'table', value: once(() => evaluate(body, environment)) });
  } else {
    const value = once(() => scopeOf(environment).compile(body));
    environment.variables.set(name, { kind: 'scalar', value });
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function resultOf(found: Relation): KqlResult {
  const columns = found.columns.map(({ name, type }) => ({ name, type }));
  const rows = Array.from({ length: found.length }, (_, row) =>
    found.columns.map((column) => output(column.at(row), column.type)),
  );
  return { columns, rows };
}

function output(value: Value, type: KqlType): unknown {
  if (typeof value !== 'number') return value;
  if (type === 'datetime') return new Date(value);
  return type === 'timespan' ? formatTimespan(value) : value;
}
