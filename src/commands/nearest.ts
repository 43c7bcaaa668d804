import { slipsBetween } from '../shared/near-miss.ts';

/** Words longer than this are not compared: nobody mistypes that much. */
const longest = 100;

/**
 * The candidates that `word` may have been meant to be, best first, at most `most`: those that contain it or
 * that it contains, then those within a third of their length in typing mistakes. Case does not count.
 */
export function nearest(word: string, candidates: readonly string[], most: number): string[] {
  const wanted = word.trim().toLowerCase().slice(0, longest);
  if (wanted === '') return [];
  const scored = new Map<string, number>();
  for (const candidate of candidates) {
    const score = distance(wanted, candidate.toLowerCase());
    if (score !== undefined && !scored.has(candidate)) scored.set(candidate, score);
  }
  const ranked = [...scored].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  return ranked.slice(0, most).map(([candidate]) => candidate);
}

function distance(wanted: string, candidate: string): number | undefined {
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
  const mayBeNear = Math.abs(wanted.length - candidate.length) <= allowed;
  const mistakes = mayBeNear ? slipsBetween(wanted, candidate) : Number.POSITIVE_INFINITY;
  if (mistakes <= allowed) return mistakes;
  const inside = wanted.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate));
  return inside ? allowed + 1 : undefined;
}
