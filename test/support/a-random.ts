/** Chance that repeats itself: the same seed gives the same choices. */
export interface Random {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  /** One of these. */
  pick<T>(items: readonly T[]): T;
}

/** The generator known as mulberry32. */
export function aRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    pick(items) {
      for (const item of items.slice(below(items.length))) return item;
      throw new Error('Nothing to pick from');
    },
  };
}
