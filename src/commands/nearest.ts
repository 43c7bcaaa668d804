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
  const mistakes = typingMistakes(wanted, candidate, allowed);
  if (mistakes !== undefined) return mistakes;
  const inside = wanted.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate));
  return inside ? allowed + 1 : undefined;
}

/**
 * Letters added, left out, changed or swapped with their neighbour (optimal string alignment distance);
 * undefined when there are more than `allowed`.
 */
export function typingMistakes(a: string, b: string, allowed: number): number | undefined {
  if (Math.abs(a.length - b.length) > allowed || a.length > longest || b.length > longest) return undefined;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = row;
  }
  const mistakes = last[b.length] ?? 0;
  return mistakes <= allowed ? mistakes : undefined;
}
