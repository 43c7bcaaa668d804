import { isSeveritiesOnly } from '../cards/change-stage.ts';
import { severitiesText } from '../cards/incident-words.ts';
import { subscriptionScope } from '../domain/arm-id.ts';
import type { AuditEvent, AuditNote } from '../domain/audit-entry.ts';
import type { Change, ChangeState } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { Person } from '../domain/person.ts';

/** What a plan is about, in names for people. Untrusted text. */
export function subjectsOf(plan: ChangePlan): string[] {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect':
      return plan.items.flatMap(({ subscriptionName, hubs }) => [
        subscriptionName,
        ...hubs.map(({ name }) => name),
      ]);
    case 'enable':
      return plan.items.map(({ hub }) => hub.name);
    case 'incidents on':
    case 'incidents off':
      return plan.items.map(({ workspace }) => workspace.name);
  }
}

/** The ARM ids behind `subjectsOf`. */
export function idsOf(plan: ChangePlan): string[] {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect':
      return plan.items.flatMap(({ workspace, subscriptionId, hubs }) => [
        workspace.id,
        subscriptionScope(subscriptionId),
        ...hubs.map(({ id }) => id),
      ]);
    case 'enable':
      return plan.items.flatMap(({ hub, solution }) => [hub.id, solution.id]);
    case 'incidents on':
    case 'incidents off':
      return plan.items.flatMap(({ workspace, rule }) => [workspace.id, ...(rule ? [rule.id] : [])]);
  }
}

/**
 * The values that a plan changes, before and after: `sentinel-main: High and Medium → Low`. Empty when what it is about
 * says all. Names are untrusted text.
 */
export function valuesOf(plan: ChangePlan): string {
  if (plan.kind !== 'incidents on' && plan.kind !== 'incidents off') return '';
  return plan.items
    .filter(({ step }) => step !== 'nothing')
    .map(({ workspace, rule, severities }) => {
      const has = severitiesText(rule?.severities ?? 'all');
      const before = rule?.enabled ? has : 'off';
      const after = plan.kind === 'incidents off' ? 'off' : severities ? severitiesText(severities) : has;
      return `${workspace.name}: ${before} → ${after}`;
    })
    .join('; ');
}

/** An entry for the audit about a change. `actor` undefined: Hubwatch by itself. */
export function noteAbout(
  change: Change,
  event: AuditEvent,
  actor: Person | undefined,
  outcome: string,
): AuditNote {
  return {
    event,
    actor,
    what: isSeveritiesOnly(change.plan) ? 'incident severities' : change.kind,
    on: subjectsOf(change.plan),
    ids: idsOf(change.plan),
    change: change.id,
    ...(change.decision ? { decidedBy: change.decision.by } : {}),
    outcome: [outcome, wantsValues.has(event) ? valuesOf(change.plan) : ''].filter(Boolean).join('. '),
    correlationId: change.correlationId,
  };
}

const wantsValues: ReadonlySet<AuditEvent> = new Set(['asked', 'ended', 'corrected']);

const words: Readonly<Record<ChangeState, string>> = {
  previewed: 'waits for its confirmation',
  asked: 'waits for an approver',
  waiting: 'waits for Defender for IoT to be enabled',
  approved: 'is about to be done',
  running: 'is being done',
  accepted: 'was accepted by Azure and is not confirmed yet',
  done: 'is done',
  failed: 'failed',
  unknown: 'ended without Azure saying how',
  declined: 'was declined',
  expired: 'has expired',
  cancelled: 'was cancelled',
  outdated: 'was replaced by a newer preview',
};

/** Where a change stands, to somebody who clicked too late: who decided, when there was a decision. */
export function standing({ state, decision }: Change): string {
  const by = decision ? `Already ${decision.verdict} by ${decision.by.name || 'somebody'}. ` : '';
  return `${by}This request ${words[state]}.`;
}
