import type { Change } from '../domain/change.ts';

/** All that the card of a change shows. */
export interface ChangeView {
  change: Change;
  /** The change that this one waits for (enabling Defender before connecting), when there is one. */
  first?: Change | undefined;
  /** The change that goes on when this one has ended well. */
  then?: Change | undefined;
  audience: 'requester' | 'approver';
  /** Whether a second person has to agree where that counts, or people decide for themselves. */
  approvals: 'required' | 'self';
  /** How certain it is that the approval card arrived; `unknown` when Teams gave no answer. Only while asked. */
  approvalCard?: 'posted' | 'unknown' | 'not delivered' | undefined;
  /** Words shown above everything when the preview was made anew: what had changed in Azure. Empty for none. */
  notice?: string | undefined;
  links: { connectors?: string | undefined; analytics?: string | undefined };
  now: Date;
}
