import type { DueAlert } from '../domain/known-alert.ts';

/** What is known when the next message of a conversation is thought about. */
export interface DueNow {
  /** High first, then by age; as many as fit into a digest, at least. */
  due: readonly DueAlert[];
  /** Messages that the conversation got within the last minute, whatever they were about. */
  sentLastMinute: number;
  /** When the last digest was posted there. */
  lastDigestAt?: Date | undefined;
  now: Date;
}

/** What to say next. */
export type NextMessage =
  | { kind: 'alert'; alert: DueAlert }
  /** All of these in one card, each counted once. */
  | { kind: 'digest'; alerts: readonly DueAlert[] }
  /** Nothing yet: more is likely to come and belongs into the same digest. */
  | { kind: 'wait'; until: Date };

/**
 * Messages a minute that single alerts may take. Teams takes 60 in half a minute but only 1,800 in an hour, which is 30
 * a minute in the long run; the rest is for digests, edits and answers.
 */
const singlesAMinute = 25;
/** Of these, the last ones are for High alone: ten others a minute are as many as people read. */
const keptForHigh = 15;
/** Alerts in one digest: their ids are rows, and the card counts them. */
const mostInDigest = 1_000;
/** Digests come no closer than this, so that a storm of a minute is a handful of cards. */
const digestEveryMs = 10_000;

/**
 * The next message for a conversation; undefined when nothing is due. A few alerts come singly. In a storm High ones
 * come singly while there is room, and everything else that is due goes into one digest, High first. Pure.
 */
export function nextMessage({ due, sentLastMinute, lastDigestAt, now }: DueNow): NextMessage | undefined {
  const [first] = due;
  if (!first) return undefined;
  const room = singlesAMinute - sentLastMinute;
  const calm = room - keptForHigh >= due.length;
  const single = calm || (room > 0 && (first.severity === 'High' || due.length === 1));
  if (single) return { kind: 'alert', alert: first };
  const ready = lastDigestAt ? lastDigestAt.getTime() + digestEveryMs : 0;
  if (now.getTime() < ready) return { kind: 'wait', until: new Date(ready) };
  return { kind: 'digest', alerts: due.slice(0, mostInDigest) };
}
