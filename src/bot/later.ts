import type { Call } from '../domain/call.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Runner } from './needs.ts';
import { sendPatiently } from './patience.ts';
import type { Send } from './send.ts';
import { within } from './within.ts';

/** A call that was not done in time, and the card that says so. */
export interface SlowCall {
  call: Call;
  conversation: Conversation;
  /** The message with the working card; empty when it could not be posted. */
  activityId: string;
  run: Promise<Reply>;
  /** Milliseconds to hold the result back, so that it cannot overtake the working card on its way. */
  holdMs?: number;
}

/** Brings the ends of slow calls to where they were asked. */
export interface Later {
  /** Puts the reply in the working card's place when the run ends. */
  follow(slow: SlowCall): void;
  /** Waits a few seconds for what is under way, then tells the rest that they were interrupted. */
  stop(): Promise<void>;
}

const patienceAtStopMs = 5_000;

/** Builds `Later`. */
export function createLater(needs: { send: Send; runner: Runner; clock: Clock; log: Logger }): Later {
  const { send, runner, clock, log } = needs;
  const underWay = new Map<SlowCall, Promise<void>>();
  const interrupted = new WeakSet<SlowCall>();

  async function show({ conversation, activityId, call }: SlowCall, reply: Reply): Promise<void> {
    const result = await sendPatiently(
      () => (activityId ? send.update(conversation, activityId, reply) : send.message(conversation, reply)),
      clock,
      { repeatable: activityId !== '' },
    );
    if (result.kind === 'too big') {
      const smaller = runner.refused('The answer is too large for Teams. Ask for less at once.');
      await send.update(conversation, activityId, smaller);
    } else if (result.kind !== 'sent') {
      log.error({ correlationId: call.correlationId, result }, 'Late answer was not delivered');
    }
  }

  async function finish(slow: SlowCall): Promise<void> {
    const reply = await slow.run;
    if (slow.holdMs) await clock.sleep(slow.holdMs);
    if (!interrupted.has(slow)) await show(slow, reply);
  }

  return {
    follow(slow) {
      const finished = finish(slow)
        .catch((error: unknown) => log.error({ error }, 'Late answer failed'))
        .finally(() => underWay.delete(slow));
      underWay.set(slow, finished);
    },
    async stop() {
      if (underWay.size === 0) return;
      await within(Promise.all(underWay.values()), patienceAtStopMs, clock);
      const rest = [...underWay.keys()];
      for (const slow of rest) interrupted.add(slow);
      await Promise.all(
        rest.map(({ call, conversation, activityId }) => {
          const reply = runner.interrupted(call);
          return activityId
            ? send.update(conversation, activityId, reply)
            : send.message(conversation, reply);
        }),
      );
    },
  };
}
