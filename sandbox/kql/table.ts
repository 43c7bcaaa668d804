import type { Relation } from './relation.ts';
import { parseDatetime } from './temporal.ts';
import { isDynamic, isNumeric, type KqlColumn, type KqlType, missing, type Value } from './value.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows in memory as a table of a query. Cells are read, and their types checked, when they are asked for. */
export function tableRelation(
  name: string,
  columns: readonly KqlColumn[],
  rows: readonly Row[],
  ingestionTime: ((row: Row) => Date) | undefined,
): Relation {
  return {
    length: rows.length,
    columns: columns.map((column) => ({
      ...column,
      at: (row) => cell(rows[row]?.[column.name], column.type, name, column.name),
    })),
    ingestion: (row) => {
      const source = rows[row];
      return source && ingestionTime ? ingestionTime(source).getTime() : null;
    },
  };
}

/** Throws when a row of the world does not fit its table: a mistake of the sandbox, not of the query. */
function cell(value: unknown, type: KqlType, table: string, column: string): Value {
  if (value === undefined || value === null) return missing(type);
  const read = readCell(value, type);
  if (read === undefined)
    throw new TypeError(`A row of ${table} holds a ${typeof value} as ${column}: ${type}.`);
  return read;
}

function readCell(value: unknown, type: KqlType): Value | undefined {
  if (type === 'string') return typeof value === 'string' ? value : undefined;
  if (type === 'bool') return typeof value === 'boolean' ? value : undefined;
  if (type === 'dynamic') return isDynamic(value) ? value : undefined;
  if (type === 'datetime') {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
    return typeof value === 'string' ? parseDatetime(value) : undefined;
  }
  if (type === 'timespan' || isNumeric(type)) return typeof value === 'number' ? value : undefined;
  return undefined;
}
