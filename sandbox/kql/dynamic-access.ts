import { type Expr, lift, lift2 } from './expr.ts';
import { unsupported } from './kql-error.ts';
import type { Scope } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isArray, isBag, isDynamic, type Value } from './value.ts';

/** `d.name`: a property of a bag. Names are case-sensitive; anything else than a bag gives null. */
export function member(object: Expr, selector: SyntaxNode): Expr {
  if (object.type !== 'dynamic') throw unsupported(`.${selector.text} of a ${object.type}`);
  const name = selector.kind === 'NameReference' ? plainName(selector) : undefined;
  if (name === undefined) throw unsupported(`the path ${selector.text.slice(0, 60)}`);
  return lift('dynamic', object, (value) => property(value, name));
}

/** `d["name"]`, `d[0]`; an index below zero counts from the end of the array. */
export function element(scope: Scope, node: SyntaxNode): Expr {
  const object = scope.compile(node.child('Expression'));
  if (object.type !== 'dynamic') throw unsupported(`[…] after a ${object.type}`);
  const selector = node.child('Selector');
  if (selector.kind !== 'BracketedExpression') throw unsupported(`the path ${selector.text.slice(0, 60)}`);
  const key = scope.compile(selector.child('Expression'));
  if (key.type !== 'string' && key.type !== 'int' && key.type !== 'long') {
    throw unsupported(`[…] with a ${key.type} inside`);
  }
  return lift2('dynamic', object, key, property);
}

/** A property of a bag by name, or an element of an array by position. Own properties only. */
export function property(value: Value, key: Value): Value {
  if (typeof key === 'string' && isBag(value)) return Object.hasOwn(value, key) ? clean(value[key]) : null;
  if (typeof key === 'number' && isArray(value)) return clean(value.at(key));
  return null;
}

/** Rows of a world are not looked at more deeply than queries reach. A date, say, has no place in one. */
function clean(value: unknown): Value {
  if (value === undefined) return null;
  if (!isDynamic(value)) throw new TypeError('A row holds something else than JSON in a dynamic column.');
  return value;
}

/** `d.name` and `d.['a name']` both arrive as a name; the second keeps its brackets in the source. */
function plainName(selector: SyntaxNode): string | undefined {
  if (/^[\w$]+$/.test(selector.text)) return selector.text;
  return /^\[\s*(["'])([^"'\\]*)\1\s*\]$/.exec(selector.text)?.[2];
}
