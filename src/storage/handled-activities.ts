import { createHash, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { plainJson } from './plain-text.ts';
import type { Tables } from './schema.ts';

/** What makes an activity one: Teams delivers the same one again when an answer was slow or lost. */
export interface ActivityKey {
  conversationId: string;
  activityId: string;
}

/** What is known about an activity at the moment it arrives. */
export type Claim =
  /** Nobody has it: handle it, then call `finish`, or `abandon` if nothing was done. */
  | { kind: 'fresh' }
  /** It is being handled right now, here or by another instance. */
  | { kind: 'busy' }
  /** It was handled; this was the answer. */
  | { kind: 'done'; answer: unknown };

/** Sees to it that an activity acts once, however often it is delivered, over all instances. */
export interface HandledActivities {
  /** Takes an activity on. One that was taken on 60 s ago and not finished counts as fresh: its process died. */
  claim(key: ActivityKey): Promise<Claim>;
  /** Notes the answer, for later deliveries. Anything that JSON can say, up to 256 KiB; more is not kept. */
  finish(key: ActivityKey, answer: unknown): Promise<void>;
  /** Gives the activity back: nothing was done, the next delivery may try. */
  abandon(key: ActivityKey): Promise<void>;
}

const takeOverAfterMs = 60_000;

/** Ten times the largest message that Teams takes (about 28 KB), so that no real answer is ever cut. */
const longestAnswer = 256 * 1024;

/** The handled-activities table, in the name of this process. */
export function createHandledActivities(
  db: Kysely<Tables>,
  { clock, log }: { clock: Clock; log: Logger },
): HandledActivities {
  // A process that was held up for over 60 s must not finish or abandon what another has taken over.
  const owner = randomUUID();

  return {
    async claim(key) {
      const now = clock.now();
      const stale = new Date(now.getTime() - takeOverAfterMs);
      const claimed = await db
        .insertInto('handled_activities')
        .values({ key: hash(key), claimed_by: owner, claimed_at: now, finished_at: null, answer: null })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({ claimed_by: owner, claimed_at: now })
            .where('handled_activities.finished_at', 'is', null)
            .where('handled_activities.claimed_at', '<=', stale),
        )
        .returning('key')
        .executeTakeFirst();
      if (claimed) return { kind: 'fresh' };
      const row = await db
        .selectFrom('handled_activities')
        .select(['finished_at', 'answer'])
        .where('key', '=', hash(key))
        .executeTakeFirst();
      // No row: it was abandoned in this very moment. The next delivery finds it free.
      if (!row?.finished_at) return { kind: 'busy' };
      const answer: unknown = row.answer === null ? undefined : JSON.parse(row.answer);
      return { kind: 'done', answer };
    },

    async finish(key, answer) {
      const text = answerText(answer, log);
      await db
        .updateTable('handled_activities')
        .set({ finished_at: clock.now(), answer: text })
        .where('key', '=', hash(key))
        .where('claimed_by', '=', owner)
        .where('finished_at', 'is', null)
        .execute();
    },

    async abandon(key) {
      await db
        .deleteFrom('handled_activities')
        .where('key', '=', hash(key))
        .where('claimed_by', '=', owner)
        .where('finished_at', 'is', null)
        .execute();
    },
  };
}

/** The answer as it is kept. What cannot be kept is left out: the work is done, and saying so matters more. */
function answerText(answer: unknown, log: Logger): string | null {
  try {
    const text = plainJson(answer) ?? null;
    if (text === null || text.length <= longestAnswer) return text;
    log.warn({ length: text.length }, 'answer too long to be kept for a repeated delivery');
  } catch (error) {
    log.warn({ error }, 'answer that JSON cannot say is not kept for a repeated delivery');
  }
  return null;
}

function hash({ conversationId, activityId }: ActivityKey): string {
  return createHash('sha256')
    .update(JSON.stringify([conversationId, activityId]))
    .digest('base64url');
}
