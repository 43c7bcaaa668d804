import { explain } from '../azure/explain.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Change } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { Clock } from '../shared/clock.ts';
import { UserError } from '../shared/errors.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import { noteAbout } from './describe.ts';
import { endDependents, releaseDependents, tellOutcome, tellRequester } from './follow-up.ts';
import { type ApprovalRules, newChange } from './new-change.ts';
import { type ConnectionsNeeds, planConnect, planDisconnect, targetsOf } from './plan-connections.ts';
import { planEnable } from './plan-enable.ts';
import { type IncidentsNeeds, planIncidents } from './plan-incidents.ts';
import { asksForNothing, failRest } from './steps.ts';

/** What asking anew needs. */
export interface ReAskNeeds extends ConnectionsNeeds, IncidentsNeeds {
  ledger: ChangeLedger;
  clock: Clock;
  rules: ApprovalRules;
}

const notice =
  'Something has changed in Azure since the preview, so nothing was done. This is how it is now:';

/**
 * Ends a running change as outdated and shows a new preview in its place: what the requester confirmed, and an approver
 * agreed to, would not be what happens. When Azure cannot be read for it, the change fails; nothing was written.
 */
export async function reAsk(change: Change, needs: ReAskNeeds, scope: CallScope): Promise<void> {
  const plan = await planAnew(change.plan, needs, scope).catch((error: unknown) => {
    if (error instanceof UserError) return `${error.message} Nothing was changed.`;
    if (error instanceof AzureError) return `${explain(error)} Nothing was changed.`;
    throw error;
  });
  await needs.ledger.transaction(async (t) => {
    const endedAt = needs.clock.now();
    if (typeof plan === 'string') {
      const failed = await t.move(change.id, ['running'], 'failed', {
        steps: failRest(change.steps, plan),
        why: plan,
        endedAt,
      });
      if (!failed) return;
      await endDependents(failed, t, endedAt);
      await tellOutcome(failed, t);
      t.audit(noteAbout(failed, 'ended', undefined, `failed: ${plan}`));
      await t.redraw(failed.id);
      return;
    }
    const fresh = newChange(plan, change, needs);
    const old = await t.move(change.id, ['running'], 'outdated', { endedAt });
    if (!old) return;
    // With nothing left to do the new one is the end of the matter.
    const done = asksForNothing(plan);
    await t.insert(done ? { ...fresh, state: 'done', endedAt } : fresh);
    const waiting = await t.after(change.id);
    for (const { id } of waiting) await t.move(id, ['waiting'], 'waiting', { after: fresh.id });
    if (done) await releaseDependents({ ...fresh, state: 'done' }, t);
    for (const card of await t.cards(change.id)) {
      if (card.audience === 'requester' && card.kind === 'card')
        await t.moveCard(card.id, [card.state], { changeId: fresh.id, shownVersion: 0, notice });
    }
    if (waiting.length > 0 && !done) {
      // Asked for by a change that waits for it, it has no card of its own to confirm on yet.
      const where = { audience: 'requester', conversation: change.conversation } as const;
      await t.addCard({ changeId: fresh.id, kind: 'card', ...where, state: 'to post', notice });
    } else if (waiting.length === 0 && change.decision) {
      await tellRequester(done ? fresh : old, t);
    }
    await t.redraw(change.id);
    await t.redraw(fresh.id);
    t.audit(
      noteAbout(
        old,
        'outdated',
        undefined,
        'Azure had changed since the preview; the requester is asked again',
      ),
    );
  });
}

function planAnew(plan: ChangePlan, needs: ReAskNeeds, scope: CallScope): Promise<ChangePlan> {
  switch (plan.kind) {
    case 'connect':
      return planConnect(targetsOf(plan), needs, scope, plan.warnings);
    case 'disconnect':
      return planDisconnect(targetsOf(plan), needs, scope);
    case 'enable': {
      const hubs = plan.items.map(({ hub }) => hub);
      return planEnable(hubs, plan.subscriptionName, needs, scope);
    }
    case 'incidents on':
    case 'incidents off': {
      const workspaces = [...new Map(plan.items.map((item) => [item.workspace.id, item.workspace])).values()];
      const severities = plan.items.find((item) => item.severities !== undefined)?.severities;
      const on = plan.kind === 'incidents on';
      return planIncidents(workspaces, { on, ...(severities ? { severities } : {}) }, needs, scope);
    }
  }
}
