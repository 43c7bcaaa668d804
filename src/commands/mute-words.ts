/** The shortest mute, in minutes: less is over before anybody looks again. */
export const leastMinutes = 5;
/** The longest mute, in minutes: 30 days. What is unwanted for longer is better not subscribed to. */
export const mostMinutes = 30 * 24 * 60;

/** What was understood of the words after `mute`. */
export interface MuteWords {
  /** A hub or alert type, as it was typed; undefined when nothing was named. */
  what: string | undefined;
  /** Whole minutes; undefined when no time was named. */
  minutes: number | undefined;
}

const number = String.raw`(\d{1,6}(?:[.,]\d{1,2})?)`;
const unit = '(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)';
const together = new RegExp(`^${number}${unit}$`, 'i');
const numberAlone = new RegExp(`^${number}$`);
const unitAlone = new RegExp(`^${unit}$`, 'i');
const unitMinutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** Reads `plant-7 2h`, `2h plant-7`, `Expired SAS Token for 1 hour`, `plant-7 an hour`: the time stands at an end. */
export function readMuteWords(words: readonly string[]): MuteWords {
  const given = words.map((word) => word.trim()).filter((word) => word !== '');
  // "mute for 2h plant-7"; behind a name the word is left over once the time is taken out.
  const all = isFor(given[0]) ? given.slice(1) : given;
  for (const [at, length] of placesOf(all.length)) {
    const minutes = minutesOf(all.slice(at, at + length));
    if (minutes === undefined) continue;
    return { what: nameIn(all.toSpliced(at, length)), minutes };
  }
  return { what: nameIn(all), minutes: undefined };
}

/** Where a time can stand, of how many words: the end before the beginning, two words before one. */
function placesOf(words: number): [at: number, length: number][] {
  const places: [number, number][] = [
    [words - 2, 2],
    [words - 1, 1],
    [0, 2],
    [0, 1],
  ];
  return places.filter(([at, length]) => at >= 0 && at + length <= words);
}

function minutesOf(words: readonly string[]): number | undefined {
  const [first = '', second] = words;
  if (second === undefined) {
    const [, amount, unitWord] = together.exec(first) ?? [];
    return amount === undefined ? undefined : inMinutes(amount, unitWord);
  }
  if (!unitAlone.test(second)) return undefined;
  if (/^(?:an?|one)$/i.test(first)) return inMinutes('1', second);
  return numberAlone.test(first) ? inMinutes(first, second) : undefined;
}

function inMinutes(amount: string, unitWord = 'm'): number {
  return Math.round(Number(amount.replace(',', '.')) * (unitMinutes[unitWord.charAt(0).toLowerCase()] ?? 1));
}

function nameIn(words: readonly string[]): string | undefined {
  const name = words.slice(0, isFor(words.at(-1)) ? -1 : words.length).join(' ');
  return name === '' ? undefined : name;
}

function isFor(word: string | undefined): boolean {
  return word?.toLowerCase() === 'for';
}
