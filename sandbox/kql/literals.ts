import { KqlError, unsupported } from './kql-error.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { formatDatetime, formatTimespan, parseDatetime, parseTimespan } from './temporal.ts';
import { type KqlType, kqlType, type Value } from './value.ts';

/**
 * The value of `datetime(…)` in milliseconds, null for `datetime(null)`, undefined when it is no date.
 * Read from the source: the analyser itself takes `datetime(2026-13-45)` for the year 1.
 */
export function datetimeLiteral(source: string): number | null | undefined {
  const inner = unwrap(source);
  return inner === 'null' ? null : parseDatetime(unquote(inner));
}

/** The value of `1h` or `timespan(…)` in milliseconds; see `datetimeLiteral`. */
export function timespanLiteral(source: string): number | null | undefined {
  const inner = unwrap(source);
  return inner === 'null' ? null : parseTimespan(unquote(inner));
}

/** Is this node a literal that `literal` can read? */
export function isLiteral(node: SyntaxNode): boolean {
  return /LiteralExpression$|^DynamicExpression$/.test(node.kind);
}

/** Type and value of a literal. Throws `KqlError` for kinds that the sandbox does not know. */
export function literal(node: SyntaxNode): { type: KqlType; value: Value } {
  switch (node.kind) {
    case 'StringLiteralExpression':
    case 'CompoundStringLiteralExpression':
      return { type: 'string', value: decoded(node) };
    case 'BooleanLiteralExpression':
      return { type: 'bool', value: truth(node.text) };
    case 'IntLiteralExpression':
    case 'LongLiteralExpression':
      return { type: kqlType(node.type), value: wholeNumber(node.text) };
    case 'RealLiteralExpression':
      return { type: 'real', value: realNumber(node.text) };
    case 'DateTimeLiteralExpression':
      return { type: 'datetime', value: known(datetimeLiteral(node.text), node) };
    case 'TimespanLiteralExpression':
      return { type: 'timespan', value: known(timespanLiteral(node.text), node) };
    case 'DynamicExpression':
      return { type: 'dynamic', value: json(node.child('Expression')) };
    default:
      throw unsupported(`the literal ${node.text.slice(0, 60)}`);
  }
}

function json(node: SyntaxNode): Value {
  switch (node.kind) {
    case 'JsonObjectExpression':
      return Object.fromEntries(
        node.list('Pairs').map((pair) => [propertyName(pair.child('Name').text), json(pair.child('Value'))]),
      );
    case 'JsonArrayExpression':
      return node.list('Values').map(json);
    case 'NullLiteralExpression':
      return null;
    case 'UnaryMinusExpression': {
      const { value } = literal(node.child('Expression'));
      if (typeof value !== 'number') throw unsupported(`${node.text} in a dynamic literal`);
      return -value;
    }
    default: {
      const { type, value } = literal(node);
      if (typeof value !== 'number') return value;
      if (type === 'datetime') return formatDatetime(value);
      return type === 'timespan' ? formatTimespan(value) : value;
    }
  }
}

function propertyName(source: string): string {
  const wanted = source.startsWith("'") ? `"${source.slice(1, -1)}"` : source;
  try {
    const name: unknown = JSON.parse(wanted);
    if (typeof name === 'string') return name;
  } catch {
    // Falls through to the refusal: KQL knows escapes that JSON does not.
  }
  throw unsupported(`the property name ${source} in a dynamic literal`);
}

function decoded(node: SyntaxNode): string {
  if (node.literal === undefined) throw unsupported(`the literal ${node.text.slice(0, 60)}`);
  return node.literal;
}

function truth(source: string): boolean | null {
  const inner = unwrap(source).toLowerCase();
  if (inner === 'null') return null;
  if (inner === 'true' || inner === '1') return true;
  if (inner === 'false' || inner === '0') return false;
  throw new KqlError('syntax', `${source} is not a bool.`);
}

function wholeNumber(source: string): number | null {
  const inner = unwrap(source);
  if (inner === 'null') return null;
  const value = Number(inner);
  if (!/^-?(\d+|0x[\da-f]+)$/i.test(inner) || !Number.isSafeInteger(value)) {
    throw unsupported(`the whole number ${inner} (exact to 2^53 only)`);
  }
  return value;
}

function realNumber(source: string): number | null {
  const inner = unwrap(source).toLowerCase();
  if (inner === 'null') return null;
  if (inner === 'nan') return Number.NaN;
  if (/^[+-]?inf$/.test(inner)) return inner.startsWith('-') ? -Infinity : Infinity;
  const value = Number(inner);
  if (inner === '' || Number.isNaN(value)) throw new KqlError('syntax', `${source} is not a real number.`);
  return value;
}

function known(value: number | null | undefined, node: SyntaxNode): number | null {
  if (value === undefined) throw new KqlError('syntax', `${node.text} is not a ${node.type ?? 'literal'}.`);
  return value;
}

/** `type( inner )` → `inner`; anything else as it is. */
function unwrap(source: string): string {
  return (/^[a-z]+\s*\(([\s\S]*)\)$/i.exec(source)?.[1] ?? source).trim();
}

function unquote(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
