import type { Conversation } from '../domain/conversation.ts';
import type { DueAlert, KnownAlert } from '../domain/known-alert.ts';
import type { Reply } from '../domain/reply.ts';
import type { SendResult } from '../domain/send-result.ts';
import { nextMessage } from '../notices/next-message.ts';
import type { Clock } from '../shared/clock.ts';
import type { AlertLedger } from '../storage/alert-ledger.ts';
import type { Conversations } from '../storage/conversations.ts';
import type { Pace } from '../storage/pace.ts';
import type { AlertMessage, BehindCard, Postings } from '../storage/postings.ts';
import type { Logger } from '../telemetry/logger.ts';
import { pauseUntil, type Sender } from './show-card.ts';

/** Draws what is said unasked. */
export interface NoticeCards {
  /** `repeat`: it may have been posted before. */
  alert(known: KnownAlert, options: { repeat: boolean }): Reply;
  digest(known: readonly KnownAlert[], options: { repeat: boolean; messageId: string }): Reply;
}

/** What delivering needs. */
export interface DeliverNeeds {
  conversations: Pick<Conversations, 'get'>;
  alertLedger: Pick<AlertLedger, 'get'>;
  postings: Postings;
  pace: Pick<Pace, 'take' | 'hold' | 'sentSince'>;
  cards: NoticeCards;
  send: Sender;
  /** A random id for a message. */
  newId(): string;
  /** Has this conversation looked at again at that moment. */
  again(conversationId: string, at: Date): Promise<void>;
  clock: Clock;
  log: Logger;
}

/** Messages of one job; the next job goes on, so that no conversation keeps a worker for long. */
const mostRounds = 40;
/** More than a digest holds is not looked at. */
const mostDue = 1_000;
/** An alert that changes often is edited once in this time… */
const editEveryMs = 15_000;
/** …and not while the next change is likely to be on its way. */
const settleMs = 3_000;
/** A message is posted once more at most when nobody knows whether it arrived. */
const mostTries = 2;

/**
 * Says to a conversation what is due there: finishes what a crash cut short, then High alerts, edits and the rest, each
 * when Teams has room for it. All of a conversation is done by one job at a time. Throws an Error to be tried again.
 */
export async function deliver(
  conversationId: string,
  signal: AbortSignal,
  needs: DeliverNeeds,
): Promise<void> {
  const conversation = await needs.conversations.get(conversationId);
  // Removed from there: what is due stays due, and comes with the next installation.
  if (!conversation) return;
  for (const message of await needs.postings.cutShort(conversationId)) {
    if ((await finish(message, conversation, signal, needs)) === 'later') return;
  }
  for (let round = 0; round < mostRounds; round += 1) {
    if ((await sayNext(conversation, signal, needs)) !== 'said') return;
  }
  await needs.again(conversationId, needs.clock.now());
}

/** `later`: a job for it is queued. */
type Said = 'said' | 'nothing' | 'later';

async function sayNext(conversation: Conversation, signal: AbortSignal, needs: DeliverNeeds): Promise<Said> {
  const { postings, pace, clock } = needs;
  const now = clock.now();
  const due = await postings.due(conversation.id, mostDue);
  const edits = (await postings.behind(conversation.id)).map((card) => ({ card, at: editableAt(card) }));
  const ripe = edits.find(({ at }) => at <= now);
  if (ripe && due[0]?.severity !== 'High') return edit(ripe.card, conversation, signal, needs);
  const next = nextMessage({
    due,
    sentLastMinute: await pace.sentSince(conversation.id, new Date(now.getTime() - 60_000)),
    lastDigestAt: await postings.lastDigestAt(conversation.id),
    now,
  });
  if (next?.kind === 'alert') return post('alert', [next.alert], conversation, signal, needs);
  if (next?.kind === 'digest') return post('digest', next.alerts, conversation, signal, needs);
  const moments = [...edits.map(({ at }) => at.getTime()), ...(next ? [next.until.getTime()] : [])];
  if (moments.length === 0) return 'nothing';
  await needs.again(conversation.id, new Date(Math.min(...moments)));
  return 'later';
}

/** A card that keeps changing is edited all the same, once it is behind for long. */
function editableAt({ editedAt, changedAt }: BehindCard): Date {
  const rested = (editedAt?.getTime() ?? 0) + editEveryMs;
  const settled = Math.min(changedAt.getTime() + settleMs, rested + editEveryMs);
  return new Date(Math.max(rested, settled));
}

/** Waits for a place in Teams' windows; false when that takes long, and a job is queued for then. */
async function waitForPlace(
  { id: conversationId, tenantId }: Conversation,
  signal: AbortSignal,
  { pace, clock, again }: DeliverNeeds,
): Promise<boolean> {
  const place = await pace.take({ conversationId, tenantId }, clock.now());
  if ('notBefore' in place) {
    await again(conversationId, place.notBefore);
    return false;
  }
  const wait = place.at.getTime() - clock.now().getTime();
  if (wait > 0) await clock.sleep(wait, signal);
  return true;
}

async function post(
  kind: 'alert' | 'digest',
  alerts: readonly DueAlert[],
  conversation: Conversation,
  signal: AbortSignal,
  needs: DeliverNeeds,
): Promise<Said> {
  if (!(await waitForPlace(conversation, signal, needs))) return 'later';
  const message = { id: needs.newId(), kind, conversationId: conversation.id };
  const ids = alerts.map(({ id }) => id);
  const taken = await needs.postings.begin(message, ids, needs.clock.now());
  if (!taken) return 'said'; // Nothing of it is due any more: look again.
  return send({ ...message, tries: 1 }, taken, conversation, needs);
}

/** What a crash cut short is sent once more, marked, and then left alone. */
async function finish(
  message: AlertMessage,
  conversation: Conversation,
  signal: AbortSignal,
  needs: DeliverNeeds,
): Promise<Said> {
  if (message.tries >= mostTries) {
    await needs.postings.giveUp(message.id, 'unknown');
    return 'said';
  }
  if (!(await waitForPlace(conversation, signal, needs))) return 'later';
  await needs.postings.tried(message.id, message.tries + 1);
  const ids = await needs.postings.alertsIn(message.id);
  return send({ ...message, tries: message.tries + 1 }, ids, conversation, needs);
}

async function send(
  message: Pick<AlertMessage, 'id' | 'kind' | 'tries'>,
  alertIds: readonly string[],
  conversation: Conversation,
  needs: DeliverNeeds,
): Promise<Said> {
  const { alertLedger, postings, cards, log } = needs;
  const known = await inOrder(alertIds, alertLedger);
  const [only] = known;
  if (!only) {
    await postings.giveUp(message.id, 'refused'); // Pruned meanwhile: nobody waits for it.
    return 'said';
  }
  const repeat = message.tries > 1;
  const reply =
    message.kind === 'alert'
      ? cards.alert(only, { repeat })
      : cards.digest(known, { repeat, messageId: message.id });
  const result = await needs.send.message(conversation, reply);
  switch (result.kind) {
    case 'sent': {
      const shown = new Map(known.map(({ alert, version }) => [alert.id, version]));
      const versions = message.kind === 'alert' ? shown : new Map<string, number>();
      await postings.shown(message.id, result.activityId, versions, needs.clock.now());
      return 'said';
    }
    case 'throttled':
      await undo(message, postings);
      return pause(conversation, result, needs);
    case 'failed':
      if (!result.unknown) await undo(message, postings);
      throw new Error('a notice was not sent');
    case 'gone':
    case 'refused':
    case 'too big':
      log.error({ result, message: message.id, conversation: conversation.id }, 'a notice cannot be sent');
      await postings.giveUp(message.id, 'refused');
      return 'said';
  }
}

/** This try surely did not arrive. Of a repeat the first one may have, so that it stays one. */
function undo({ id, tries }: Pick<AlertMessage, 'id' | 'tries'>, postings: Postings): Promise<void> {
  return tries > 1 ? postings.tried(id, tries - 1) : postings.takeBack(id);
}

async function edit(
  card: BehindCard,
  conversation: Conversation,
  signal: AbortSignal,
  needs: DeliverNeeds,
): Promise<Said> {
  if (!(await waitForPlace(conversation, signal, needs))) return 'later';
  const [known] = await needs.alertLedger.get([card.alertId]);
  const { postings, clock, log } = needs;
  if (!known) return 'said';
  const result = await needs.send.update(
    conversation,
    card.activityId,
    needs.cards.alert(known, { repeat: false }),
  );
  switch (result.kind) {
    case 'sent':
      await postings.edited(card.messageId, card.alertId, known.version, clock.now());
      return 'said';
    case 'throttled':
      return pause(conversation, result, needs);
    case 'failed':
      throw new Error('a notice was not edited');
    case 'gone':
    case 'refused':
    case 'too big':
      log.error({ result, message: card.messageId }, 'a notice cannot be edited');
      await postings.giveUp(card.messageId, 'refused');
      return 'said';
  }
}

async function pause(
  { id }: Conversation,
  { retryAfterSeconds }: Extract<SendResult, { kind: 'throttled' }>,
  { pace, clock, again }: DeliverNeeds,
): Promise<Said> {
  const until = pauseUntil(retryAfterSeconds, clock);
  await pace.hold(id, until);
  await again(id, until);
  return 'later';
}

async function inOrder(ids: readonly string[], { get }: Pick<AlertLedger, 'get'>): Promise<KnownAlert[]> {
  const known = new Map((await get(ids)).map((one) => [one.alert.id, one]));
  return ids.flatMap((id) => known.get(id) ?? []);
}
