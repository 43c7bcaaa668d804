import { type DrawNeeds, drawChange } from '../changes/draw-change.ts';
import type { Change } from '../domain/change.ts';
import type { CardState, ChangeCard } from '../domain/change-card.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { SendResult } from '../domain/send-result.ts';
import type { Clock } from '../shared/clock.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Writes into conversations; each call is one attempt. The bot's `Send` fits. */
export interface Sender {
  message(conversation: Conversation, reply: Reply): Promise<SendResult>;
  update(conversation: Conversation, activityId: string, reply: Reply): Promise<SendResult>;
}

/** What showing cards needs. */
export interface ShowCardNeeds extends DrawNeeds {
  ledger: ChangeLedger;
  send: Sender;
  log: Logger;
  /** Has the card shown again at that moment. */
  again(card: ChangeCard, at: Date): Promise<void>;
}

/** Seconds to wait when Teams asks for a pause without saying how long. */
const usualPause = 5;

/** Rounds in one job: a change has a handful of versions, so more means that something turns in circles. */
const mostRounds = 20;

/**
 * Brings the messages of a change in one conversation up to date: posts each once, then edits it, until nothing newer
 * is there; news are posted and left alone. They are done together because jobs of one conversation run one after the other. Posting is never repeated
 * when nobody knows whether Teams took it; edits are, because the same edit twice is the same as once. Throws an Error
 * to be tried again later.
 */
export async function showCard(id: string, needs: ShowCardNeeds): Promise<void> {
  const asked = await needs.ledger.card(id);
  if (!asked) return;
  for (let round = 0; round < mostRounds; round += 1) {
    const change = await needs.ledger.get(asked.changeId);
    if (!change) return;
    const cards = (await needs.ledger.cards(change.id)).filter(
      ({ conversation }) => conversation.id === asked.conversation.id,
    );
    const stale = cards.filter((card) => isStale(card, change));
    if (stale.length === 0) return;
    for (const card of stale) if ((await bringUpToDate(card, change, needs)) === 'later') return;
  }
}

function isStale({ kind, state, activityId, shownVersion }: ChangeCard, { version }: Change): boolean {
  if (state === 'to post' || state === 'posting') return true;
  return kind === 'card' && state === 'shown' && activityId !== undefined && shownVersion < version;
}

/** `later`: a job for it is queued, because Teams asked for a pause. */
async function bringUpToDate(
  card: ChangeCard,
  change: Change,
  needs: ShowCardNeeds,
): Promise<'done' | 'later'> {
  // Found so at the begin of a job, it was left by one that was killed.
  if (card.state === 'posting') return noteMissing(card, ['posting'], 'unknown', needs);
  if (card.state === 'to post' || card.activityId === undefined) return post(card, change, needs);
  const reply = await drawChange(card, change, needs);
  const result = await needs.send.update(card.conversation, card.activityId, reply);
  switch (result.kind) {
    case 'sent':
      await needs.ledger.transaction((t) => t.moveCard(card.id, ['shown'], shownNow(change)));
      return 'done';
    case 'throttled':
      await needs.again(card, pauseUntil(result.retryAfterSeconds, needs.clock));
      return 'later';
    case 'failed':
      throw new Error('the card was not edited');
    case 'gone':
    case 'refused':
    case 'too big':
      needs.log.error({ result, change: change.id }, 'a card of a change cannot be edited');
      return noteMissing(card, ['shown'], 'gone', needs);
  }
}

async function post(card: ChangeCard, change: Change, needs: ShowCardNeeds): Promise<'done' | 'later'> {
  const { ledger, send, clock, log } = needs;
  const reply = await drawChange(card, change, needs);
  const mine = await ledger.transaction((t) => t.moveCard(card.id, ['to post'], { state: 'posting' }));
  if (!mine) return 'later'; // Another instance has it.
  const result = await send.message(card.conversation, reply);
  switch (result.kind) {
    case 'sent': {
      const activityId = result.activityId ? { activityId: result.activityId } : {};
      const shown = { state: 'shown', ...shownNow(change), ...activityId } as const;
      await ledger.transaction((t) => t.moveCard(card.id, ['posting'], shown));
      return 'done';
    }
    case 'throttled':
      await ledger.transaction((t) => t.moveCard(card.id, ['posting'], { state: 'to post' }));
      await needs.again(card, pauseUntil(result.retryAfterSeconds, clock));
      return 'later';
    case 'failed':
      if (result.unknown) return noteMissing(card, ['posting'], 'unknown', needs);
      await ledger.transaction((t) => t.moveCard(card.id, ['posting'], { state: 'to post' }));
      throw new Error('the card was not posted');
    case 'gone':
    case 'refused':
    case 'too big':
      log.error({ result, change: change.id }, 'a card of a change cannot be posted');
      return noteMissing(card, ['posting'], 'not delivered', needs);
  }
}

function shownNow({ id, version }: Change) {
  return { versionOf: id, shownVersion: version };
}

/** The card is not where it should be: the other cards of the change say so. */
async function noteMissing(
  card: ChangeCard,
  from: readonly CardState[],
  state: CardState,
  { ledger }: ShowCardNeeds,
): Promise<'done'> {
  await ledger.transaction(async (t) => {
    if (!(await t.moveCard(card.id, from, { state }))) return;
    if (card.audience !== 'approver') return;
    await t.touch(card.changeId);
    await t.redraw(card.changeId);
  });
  return 'done';
}

/** When to go on after Teams has asked for a pause of so many seconds; five when it does not say how many. */
export function pauseUntil(seconds: number | undefined, clock: Clock): Date {
  return new Date(clock.now().getTime() + (seconds ?? usualPause) * 1000);
}
