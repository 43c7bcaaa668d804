/** A stretch of time; an absent end is open. */
export interface Timespan {
  from?: Date;
  to?: Date;
}

const duration =
  /^P(?:(?<w>\d+(?:\.\d+)?)W)?(?:(?<d>\d+(?:\.\d+)?)D)?(?:T(?:(?<h>\d+(?:\.\d+)?)H)?(?:(?<m>\d+(?:\.\d+)?)M)?(?:(?<s>\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in weeks, days and times; undefined when it is none. */
export function durationMs(text: string): number | undefined {
  const groups = duration.exec(text)?.groups;
  if (!groups || /^P$|T$/.test(text)) return undefined;
  const { w = 0, d = 0, h = 0, m = 0, s = 0 } = groups;
  const days = Number(w) * 7 + Number(d);
  return ((days * 24 + Number(h)) * 3600 + Number(m) * 60 + Number(s)) * 1000;
}

/**
 * Reads the `timespan` of a query: a duration back from now, `start/end`, `start/duration` or
 * `duration/end`. Undefined when it is none of these.
 */
export function readTimespan(text: string, now: Date): Timespan | undefined {
  const [left = '', right, more] = text.split('/');
  if (more !== undefined) return undefined;
  const leftMs = durationMs(left);
  if (right === undefined) return leftMs === undefined ? undefined : { from: before(now, leftMs), to: now };
  const rightMs = durationMs(right);
  const start = dateOf(left);
  const end = dateOf(right);
  if (start && end) return { from: start, to: end };
  if (start && rightMs !== undefined) return { from: start, to: new Date(start.getTime() + rightMs) };
  if (leftMs !== undefined && end) return { from: before(end, leftMs), to: end };
  return undefined;
}

function before(moment: Date, ms: number): Date {
  return new Date(moment.getTime() - ms);
}

function dateOf(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
