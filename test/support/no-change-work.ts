import type { ChangeWork } from '../../src/storage/change-ledger.ts';

const notExpected = (): never => {
  throw new Error('this test expects no such thing');
};

/** A transaction in which nothing is expected; a test replaces what it is about. */
export const noChangeWork: ChangeWork = {
  get: notExpected,
  after: notExpected,
  card: notExpected,
  cards: notExpected,
  insert: notExpected,
  move: notExpected,
  addCard: notExpected,
  moveCard: notExpected,
  touch: notExpected,
  redraw: notExpected,
  run: notExpected,
  approvalPlace: notExpected,
  setApprovalPlace: notExpected,
  audit: notExpected,
};
