import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Answered } from './answer-call.ts';
import { noteAnswer, readAnswer } from './invoke-answer.ts';
import type { HandledActivities } from './needs.ts';
import type { InboundActivity } from './read-activity.ts';
import { within } from './within.ts';

/**
 * Acts on an activity unless that was done before: Teams delivers one again when an answer was slow or lost.
 * Without the database a question is still answered; at worst twice. Rejects when `act` does.
 */
export type Once = (
  activity: InboundActivity,
  act: () => Promise<Answered>,
  log: Logger,
) => Promise<Answered>;

/** What `Once` needs. */
export interface OnceNeeds {
  handled: HandledActivities;
  clock: Clock;
  /** Keeps an eye on work that goes on after the turn, so that a stop can wait for it. */
  track<T>(work: Promise<T>): Promise<T>;
}

/** A healthy database answers within milliseconds; a turn that has 3 s must not wait for one that hangs. */
const claimMs = 1_000;
/** Less: by now the answer is there, and the turn may have used up its 2 s. */
const noteMs = 500;

const fresh = { kind: 'fresh' } as const;

/** Builds `Once`. */
export function createOnce({ handled, clock, track }: OnceNeeds): Once {
  return async (activity, act, log) => {
    if (activity.id === undefined) return act();
    const key = { conversationId: activity.conversation.id, activityId: activity.id };
    const claiming = handled.claim(key).catch((error: unknown) => {
      log.error({ error }, 'Deliveries cannot be told apart');
      return fresh;
    });
    const waited = await within(track(claiming), claimMs, clock);
    if (!waited.done) log.error({ waitedMs: claimMs }, 'Deliveries cannot be told apart in time');
    const claim = waited.done ? waited.value : fresh;
    if (claim.kind === 'busy') return { answer: noteAnswer('Already on it.') };
    if (claim.kind === 'done') return { answer: readAnswer(claim.answer) ?? noteAnswer('Already done.') };

    /** After the claim, however late that comes. The answer waits a little for it, or not at all then. */
    const note = async (work: () => Promise<void>): Promise<void> => {
      const noted = claiming
        .then(work)
        .catch((error: unknown) => log.error({ error }, 'Delivery was not noted as done'));
      track(noted);
      if (waited.done) await within(noted, noteMs, clock);
    };
    try {
      const answered = await act();
      await note(() => handled.finish(key, answered.keep ?? null));
      return answered;
    } catch (error) {
      await note(() => handled.abandon(key));
      throw error;
    }
  };
}
