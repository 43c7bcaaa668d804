import type { Change } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { Clock } from '../shared/clock.ts';
import { newId } from '../storage/change-ledger.ts';
import { startSteps } from './steps.ts';

/** How approvals are handled; a slice of the settings. */
export interface ApprovalRules {
  /** `self`: a team of one, the requester's own confirmation is enough. */
  approvals: 'required' | 'self';
  /** Hours until a request that nobody decided is void. */
  approvalHours: number;
}

/** A preview is a picture of the moment: nobody should confirm one that is older. */
const previewMinutes = 30;

/** Does this plan take a second person? Enabling costs money, and disconnecting several hubs cuts off the alerts of all. */
export function needsApproval(plan: ChangePlan, { approvals }: Pick<ApprovalRules, 'approvals'>): boolean {
  if (approvals === 'self') return false;
  if (plan.kind === 'enable') return true;
  if (plan.kind !== 'disconnect') return false;
  const affected = plan.items.filter(({ step }) => step !== 'nothing').flatMap(({ hubs }) => hubs);
  return affected.length > 1;
}

/** A change that nobody has confirmed yet. */
export function newChange(
  plan: ChangePlan,
  asked: Pick<Change, 'requester' | 'conversation' | 'correlationId'>,
  { clock, rules }: { clock: Clock; rules: ApprovalRules },
): Change {
  const { requester, conversation, correlationId } = asked;
  const now = clock.now();
  return {
    id: newId(),
    kind: plan.kind,
    state: 'previewed',
    version: 1,
    plan,
    steps: startSteps(plan),
    requester,
    conversation,
    needsApproval: needsApproval(plan, rules),
    createdAt: now,
    expiresAt: new Date(now.getTime() + previewMinutes * 60_000),
    correlationId,
    why: '',
  };
}
