import type { ChangeLedger } from '../../src/storage/change-ledger.ts';
import { noChangeWork } from './no-change-work.ts';

/** A ledger in which nothing stands and nothing is expected to be written. */
export const noLedger: ChangeLedger = {
  transaction: (work) => work(noChangeWork),
  get: async () => undefined,
  after: async () => [],
  asked: async () => [],
  inStates: async () => [],
  expired: async () => [],
  card: async () => undefined,
  cards: async () => [],
  approvalPlace: async () => undefined,
};
