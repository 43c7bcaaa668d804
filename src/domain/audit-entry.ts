import type { Person } from './person.ts';

/** What the audit tells of. */
export const auditEvents = [
  'asked', // a preview was confirmed, or an approval was asked for
  'approved',
  'declined',
  'expired',
  'cancelled',
  'outdated', // Azure had changed since the preview
  'started',
  'ended', // `outcome` says how
  'corrected', // a later look at Azure changed the outcome
  'refused', // somebody tried what they may not, or with a forged, old or foreign card
  'approvals place set',
] as const;
/** One of them. */
export type AuditEvent = (typeof auditEvents)[number];

/** One thing that happened, as it is handed to the audit. */
export interface AuditNote {
  event: AuditEvent;
  /** Who did it; `undefined` for what Hubwatch did by itself. */
  actor: Person | undefined;
  /** The command or kind of change: `connect`, `enable`, `decide`. */
  what: string;
  /** On what: names for people, for example `hub ctso-fld-windfarm`. Untrusted text. */
  on: readonly string[];
  /** ARM ids behind `on`, to find entries by. */
  ids: readonly string[];
  /** Id of the change; empty when there is none. */
  change: string;
  /** Who agreed or declined, once that is known. */
  decidedBy?: Person;
  /** How it went, in words: `confirmed`, `failed: …`, or why it was refused. No secrets, no tokens. */
  outcome: string;
  correlationId: string;
}

/** The note that somebody was refused; what is not given is not known, or was made up. */
export function refusalOf(
  about: Pick<AuditNote, 'actor' | 'what' | 'outcome' | 'correlationId'> &
    Partial<Pick<AuditNote, 'on' | 'ids' | 'change'>>,
): AuditNote {
  return { event: 'refused', on: [], ids: [], change: '', ...about };
}

/** An entry as it stands in the audit. */
export interface AuditEntry extends AuditNote {
  /** 1, 2, 3, … without a gap. */
  seq: number;
  at: Date;
  /** SHA-256 over the entry and the hash of the one before it, as hex. */
  hash: string;
}
