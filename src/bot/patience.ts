import type { SendResult } from '../domain/send-result.ts';
import type { Clock } from '../shared/clock.ts';

const attempts = 3;
/** Teams asks for a second or two as a rule. Somebody who looks on does not wait longer than this. */
const longestWaitSeconds = 30;

/** How patient to be. */
export interface Patience {
  /** The send is an edit: the same edit twice is the same as once, so it may be repeated after any trouble. */
  repeatable?: boolean;
  /** The longest pause that Teams may ask for; 30 s when left out. */
  longestWaitSeconds?: number;
}

/**
 * Tries again when Teams surely did not take a message: throttled, or never reached. When Teams asks for a
 * longer pause than there is patience for, `throttled` is given back at once: an earlier attempt would be
 * refused too, and counts against the bot.
 */
export async function sendPatiently(
  send: () => Promise<SendResult>,
  clock: Clock,
  patience: Patience = {},
): Promise<SendResult> {
  const { repeatable = false, longestWaitSeconds: longest = longestWaitSeconds } = patience;
  for (let attempt = 1; ; attempt += 1) {
    const result = await send();
    const mayRepeat =
      result.kind === 'throttled' || (result.kind === 'failed' && (repeatable || !result.unknown));
    if (!mayRepeat || attempt === attempts) return result;
    const asked = result.kind === 'throttled' ? result.retryAfterSeconds : undefined;
    if (asked !== undefined && asked > longest) return result;
    await clock.sleep((asked ?? 2 ** attempt) * 1000);
  }
}
