import type { Clock } from '../shared/clock.ts';
import type { SendResult } from './send-result.ts';

const attempts = 3;
/** Teams asks for a second or two as a rule. Nobody waits longer than this for an answer. */
const longestWaitSeconds = 30;

/**
 * Tries again when Teams surely did not take a message: throttled, or never reached. An edit (`repeatable`)
 * may be tried again after any trouble, because the same edit twice is the same as once.
 */
export async function sendPatiently(
  send: () => Promise<SendResult>,
  clock: Clock,
  { repeatable = false }: { repeatable?: boolean } = {},
): Promise<SendResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await send();
    const mayRepeat =
      result.kind === 'throttled' || (result.kind === 'failed' && (repeatable || !result.unknown));
    if (!mayRepeat || attempt === attempts) return result;
    const asked = result.kind === 'throttled' ? result.retryAfterSeconds : undefined;
    await clock.sleep(Math.min(asked ?? 2 ** attempt, longestWaitSeconds) * 1000);
  }
}
