import type { Expr } from './expr.ts';
import { KqlError, unsupported } from './kql-error.ts';
import { type KqlColumn, kqlType, missing, type Value } from './value.ts';

/** A column of a table under way: asked for a row number, it gives the value. */
export interface RelationColumn extends KqlColumn {
  at(row: number): Value;
}

/**
 * A table under way. Columns are functions of the row number, so that a query over a wide table reads only
 * the cells that it needs.
 */
export interface Relation {
  readonly columns: readonly RelationColumn[];
  readonly length: number;
  /** When a row arrived. Lost where rows no longer stand for rows of a table. */
  readonly ingestion?: ((row: number) => Value) | undefined;
}

/** Rows that a join or an expansion may make before the sandbox gives up on the query. Its own bound. */
const maxRows = 2_000_000;

/** The column of that name. */
export function columnOf(relation: Relation, name: string): RelationColumn {
  const found = relation.columns.find((column) => column.name === name);
  if (!found) {
    throw new KqlError('semantic', `The name '${name}' does not refer to any known column.`);
  }
  return found;
}

/** The rows with those numbers, in that order. Row -1 stands for a row of missing values. */
export function pick(relation: Relation, rows: readonly number[]): Relation {
  const { ingestion } = relation;
  return {
    length: rows.length,
    columns: relation.columns.map((column) => ({ ...column, at: through(column, rows) })),
    ingestion: ingestion && ((row) => ingestion(rows[row] ?? 0)),
  };
}

/** The column seen through a list of row numbers. */
function through(column: RelationColumn, rows: readonly number[]): (row: number) => Value {
  const nothing = missing(column.type);
  return (row) => {
    const from = rows[row] ?? -1;
    return from < 0 ? nothing : column.at(from);
  };
}

/** A column computed from an expression, at most once per row. */
export function computed(column: KqlColumn, expr: Expr, length: number): RelationColumn {
  if (expr.constant) return { ...column, at: expr.at };
  let values: Value[] | undefined;
  return {
    ...column,
    at: (row) => {
      values ??= Array.from({ length }, (_, index) => expr.at(index));
      return values[row] ?? missing(column.type);
    },
  };
}

/** A table from columns of values. */
export function fromColumns(columns: readonly KqlColumn[], values: readonly (readonly Value[])[]): Relation {
  return {
    length: values[0]?.length ?? 0,
    columns: columns.map((column, index) => ({
      ...column,
      at: (row) => values[index]?.[row] ?? missing(column.type),
    })),
  };
}

/** Columns as the analyser names them, with types that the sandbox knows. */
export function named(columns: readonly { readonly name: string; readonly type: string }[]): KqlColumn[] {
  return columns.map(({ name, type }) => ({ name, type: kqlType(type) }));
}

/** Row numbers 0, 1, 2, … of a table. */
export function rowNumbers(relation: Relation): number[] {
  return Array.from({ length: relation.length }, (_, row) => row);
}

/** Refuses to go on when a query makes more rows than the sandbox holds. */
export function bounded(rows: number): void {
  if (rows > maxRows) throw unsupported(`a query that makes more than ${maxRows} rows on its way`);
}
