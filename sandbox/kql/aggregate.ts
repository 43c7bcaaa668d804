import type { Expr } from './expr.ts';
import { unsupported } from './kql-error.ts';
import type { RelationColumn } from './relation.ts';
import type { Scope } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isNumeric, type Value } from './value.ts';

/** What has been seen of one group. */
export interface Accumulator {
  add(row: number): void;
  /** One value per column of the aggregate. */
  result(): readonly Value[];
}

/** An aggregate, made ready: `start` once per group. */
export interface Aggregate {
  readonly width: number;
  start(): Accumulator;
}

/** A call of an aggregate function and what `*` stands for in it. */
export interface AggregateCall {
  readonly name: string;
  readonly args: readonly SyntaxNode[];
  readonly scope: Scope;
  /** The columns that `*` stands for, without the one of the first argument where that is a plain column. */
  star(first: SyntaxNode | undefined): readonly RelationColumn[];
}

/** Refuses types that the service is not documented to find a least and a greatest value of. */
export function requireOrder(name: string, { type }: Expr): void {
  if (!isNumeric(type) && type !== 'datetime' && type !== 'timespan')
    throw unsupported(`${name}() of ${type}`);
}
