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

/**
 * Brings one message up to date with its change: posts it once, then edits it. Posting is never repeated when nobody
 * knows whether Teams took it; edits are, because the same edit twice is the same as once. Throws an Error to be tried
 * again later.
 */
export async function showCard(id: string, needs: ShowCardNeeds): Promise<void> {
  const { ledger, log } = needs;
  const card = await ledger.card(id);
  const change = card && (await ledger.get(card.changeId));
  if (!card || !change) return;
  if (card.state === 'posting') return noteMissing(card, ['posting'], 'unknown', needs);
  if (card.state === 'to post') return post(card, change, needs);
  if (card.state !== 'shown' || !card.activityId || card.shownVersion >= change.version) return;
  const { version } = change;
  const result = await needs.send.update(
    card.conversation,
    card.activityId,
    await drawChange(card, change, needs),
  );
  switch (result.kind) {
    case 'sent':
      await noteShown(id, { shownVersion: version }, needs);
      return;
    case 'throttled':
      return needs.again(card, pauseUntil(result.retryAfterSeconds, needs.clock));
    case 'failed':
      throw new Error('the card was not edited');
    case 'gone':
    case 'refused':
    case 'too big':
      log.error({ result, change: change.id }, 'a card of a change cannot be edited');
      await noteMissing(card, ['shown'], 'gone', needs);
  }
}

async function post(card: ChangeCard, change: Change, needs: ShowCardNeeds): Promise<void> {
  const { ledger, send, clock, log } = needs;
  const reply = await drawChange(card, change, needs);
  const mine = await ledger.transaction((t) => t.moveCard(card.id, ['to post'], { state: 'posting' }));
  if (!mine) return; // Another instance has it.
  const result = await send.message(card.conversation, reply);
  switch (result.kind) {
    case 'sent': {
      const activityId = result.activityId ? { activityId: result.activityId } : {};
      await ledger.transaction(async (t) => {
        await t.moveCard(card.id, ['posting'], {
          state: 'shown',
          shownVersion: change.version,
          ...activityId,
        });
        await t.redraw(change.id); // What happened meanwhile, and the requester's card, which says that it arrived.
      });
      return;
    }
    case 'throttled':
      await ledger.transaction((t) => t.moveCard(card.id, ['posting'], { state: 'to post' }));
      return needs.again(card, pauseUntil(result.retryAfterSeconds, clock));
    case 'failed':
      if (result.unknown) return noteMissing(card, ['posting'], 'unknown', needs);
      await ledger.transaction((t) => t.moveCard(card.id, ['posting'], { state: 'to post' }));
      throw new Error('the card was not posted');
    case 'gone':
    case 'refused':
    case 'too big':
      log.error({ result, change: change.id }, 'a card of a change cannot be posted');
      await noteMissing(card, ['posting'], 'not delivered', needs);
  }
}

async function noteShown(
  id: string,
  patch: { shownVersion: number },
  { ledger }: ShowCardNeeds,
): Promise<void> {
  await ledger.transaction((t) => t.moveCard(id, ['shown'], patch));
}

/** The card is not where it should be: the other cards of the change say so. */
async function noteMissing(
  card: ChangeCard,
  from: readonly CardState[],
  state: CardState,
  { ledger }: ShowCardNeeds,
): Promise<void> {
  await ledger.transaction(async (t) => {
    if (!(await t.moveCard(card.id, from, { state }))) return;
    if (card.audience !== 'approver') return;
    await t.touch(card.changeId);
    await t.redraw(card.changeId);
  });
}

function pauseUntil(seconds: number | undefined, clock: Clock): Date {
  return new Date(clock.now().getTime() + (seconds ?? usualPause) * 1000);
}
