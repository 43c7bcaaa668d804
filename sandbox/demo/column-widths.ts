/** What is known about a column before it is laid out. */
export interface ColumnWish {
  /** `width` of the column in the card: `auto`, `stretch`, a weight or `40px`. */
  wish: unknown;
  /** Cells that its content would take if there were no other column. */
  natural: number;
}

const gap = 2;
const least = 8;
// A letter of the default font is about 8 pixels wide.
const pixelsPerCell = 8;

/**
 * Cells for each column so that all of them and the gaps of two cells fit into `width`; undefined when they
 * do not fit side by side. As in a card, `auto` takes what it needs and the rest is shared out by weight.
 */
export function columnWidths(columns: readonly ColumnWish[], width: number): readonly number[] | undefined {
  const room = width - gap * (columns.length - 1);
  const fixed = columns.map(({ wish, natural }) => {
    if (typeof wish === 'string' && /^\d+px$/.test(wish)) {
      return Math.max(1, Math.round(Number.parseInt(wish, 10) / pixelsPerCell));
    }
    return weightOf(wish) === undefined ? natural : undefined;
  });
  const rest = room - fixed.reduce<number>((sum, cells) => sum + (cells ?? 0), 0);
  const weights = columns.map(({ wish }, i) => (fixed[i] === undefined ? (weightOf(wish) ?? 1) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = fixed.map((cells, i) => cells ?? Math.floor((rest * (weights[i] ?? 0)) / total));
  const fits = rest >= 0 && shares.every((cells, i) => fixed[i] !== undefined || cells >= least);
  if (fits) return shares;
  // Too wide as wished: every column gets its part of the room, if that is enough to read.
  const even = Math.floor(room / Math.max(1, columns.length));
  return even >= least ? columns.map(() => even) : undefined;
}

/** The weight of a column that shares the rest; undefined for one that takes what it needs. */
function weightOf(wish: unknown): number | undefined {
  if (wish === 'stretch') return 1;
  if (typeof wish === 'number' && wish > 0) return wish;
  if (typeof wish === 'string' && /^\d+(\.\d+)?$/.test(wish) && Number(wish) > 0) return Number(wish);
  return undefined;
}
