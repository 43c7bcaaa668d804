import type { Expr } from './expr.ts';
import type { Relation } from './relation.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** What a `let` name stands for. */
export type Binding =
  | { readonly kind: 'scalar'; readonly value: () => Expr }
  | { readonly kind: 'table'; readonly value: () => Relation };

/** What holds for a query as a whole. */
export interface Environment {
  /** The time of the query in milliseconds since 1970: the same wherever `now()` stands. */
  readonly now: number;
  readonly mvExpandRows: number;
  readonly variables: Map<string, Binding>;
  /** The table of that name. Throws `KqlError` (semantic) when there is none. */
  table(name: string): Relation;
  /** Runs a tabular expression. */
  evaluate(node: SyntaxNode): Relation;
}

/** Where an expression stands: the rows that it is about, and what it may name besides. */
export interface Scope {
  readonly environment: Environment;
  /** Undefined outside of any table, as in `let x = 5`. */
  readonly relation: Relation | undefined;
  /** Makes an expression ready to run in this place. */
  compile(node: SyntaxNode): Expr;
}

/** A function call, made ready. */
export interface Call {
  readonly name: string;
  readonly args: readonly Expr[];
  readonly scope: Scope;
  /** The type that the analyser gives the result. */
  readonly type: string | undefined;
}

/** Makes a scalar function ready for its arguments. */
export type ScalarFunction = (call: Call) => Expr;
