import type { KqlResult } from '../kql/run.ts';

/**
 * A result as the query API writes it: dates as ISO text with seven decimals, dynamic values as JSON text,
 * missing text as an empty string.
 */
export function answerTable({ columns, rows }: KqlResult): unknown {
  return {
    name: 'PrimaryResult',
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: rows.map((row) => columns.map(({ type }, index) => cell(type, row[index]))),
  };
}

function cell(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return type === 'string' ? '' : null;
  if (value instanceof Date) return value.toISOString().replace('Z', '0000Z');
  if (type === 'dynamic') return typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : String(value);
  return value;
}
