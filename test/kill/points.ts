import type { Moment } from './words.ts';

/** A place in the work of a story where the bot can be killed, and where a kill has an effect of its own. */
export interface Point {
  /** From 1 on, in the order in which they came when nobody was killed. */
  number: number;
  /** The first of the moments that are this point. */
  moment: Moment;
  /** What had come and what was about to leave. */
  name: string;
  /**
   * Number of the later point to which a kill here comes to the same: up to there nothing is sent but questions that
   * only read, and statements of a transaction that is not committed yet.
   */
  like?: number;
}

/**
 * Puts moments together between which nothing lies but memory: an answer has come and the next question is about to
 * leave. Questions that only read and leave together, or whose answers come together, are one as well: they are what
 * one `await` waits for.
 */
export function pointsOf(moments: readonly Moment[]): Point[] {
  const groups: Moment[][] = [];
  for (const moment of moments) {
    const last = groups.at(-1);
    const previous = last?.at(-1);
    if (last && previous && isSamePoint(previous, moment)) last.push(moment);
    else groups.push([moment]);
  }
  const last = groups.length;
  return groups.flatMap((group, index) => {
    const [moment] = group;
    const next = groups.findIndex((one, i) => i >= index && changesSomething(one)) + 1;
    const same = next > 0 ? next : last;
    if (!moment) return [];
    return [{ number: index + 1, moment, name: nameOf(group), ...(same > index + 1 ? { like: same } : {}) }];
  });
}

/** From this point on something is not as it was: a write leaves, or a job that was found is there. */
function changesSomething(group: readonly Moment[]): boolean {
  const leaving = group.filter((moment) => !isAfter(moment));
  return leaving.length === 0 || !leaving.every((moment) => isRead(moment) || isInside(moment));
}

function isInside({ name }: Moment): boolean {
  return name.startsWith('before tx: ') || name === 'before db: begin';
}

function isSamePoint(one: Moment, next: Moment): boolean {
  if (isAfter(one) !== isAfter(next)) return isAfter(one);
  return isRead(one) && isRead(next);
}

function isAfter({ name }: Moment): boolean {
  return name.startsWith('after ');
}

function isRead({ name }: Moment): boolean {
  return /(azure|teams): GET |(db|tx): select /.test(name);
}

function nameOf(group: readonly Moment[]): string {
  const side = (when: 'after' | 'before') => {
    const [first, ...more] = group.filter(({ name }) => name.startsWith(`${when} `));
    if (!first) return [];
    const rest = more.length > 0 ? ` and ${more.length} more` : '';
    return [`${first.name}${first.turn > 1 ? ` #${first.turn}` : ''}${rest}`];
  };
  return [...side('after'), ...side('before')].join(', ');
}
