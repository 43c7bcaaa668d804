/** In which zone and language dates are written. */
export interface DateWords {
  /** IANA name; the computer's own when missing. */
  timeZone?: string;
  /** BCP 47 tag; `en-GB` when missing. */
  locale?: string;
}

// As the Adaptive Cards renderer reads them: whole seconds, and Z or an offset (Adaptive Cards documentation,
// "Text features"). What does not match stays as it is, so that a mistake in a card shows.
const pattern =
  /\{\{(DATE|TIME)\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2}))(?:, ?(COMPACT|SHORT|LONG))?\)\}\}/g;

/** Writes the `{{DATE(…)}}` and `{{TIME(…)}}` functions of card text as a Teams client would. */
export function writeDates(text: string, { timeZone, locale = 'en-GB' }: DateWords = {}): string {
  return text.replaceAll(pattern, (whole: string, kind: string, moment: string, size: string | undefined) => {
    const date = new Date(moment);
    if (Number.isNaN(date.getTime())) return whole;
    return new Intl.DateTimeFormat(locale, {
      ...(timeZone ? { timeZone } : {}),
      ...(kind === 'TIME' ? { timeStyle: 'short' as const } : dateStyle(size)),
    }).format(date);
  });
}

function dateStyle(size: string | undefined): Intl.DateTimeFormatOptions {
  if (size === 'LONG') return { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
  if (size === 'SHORT') return { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
  return { day: 'numeric', month: 'numeric', year: 'numeric' };
}
