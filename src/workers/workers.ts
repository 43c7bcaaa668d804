import { expireChanges } from '../changes/expire.ts';
import type { Jobs } from '../storage/jobs.ts';
import { changeCardQueue, changeQueue, expiryQueue } from '../storage/queues.ts';
import { lookAgain } from './look-again.ts';
import { type RunChangeNeeds, runChange } from './run-change.ts';
import { type ShowCardNeeds, showCard } from './show-card.ts';

/** What the background work needs. */
export type WorkersNeeds = RunChangeNeeds & Omit<ShowCardNeeds, 'again'> & { jobs: Jobs };

/** Changes that this instance carries out side by side, and cards that it brings up to date. */
const changesAtOnce = 4;
const cardsAtOnce = 8;
/** A card loses its buttons within this time after it has expired. */
const expiryEverySeconds = 30;

/** Begins the background work of this instance, until storage closes. */
export async function startWorkers(needs: WorkersNeeds): Promise<void> {
  const { jobs, ledger, clock, log } = needs;
  await jobs.work(
    changeQueue,
    ({ change, look }, signal) =>
      look === undefined ? runChange(change, signal, needs) : lookAgain(change, look, signal, needs),
    changesAtOnce,
  );
  const again: ShowCardNeeds['again'] = async (card, at) => {
    await jobs.send(
      changeCardQueue,
      { card: card.id },
      { singletonKey: card.conversation.id, startAfter: at },
    );
  };
  await jobs.work(changeCardQueue, ({ card }) => showCard(card, { ...needs, again }), cardsAtOnce);
  await jobs.work(expiryQueue, async () => {
    const expired = await expireChanges(ledger, clock.now());
    if (expired > 0) log.info({ expired }, 'changes expired');
  });
  jobs.everyTick(expiryQueue, expiryEverySeconds);
}
