/*
 * Text in terminal cells: how wide it is, how to wrap it and how to fill it up. A cell is the width of a
 * Latin letter; emoji and East Asian letters take two.
 */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\uFE0F/u;
/** Visible Latin letters, digits and marks: a cell each, which is most text, and quick to know. */
const plainCells = /^[\x20-\x7e]*$/;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/**
 * Text without what a terminal would obey: control characters (escape sequences begin with one) and marks
 * that turn the reading direction. Line feeds stay.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (mark) =>
      mark === '\n' ? mark : '',
    );
}

/** How many cells `text` takes. */
export function cells(text: string): number {
  if (plainCells.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of segmenter.segment(text))
    sum += zeroWidth.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  return sum;
}

/** `text` filled up with spaces to `width` cells; unchanged when it is wider. */
export function fill(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)));
}

/** `text` in lines of at most `width` cells, broken between words where possible. An empty text is one line. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, width)));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/ +/).filter(Boolean)) {
    const joined = current ? `${current} ${word}` : word;
    if (cells(joined) <= width) {
      current = joined;
      continue;
    }
    if (current) lines.push(current);
    const pieces = chop(word, width);
    current = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return [...lines, current];
}

/** A word in pieces of at most `width` cells. */
function chop(word: string, width: number): string[] {
  const pieces = [''];
  for (const { segment } of segmenter.segment(word)) {
    const piece = pieces.at(-1) ?? '';
    if (piece && cells(piece + segment) > width) pieces.push(segment);
    else pieces[pieces.length - 1] = piece + segment;
  }
  return pieces;
}
