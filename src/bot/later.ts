import type { Runner } from '../commands/run-command.ts';
import type { Call } from '../domain/call.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { SendResult } from '../domain/send-result.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { sendPatiently } from './patience.ts';
import type { Send } from './send.ts';
import { within } from './within.ts';

/** A call that was not done in time, and the card that says so. */
export interface SlowCall {
  call: Call;
  conversation: Conversation;
  /** The message with the working card; empty for an answer in a message of its own. */
  activityId: string;
  run: Promise<Reply>;
  /** Milliseconds to hold the result back, so that it cannot overtake the working card on its way. */
  holdMs?: number;
}

/** Brings the ends of slow calls to where they were asked. */
export interface Later {
  /** Puts the reply in the working card's place when the run ends. */
  follow(slow: SlowCall): void;
  /** Waits a few seconds for what is under way, then tells the rest that they were interrupted: 8 s at most. */
  stop(): Promise<void>;
}

/** Nobody looks on any more, so the pause that Teams asks for is kept; but not for ever. */
export const longestPauseSeconds = 15 * 60;
const patienceAtStopMs = 5_000;
const tellingMs = 3_000;
const tooBig = 'The answer is too large for Teams. Ask for less at once.';

/** A slow call on its way. */
interface Followed extends SlowCall {
  /** Known as soon as the run has ended. */
  reply?: Reply;
  /** The attempt that is at Teams at this moment. */
  attempt?: Promise<SendResult> | undefined;
  /** Nothing more is to be sent. */
  given: boolean;
}

/** Builds `Later`. */
export function createLater(needs: { send: Send; runner: Runner; clock: Clock; log: Logger }): Later {
  const { send, runner, clock, log } = needs;
  const underWay = new Map<Followed, Promise<void>>();

  function put({ conversation, activityId }: SlowCall, reply: Reply): Promise<SendResult> {
    return activityId ? send.update(conversation, activityId, reply) : send.message(conversation, reply);
  }

  function putPatiently(slow: Followed, reply: Reply): Promise<SendResult> {
    const attempt = async (): Promise<SendResult> => {
      if (slow.given) return { kind: 'refused', why: 'stopped' };
      slow.attempt = put(slow, reply);
      return slow.attempt.finally(() => {
        slow.attempt = undefined;
      });
    };
    const repeatable = slow.activityId !== '';
    return sendPatiently(attempt, clock, { repeatable, longestWaitSeconds: longestPauseSeconds });
  }

  async function finish(slow: Followed): Promise<void> {
    slow.reply = await slow.run;
    if (slow.reply.quiet) return;
    if (slow.holdMs) await clock.sleep(slow.holdMs);
    let result = await putPatiently(slow, slow.reply);
    if (result.kind === 'too big') {
      slow.reply = runner.refused(tooBig);
      result = await putPatiently(slow, slow.reply);
    }
    if (result.kind === 'sent' || slow.given) return;
    log.error({ correlationId: slow.call.correlationId, result }, 'Late answer was not delivered');
  }

  /** The last word about a call that stopping cuts short; what is at Teams already is not overtaken. */
  async function giveUp(slow: Followed): Promise<void> {
    slow.given = true;
    const sent = await slow.attempt;
    if (sent?.kind !== 'sent' && !slow.reply?.quiet)
      await put(slow, slow.reply ?? runner.interrupted(slow.call));
  }

  return {
    follow(call) {
      const slow: Followed = { ...call, given: false };
      const finished = finish(slow)
        .catch((error: unknown) => log.error({ error }, 'Late answer failed'))
        .finally(() => underWay.delete(slow));
      underWay.set(slow, finished);
    },
    async stop() {
      if (underWay.size === 0) return;
      await within(Promise.all(underWay.values()), patienceAtStopMs, clock);
      await within(Promise.all([...underWay.keys()].map(giveUp)), tellingMs, clock);
    },
  };
}
