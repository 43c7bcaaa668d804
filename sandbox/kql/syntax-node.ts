/**
 * A node of the analysed syntax tree, as the sandbox sees it: the analyser's own objects are cyclic, untyped
 * and reached by reflection, so only this much of them gets out.
 */
export interface SyntaxNode {
  /** The analyser's name for the kind of node, such as `FilterOperator`. */
  readonly kind: string;
  /** The source text, without comments and spaces around it. */
  readonly text: string;
  readonly start: number;
  readonly length: number;
  /** Name of the static type of a scalar expression. */
  readonly type: string | undefined;
  /** Does this expression yield a table? */
  readonly tabular: boolean;
  /** Columns of a tabular expression, or of an aggregate that yields several. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** What a name refers to: `ColumnSymbol`, `VariableSymbol`, `TableSymbol`, `FunctionSymbol`, … */
  readonly symbol: { readonly kind: string; readonly name: string } | undefined;
  /** The decoded value of a string literal. */
  readonly literal: string | undefined;
  /** The child of that name. Throws when the grammar has none here. */
  child(name: string): SyntaxNode;
  optional(name: string): SyntaxNode | undefined;
  /** The members of the list of that name; empty when it is absent. Separators are left out. */
  list(name: string): readonly SyntaxNode[];
  /** All children in order, lists included as nodes of their own. */
  children(): readonly SyntaxNode[];
}

/** What a node needs to know of the analyser. */
export interface NodeContext {
  readonly source: string;
  kindOf(node: unknown): string;
  typeNameOf(value: unknown): string;
}

/** A member of one of the analyser's objects. */
export function field(value: unknown, name: string): unknown {
  const holder = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holder ? Reflect.get(value, name) : undefined;
}

/** Calls a method of one of the analyser's objects. Throws when it has no such method. */
export function call(value: unknown, name: string, ...args: readonly unknown[]): unknown {
  const method = field(value, name);
  if (typeof method !== 'function') throw new TypeError(`The analyser has no method ${name}.`);
  return Reflect.apply(method, value, args);
}

/** The members of one of the analyser's lists. */
export function items(list: unknown): unknown[] {
  return Array.from({ length: number(field(list, 'Count')) }, (_, index) => call(list, 'getItem', index));
}

/** Wraps a node of the analyser. */
export function syntaxNode(raw: unknown, context: NodeContext): SyntaxNode {
  const start = number(field(raw, 'TextStart'));
  const length = Math.max(0, number(field(raw, 'End')) - start);
  const wrap = (child: unknown) => syntaxNode(child, context);
  const resultType = field(raw, 'ResultType');
  const literal = field(raw, 'IsLiteral') === true ? field(raw, 'LiteralValue') : undefined;

  const node: SyntaxNode = {
    kind: context.kindOf(raw),
    text: context.source.slice(start, start + length),
    start,
    length,
    type: text(field(resultType, 'Name')),
    tabular: field(resultType, 'IsTabular') === true,
    get columns() {
      return items(field(resultType, 'Columns')).map((column) => ({
        name: text(field(column, 'Name')) ?? '',
        type: text(field(field(column, 'Type'), 'Name')) ?? 'unknown',
      }));
    },
    symbol: symbolOf(raw, context),
    literal: text(literal),
    child(name) {
      const found = node.optional(name);
      if (!found) throw new TypeError(`A ${node.kind} has no ${name}.`);
      return found;
    },
    optional(name) {
      const found = field(raw, name);
      return typeof found === 'object' && found !== null ? wrap(found) : undefined;
    },
    list(name) {
      return items(field(raw, name)).map((item) => wrap(field(item, 'Element') ?? item));
    },
    children() {
      return Array.from({ length: number(field(raw, 'ChildCount')) }, (_, index) =>
        call(raw, 'GetChild', index),
      ).flatMap((child) => (child === null || child === undefined ? [] : [wrap(child)]));
    },
  };
  return node;
}

function symbolOf(raw: unknown, context: NodeContext): SyntaxNode['symbol'] {
  const symbol = field(raw, 'ReferencedSymbol');
  const name = text(field(symbol, 'Name'));
  if (name === undefined) return undefined;
  return { kind: context.typeNameOf(symbol).replace(/^.*\./, ''), name };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
