/** Longer words are cut: no command is that long, and the work grows with the square. */
const maxLength = 40;

/**
 * How many single slips (a letter added, left out, changed, or two neighbours swapped) lie between two
 * words: the "optimal string alignment" distance.
 */
export function slipsBetween(from: string, to: string): number {
  const a = [...from.slice(0, maxLength)];
  const b = [...to.slice(0, maxLength)];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of a.entries()) {
    const current = [row + 1];
    for (const [column, other] of b.entries()) {
      const changed = at(last, column) + (letter === other ? 0 : 1);
      const swapped =
        row > 0 && column > 0 && letter === b[column - 1] && a[row - 1] === other
          ? at(beforeLast, column - 1) + 1
          : Number.POSITIVE_INFINITY;
      current.push(Math.min(changed, swapped, at(last, column + 1) + 1, at(current, column) + 1));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
