// Direction marks and overrides, zero-width characters and Unicode tags: invisible, and able to make a
// text read as another one. The zero-width joiner (U+200D) stays, because emoji are built with it.
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;
const controls = /(?!\s|\u0085)\p{Cc}/gu;
const breaks = /[\s\u0085\u2028\u2029]+/g;
const noBreak = '\u00a0';
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/**
 * Makes untrusted text (alert names, hub names, what somebody typed) harmless on a card: one line, no control,
 * direction or invisible characters, nothing that Teams or the template engine would act on (`{{DATE`, `${`,
 * `<at>`), at most `max` UTF-16 units with `…` at the end when it was cut. Doing it twice changes nothing.
 * The result still holds markdown characters: show it in a TextRun, which knows no markdown.
 */
export function plain(text: string, max = 300): string {
  // Cut early, so that a huge text costs nothing; the factor leaves room for what is removed.
  const line = text
    .slice(0, max * 4)
    .toWellFormed()
    .replace(controls, '')
    .replace(invisible, '')
    // A no-break space that stands alone stays: it ties a sign to its words on a narrow screen.
    .replace(breaks, (run) => (run === noBreak ? run : ' '))
    .replace(stackedMarks, '$1')
    .replace(/\{(?=\{)/g, '{ ')
    .replace(/\$(?=\{)/g, '$ ')
    .replace(/<(?=\s*\/?\s*at\b)/gi, '‹')
    .trim();
  return cut(line, max, text.length > max * 4);
}

/**
 * Makes a text safe even where markdown is understood (a TextBlock heading): what markdown or HTML could act
 * on is left out rather than escaped, because Teams on phones shows the backslashes.
 */
export function heading(text: string, max = 120): string {
  return plain(text.replace(/[*_[\]()`#<>~|\\]/g, ' '), max).replace(/^(?:[-+]|\d+[.)])\s+/, '');
}

function cut(line: string, max: number, wasLonger: boolean): string {
  if (line.length <= max && !wasLonger) return line;
  if (line.endsWith('…') && line.length <= max) return line;
  return `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
