import { randomUUID } from 'node:crypto';
import type { Command } from '../commands/command.ts';
import type { Runner } from '../commands/run-command.ts';
import type { Reply } from '../domain/reply.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type AdapterOptions, createAdapter } from './adapter.ts';
import { type Answered, workingAfterMs } from './answer-call.ts';
import { Unauthorized } from './check-token.ts';
import { type InvokeAnswer, noteAnswer, notServed } from './invoke-answer.ts';
import { createLater } from './later.ts';
import type { ConversationBook, HandledActivities } from './needs.ts';
import { createOnce } from './once.ts';
import { type InboundActivity, readActivity } from './read-activity.ts';
import { isFromBot } from './read-actor.ts';
import { followInstallation, rememberSender } from './remember-conversation.ts';
import { createRoster, type Roster } from './roster.ts';
import { createSend, type Send } from './send.ts';
import { executeTurn, isFromAllowedTenant, messageTurn, type RefusedClick } from './turn.ts';
import { within } from './within.ts';

/** What the bot is built from. */
export interface BotNeeds {
  adapter: AdapterOptions;
  runner: Runner;
  commands: readonly Command[];
  conversations: ConversationBook;
  handled: HandledActivities;
  /** Tenants whose people may talk to the bot, lower case. */
  allowedTenants: readonly string[];
  /** Writes a click that was refused into the audit. */
  refusedClick(click: RefusedClick): Promise<void>;
  /** Is told where the card of a change stands. */
  changeCardShown(card: NonNullable<Reply['changeCard']>, activityId: string): Promise<void>;
  clock: Clock;
  log: Logger;
}

/** What came in at `POST /api/messages`. */
export interface InboundRequest {
  /** The `authorization` header; empty when there was none. */
  authorization: string;
  /** The body, parsed as JSON. */
  body: unknown;
  /** Becomes the correlation id of the call. */
  requestId?: string;
}

/** What goes back. Never carries the words of an exception. */
export interface OutboundAnswer {
  status: number;
  body?: unknown;
}

/** The bot as the rest of the program sees it. */
export interface Bot {
  /** Fetches what the first turn would else wait for. Never rejects. */
  warmUp(): Promise<void>;
  /** One turn. Never rejects; answers within 3 s of its arrival as long as the clock runs. */
  handle(request: InboundRequest): Promise<OutboundAnswer>;
  send: Send;
  /** Who somebody is in a conversation, as Teams says. */
  roster: Roster;
  /** Takes nothing new, waits a few seconds for what is under way, tells the rest: 11 s at most. */
  stop(): Promise<void>;
}

/** Teams delivers again after about 15 s; people give up long before. */
const turnBudgetMs = 2_800;
/** Turns that Teams still waits for have ended before, while the HTTP server drained. */
const stopMs = 3_000;

/** Builds the bot. Throws an Error when the registration is incomplete. */
export function createBot(needs: BotNeeds): Bot {
  const { clock, log, runner } = needs;
  const adapter = createAdapter(needs.adapter, clock);
  const send = createSend({
    adapter,
    log,
    changeCardShown: (card, activityId) =>
      needs
        .changeCardShown(card, activityId)
        .catch((error: unknown) => log.error({ error }, 'Where a card stands was not noted')),
  });
  const later = createLater({ send, runner, clock, log });
  const underWay = new Set<Promise<unknown>>();
  const once = createOnce({ ...needs, track });
  let stopping = false;

  function track<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work
      .catch(() => {})
      .finally(() => {
        underWay.delete(settled);
      });
    underWay.add(settled);
    return work;
  }

  /** Runs in the background: an answer does not wait for the address book. */
  function keepBook(activity: InboundActivity, turnLog: Logger): void {
    if (!isFromAllowedTenant(activity, needs.allowedTenants)) return;
    const work = rememberSender(activity, { ...needs, send, log: turnLog });
    track(work).catch((error: unknown) => turnLog.error({ error }, 'Conversation was not remembered'));
  }

  async function turn(
    activity: InboundActivity,
    correlationId: string,
    arrivedAt: number,
  ): Promise<Answered | undefined> {
    const turnLog = log.child({ correlationId, activity: activity.type.slice(0, 50) });
    const refusedClick = (click: RefusedClick) =>
      needs
        .refusedClick(click)
        .catch((error: unknown) => turnLog.error({ error }, 'A refused click is not in the audit'));
    const answerBy = arrivedAt + workingAfterMs;
    const turnNeeds = { ...needs, send, later, log: turnLog, answerBy, refusedClick };
    switch (activity.type) {
      case 'message':
        if (isFromBot(activity)) return undefined;
        keepBook(activity, turnLog);
        return once(activity, () => messageTurn(activity, correlationId, turnNeeds), turnLog);
      case 'invoke':
        if (activity.name !== 'adaptiveCard/action') return { answer: notServed() };
        keepBook(activity, turnLog);
        return once(activity, () => executeTurn(activity, correlationId, turnNeeds), turnLog);
      case 'installationUpdate':
      case 'conversationUpdate':
        if (isFromAllowedTenant(activity, needs.allowedTenants))
          await followInstallation(activity, turnNeeds);
        return undefined;
      default:
        return undefined;
    }
  }

  return {
    async warmUp() {
      await adapter
        .warmUp()
        .catch((error: unknown) => log.warn({ error }, 'Signing keys did not come early'));
    },
    send,
    roster: createRoster({ adapter }),
    async handle({ authorization, body, requestId = randomUUID() }) {
      const arrivedAt = clock.now().getTime();
      const activity = readActivity(body);
      if (!activity) return { status: 400, body: { error: 'This is not an activity.' } };
      try {
        await adapter.authenticate(
          { channelId: activity.channelId ?? '', serviceUrl: activity.serviceUrl },
          authorization,
        );
      } catch (error) {
        return turnedAway(error, log);
      }
      if (stopping) return { status: 503, body: { error: 'Hubwatch is stopping.' } };
      const answered = turn(activity, requestId, arrivedAt).catch((error: unknown): Answered => {
        log.error({ error, correlationId: requestId }, 'Turn failed');
        return { answer: noteAnswer(`Sorry, that went wrong. It is noted under ${requestId}.`) };
      });
      const left = Math.max(0, arrivedAt + turnBudgetMs - clock.now().getTime());
      const waited = await within(track(answered), left, clock);
      if (waited.done) return toHttp(activity, waited.value?.answer);
      track(answered.then((tooLate) => tooLate?.late && later.follow(tooLate.late)));
      return toHttp(activity, noteAnswer('Still working on it.'));
    },
    async stop() {
      stopping = true;
      await within(Promise.all(underWay), stopMs, clock);
      await later.stop();
    },
  };
}

/** Only an invoke has an answer in the body, and its HTTP status is always 200. */
function toHttp({ type }: InboundActivity, answer: InvokeAnswer | undefined): OutboundAnswer {
  if (type !== 'invoke') return { status: 200 };
  return { status: 200, body: answer ?? notServed() };
}

function turnedAway(error: unknown, log: Logger): OutboundAnswer {
  if (error instanceof Unauthorized) {
    log.warn({ why: error.message }, 'Request refused');
    return { status: 401, body: { error: 'Not authorised.' } };
  }
  log.error({ error }, 'Callers cannot be checked');
  return { status: 503, body: { error: 'Not able to check who is calling. Try again soon.' } };
}
