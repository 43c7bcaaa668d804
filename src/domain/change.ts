import type { ChangePlan, StepResult } from './change-plan.ts';
import type { Conversation } from './conversation.ts';
import type { Person } from './person.ts';

/** What a change does. */
export const changeKinds = ['connect', 'disconnect', 'enable', 'incidents on', 'incidents off'] as const;
/** One of them. */
export type ChangeKind = (typeof changeKinds)[number];

/** Where a change stands. */
export const changeStates = [
  'previewed', // shown to the requester, who has to confirm it
  'asked', // waits for an approver
  'waiting', // waits for the change named in `after`
  'approved', // confirmed or approved: its job is queued
  'running', // the job is at it
  'accepted', // Azure took every write, but does not show all of them yet: looked at again later
  'done',
  'failed', // at least one step was not done
  'unknown', // nobody knows whether Azure did a step, and reading back did not tell: looked at again later
  'declined',
  'expired',
  'cancelled', // taken back by the requester, or what it waited for did not come
  'outdated', // something had changed in Azure: a new preview took its place
] as const;
/** One of them. */
export type ChangeState = (typeof changeStates)[number];

/** Why a change ended whose Defender could not be enabled: it is `cancelled`, and people read of it as failed. */
export const enablingFailed = 'Defender for IoT could not be enabled, so nothing was connected.';

/** The moves that are allowed; every other one is a defect or somebody who came too late. */
const moves: Readonly<Record<ChangeState, readonly ChangeState[]>> = {
  previewed: ['asked', 'waiting', 'approved', 'expired', 'cancelled', 'outdated'],
  asked: ['approved', 'declined', 'expired', 'cancelled'],
  waiting: ['approved', 'cancelled'],
  approved: ['running'],
  running: ['accepted', 'done', 'failed', 'unknown', 'outdated'],
  accepted: ['done', 'failed'],
  unknown: ['done', 'failed'],
  done: [],
  failed: [],
  declined: [],
  expired: [],
  cancelled: [],
  outdated: [],
};

/** May a change go from one state to the other? */
export function mayMove(from: ChangeState, to: ChangeState): boolean {
  return moves[from].includes(to);
}

/** Who decided about a change, how and when. */
export interface Decision {
  verdict: 'approved' | 'declined';
  by: Person;
  at: Date;
  /** In the approver's words; empty when none were given. Untrusted text. */
  reason: string;
}

/** A change to the security set-up that somebody asked for, from its preview to its end. */
export interface Change {
  /** Random and unguessable: all that a button says about a change. */
  id: string;
  kind: ChangeKind;
  state: ChangeState;
  /** Rises with everything that a card shows of it. */
  version: number;
  /** What gets executed, and what the preview showed. Never taken from a card. */
  plan: ChangePlan;
  /** How each item of the plan stands, in the same order. */
  steps: readonly StepResult[];
  requester: Person;
  /** Where it was asked for, with the thread. */
  conversation: Conversation;
  /** Whether a second person has to agree. */
  needsApproval: boolean;
  decision?: Decision;
  /** Id of the change that has to end well before this one runs. */
  after?: string;
  createdAt: Date;
  /** When a preview or a request that nobody answered is void. */
  expiresAt: Date;
  /** When its outcome was known for the first time; a later look at Azure may still correct `accepted` and `unknown`. */
  endedAt?: Date;
  /** Sent to Azure with every request of this change. */
  correlationId: string;
  /** Why it ended as it did, in words for people; empty when there is nothing to add. */
  why: string;
}
