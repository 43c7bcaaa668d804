import { type Aggregate, type AggregateCall, requireOrder } from './aggregate.ts';
import type { Expr } from './expr.ts';
import type { RelationColumn } from './relation.ts';
import { missing, type Value } from './value.ts';

/** The row with the extreme value. Rows where it is null are passed over unless there are no others. */
export function argExtreme(
  call: AggregateCall,
  expr: Expr,
  better: (a: number, b: number) => boolean,
): Aggregate {
  requireOrder(call.name, expr);
  const others = call.args
    .slice(1)
    .flatMap((node): (Expr | RelationColumn)[] =>
      node.kind === 'StarExpression' ? [...call.star(call.args[0])] : [call.scope.compile(node)],
    );
  const columns = [expr, ...others];
  return {
    width: columns.length,
    start: () => {
      let best: number | null = null;
      let bestRow = -1;
      return {
        add: (row) => {
          const value = expr.at(row);
          const wins = typeof value === 'number' && (best === null || better(value, best));
          if (wins) best = value;
          if (wins || bestRow < 0) bestRow = row;
        },
        result: () => rowOf(columns, bestRow),
      };
    },
  };
}

/** `take_any(x)` looks for a value that is there; with several columns any row will do: here the first. */
export function anyRow(call: AggregateCall): Aggregate {
  const columns = call.args.flatMap((node): (Expr | RelationColumn)[] =>
    node.kind === 'StarExpression' ? [...call.star(undefined)] : [call.scope.compile(node)],
  );
  const single = columns.length === 1 ? columns[0] : undefined;
  return {
    width: columns.length,
    start: () => {
      let chosen = -1;
      let empty = true;
      return {
        add: (row) => {
          if (!empty) return;
          const value = single?.at(row);
          empty = value === null || value === '';
          if (chosen < 0 || !empty) chosen = row;
        },
        result: () => rowOf(columns, chosen),
      };
    },
  };
}

function rowOf(columns: readonly (Expr | RelationColumn)[], row: number): Value[] {
  return columns.map((column) => (row < 0 ? missing(column.type) : column.at(row)));
}
