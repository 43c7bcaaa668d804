import { unsupported } from './kql-error.ts';

/** The scalar types that the sandbox computes with. `guid` and `decimal` are refused. */
export type KqlType = 'bool' | 'datetime' | 'dynamic' | 'int' | 'long' | 'real' | 'string' | 'timespan';

/** Name and type of a column. */
export interface KqlColumn {
  readonly name: string;
  readonly type: KqlType;
}

/**
 * A value while a query runs. Datetimes are milliseconds since 1970 (UTC) and timespans are milliseconds;
 * the static type tells them from numbers. Whole numbers are exact to 2^53. A `string` is never null.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

const types: ReadonlySet<string> = new Set<KqlType>([
  'bool',
  'datetime',
  'dynamic',
  'int',
  'long',
  'real',
  'string',
  'timespan',
]);

/** Is this the name of a type that the sandbox computes with? */
export function isKqlType(name: string | undefined): name is KqlType {
  return name !== undefined && types.has(name);
}

/** The type of that name. Throws `KqlError` (unsupported) for any other. */
export function kqlType(name: string | undefined): KqlType {
  if (!isKqlType(name)) throw unsupported(`values of type ${name ?? 'unknown'}`);
  return name;
}

/** int, long or real? */
export function isNumeric(type: KqlType): boolean {
  return type === 'int' || type === 'long' || type === 'real';
}

/** What a missing value of that type is: the empty text for strings, null for all others. */
export function missing(type: KqlType): Value {
  return type === 'string' ? '' : null;
}

/**
 * Can this be a dynamic value? Looks at the outermost level; deeper levels are looked at when they are
 * reached, because a sandbox world may hold large trees that no query asks for.
 */
export function isDynamic(value: unknown): value is Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return true;
  return typeof value === 'object' && !(value instanceof Date);
}

/** Is this a property bag (not null, not an array)? */
export function isBag(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Is this an array? (`Array.isArray` does not narrow read-only arrays.) */
export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A text that two values of one column share only when they are the same value. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'number') return `n${Object.is(value, -0) ? 0 : value};`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return value === null ? '0' : `j${JSON.stringify(value)}`;
}

/** Largest text or dynamic value that a query may build, in characters or elements. Its own bound. */
const maxSize = 1_048_576;

/** The text, unless it has grown out of bounds. */
export function boundedText(text: string): string {
  if (text.length > maxSize) throw unsupported(`texts of more than ${maxSize} characters`);
  return text;
}

/** The value, unless it has grown out of bounds: parts may be shared, so a short query can build a huge one. */
export function boundedDynamic<T extends Value>(value: T): T {
  if (sizeOf(value, maxSize) > maxSize) throw unsupported(`dynamic values of more than ${maxSize} elements`);
  return value;
}

/** Elements in a value, counted until there are more than `most`. */
function sizeOf(value: Value, most: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const part of Object.values(value)) {
    size += sizeOf(part, most - size);
    if (size > most) break;
  }
  return size;
}
