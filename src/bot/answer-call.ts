import type { Runner } from '../commands/run-command.ts';
import type { Call } from '../domain/call.ts';
import type { Reply } from '../domain/reply.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { cardAnswer, type InvokeAnswer, noteAnswer } from './invoke-answer.ts';
import { type Later, longestPauseSeconds, type SlowCall } from './later.ts';
import { sendPatiently } from './patience.ts';
import type { Send } from './send.ts';
import { within } from './within.ts';

/** Where the answer to a call goes. */
export type AnswerPlace =
  /** A new message; `replyToId` is the message that asked. */
  | { kind: 'message'; replyToId?: string }
  /** A new message, asked for by an invoke. */
  | { kind: 'message for invoke' }
  /** A short note to the one who clicked; `invoke` false: by a message, when there is anything to say. */
  | { kind: 'note'; invoke: boolean }
  /** In place of the clicked card, by an edit. */
  | { kind: 'edit'; activityId: string }
  /**
   * In place of the clicked card, as the answer to an invoke: Teams shows that to the one who clicked. Slow ends
   * come as an edit of `activityId`; without one as a new message, because an edit changes the card for everybody.
   */
  | { kind: 'invoke'; activityId?: string };

/** How long after an activity came in the person is told that it is being worked on, in milliseconds. */
export const workingAfterMs = 2_000;
/** From here on a "… is typing" shows that the bot has heard. */
const typingAfterMs = 700;
/** The client puts the invoke's answer on screen in this time; an edit that comes first would be lost. */
const holdAfterInvokeMs = 1_000;

const seeBelow = 'See below.';
const resultWillCome = 'On it. The result will be shown here.';
const cardWillShow = 'On it. The card will show what happens.';
const resultComesBelow = 'On it. The answer will come below.';

/** What answering needs. */
export interface AnswerNeeds {
  runner: Runner;
  send: Send;
  later: Later;
  clock: Clock;
  log: Logger;
}

/** The answer of an invoke now, and the one to keep for a repeated delivery. */
export interface Answered {
  answer?: InvokeAnswer;
  keep?: InvokeAnswer;
  /** How the finished card still arrives when the invoke was answered without waiting for it. */
  late?: SlowCall;
}

/**
 * Runs a call and answers within the budget whatever Azure does: with the reply when it is there by `answerBy`
 * (ms since 1970), else with a working card that the reply takes the place of when the run ends.
 */
export async function answerCall(
  call: Call,
  place: AnswerPlace,
  answerBy: number,
  needs: AnswerNeeds,
): Promise<Answered> {
  const { runner, clock } = needs;
  const run = runner.run(call);
  if (place.kind === 'message') typingWhenSlow(call, run, needs);
  if (place.kind === 'note') return answerWithNote(call, place, run, answerBy, needs);
  const inTime = await within(run, Math.max(0, answerBy - clock.now().getTime()), clock);
  return inTime.done ? answerNow(call, place, inTime.value, needs) : answerLater(call, place, run, needs);
}

/** A note in time; what comes too late for one is posted, unless the card shows it. */
async function answerWithNote(
  call: Call,
  { invoke }: { invoke: boolean },
  run: Promise<Reply>,
  answerBy: number,
  { clock, later }: AnswerNeeds,
): Promise<Answered> {
  const inTime = invoke
    ? await within(run, Math.max(0, answerBy - clock.now().getTime()), clock)
    : { done: false as const };
  if (inTime.done) return both(noteAnswer(inTime.value.summary));
  later.follow(slowCall(call, {}, run));
  return invoke ? both(noteAnswer(cardWillShow)) : {};
}

async function answerNow(
  call: Call,
  place: Exclude<AnswerPlace, { kind: 'note' }>,
  reply: Reply,
  needs: AnswerNeeds,
): Promise<Answered> {
  if (place.kind === 'invoke') {
    const answer = cardAnswer(reply);
    return { answer, keep: answer, late: slowCall(call, place, Promise.resolve(reply)) };
  }
  const { activityId, pauseSeconds } = await deliver(call, place, reply, needs);
  if (pauseSeconds !== undefined && pauseSeconds <= longestPauseSeconds) {
    const run = Promise.resolve(reply);
    needs.later.follow({ ...slowCall(call, { activityId }, run), holdMs: pauseSeconds * 1000 });
  }
  return place.kind === 'message for invoke' ? both(noteAnswer(seeBelow)) : {};
}

async function answerLater(
  call: Call,
  place: Exclude<AnswerPlace, { kind: 'note' }>,
  run: Promise<Reply>,
  { runner, later, ...needs }: AnswerNeeds,
): Promise<Answered> {
  if (place.kind === 'invoke') {
    later.follow({ ...slowCall(call, place, run), holdMs: holdAfterInvokeMs });
    if (!place.activityId) return both(noteAnswer(resultComesBelow));
    // A repeated delivery must not put the working card over the result.
    return { answer: cardAnswer(runner.working(call)), keep: noteAnswer(resultWillCome) };
  }
  const { activityId } = await deliver(call, place, runner.working(call), { runner, later, ...needs });
  later.follow(slowCall(call, { activityId }, run));
  return place.kind === 'message for invoke' ? both(noteAnswer(seeBelow)) : {};
}

function slowCall(call: Call, { activityId = '' }: { activityId?: string }, run: Promise<Reply>): SlowCall {
  return { call, conversation: call.conversation, activityId, run };
}

interface Delivered {
  /** Of the message; empty when it did not arrive. */
  activityId: string;
  /** Teams asked for a longer pause than somebody waits who looks on. */
  pauseSeconds?: number;
}

/** Posts or edits. */
async function deliver(
  { conversation, correlationId }: Call,
  place: Exclude<AnswerPlace, { kind: 'invoke' | 'note' }>,
  reply: Reply,
  { send, runner, clock, log }: AnswerNeeds,
): Promise<Delivered> {
  const isEdit = place.kind === 'edit';
  const put = (what: Reply) =>
    isEdit
      ? send.update(conversation, place.activityId, what)
      : send.message(conversation, what, place.kind === 'message' ? place.replyToId : undefined);
  let result = await sendPatiently(() => put(reply), clock, { repeatable: isEdit });
  if (result.kind === 'too big') {
    result = await put(runner.refused('The answer is too large for Teams. Ask for less at once.'));
  }
  if (result.kind === 'sent') return { activityId: result.activityId };
  // An edit that failed leaves the card where it is: the late answer may still reach it.
  log.error({ correlationId, result }, 'Answer was not delivered');
  const activityId = isEdit ? place.activityId : '';
  const pauseSeconds = result.kind === 'throttled' ? result.retryAfterSeconds : undefined;
  return { activityId, ...(pauseSeconds === undefined ? {} : { pauseSeconds }) };
}

function typingWhenSlow(
  { conversation }: Call,
  run: Promise<Reply>,
  { send, clock, log }: AnswerNeeds,
): void {
  // Channels show no typing.
  if (conversation.kind === 'channel') return;
  within(run, typingAfterMs, clock)
    .then(({ done }) => (done ? undefined : send.typing(conversation)))
    .catch((error: unknown) => log.warn({ error }, 'Typing was not shown'));
}

function both(answer: InvokeAnswer): Answered {
  return { answer, keep: answer };
}
