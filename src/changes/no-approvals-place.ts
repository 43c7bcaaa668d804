import { UserError } from '../shared/errors.ts';

/** Nobody has said where approvals go. */
export function noApprovalsPlace(): UserError {
  return new UserError(
    'This needs a second person, and nobody has said yet where approvals are asked for. Somebody who runs ' +
      'Microsoft Sentinel types “approvals here” in the chat or channel of the approvers. Nothing was done.',
    { title: 'No place for approvals yet', next: [{ title: 'Open requests', command: 'approvals' }] },
  );
}
