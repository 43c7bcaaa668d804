import type { Actor } from '../domain/actor.ts';
import type { Change, ChangeState } from '../domain/change.ts';
import type { ChangePlan, EnablePlan } from '../domain/change-plan.ts';
import type { Conversation } from '../domain/conversation.ts';
import { personOf } from '../domain/person.ts';
import type { Clock } from '../shared/clock.ts';
import { Refusal } from '../shared/errors.ts';
import type { ChangeLedger, ChangeWork } from '../storage/change-ledger.ts';
import type { ChangePatch } from '../storage/change-records.ts';
import { type Click, changeClicked, requireRequester } from './click.ts';
import { noteAbout, standing } from './describe.ts';
import { expireChanges } from './expire.ts';
import { endDependents, tellRequester } from './follow-up.ts';
import { type ApprovalRules, newChange } from './new-change.ts';
import { noApprovalsPlace } from './no-approvals-place.ts';

/** A new preview. */
export interface Draft {
  plan: ChangePlan;
  actor: Actor;
  conversation: Conversation;
  correlationId: string;
  /** Words above its card while it can be thought about; empty for none. */
  notice: string;
}

/** Everything that people do to changes. Each step is one transaction with one compare-and-set: of several clicks one wins. */
export interface Changes {
  /** Keeps a preview; gives it and the id of the card that will show it. */
  propose(draft: Draft): Promise<{ change: Change; card: string }>;
  /** The requester goes on: the change is carried out, or an approver is asked. */
  confirm(click: Click): Promise<Change>;
  /** The requester asks for Defender to be enabled first; connecting goes on by itself afterwards. */
  confirmAfterEnabling(click: Click, plan: EnablePlan): Promise<Change>;
  /** An approver decides. The caller has judged the approver's rights. */
  decide(click: Click, verdict: 'approved' | 'declined', reason: string): Promise<Change>;
  /** The requester takes it back. */
  cancel(click: Click): Promise<Change>;
  /** The change that is clicked, for checks before the step itself. */
  clicked(click: Click, audience: 'requester' | 'approver'): Promise<Change>;
}

/** Nobody answered in time. */
class Expired extends Refusal {
  constructor() {
    super('This request has expired. Nothing was done; please ask again.', { title: 'Expired' });
  }
}

/** From which states a change may be moved, what is set with it, and the moment at which it must still be valid. */
interface Move {
  from: readonly ChangeState[];
  patch?: ChangePatch;
  validAt?: Date;
}

/** Builds `Changes`. */
export function createChanges(needs: { ledger: ChangeLedger; clock: Clock; rules: ApprovalRules }): Changes {
  const { ledger, clock, rules } = needs;
  const inHours = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000);

  /** The state after a move, or why there was none. */
  async function moved(
    change: Change,
    to: ChangeState,
    t: ChangeWork,
    { from, patch, validAt }: Move,
  ): Promise<Change> {
    const now = await t.move(change.id, from, to, patch, validAt && { validAt });
    if (now) return now;
    const current = (await t.get(change.id)) ?? change;
    const late = validAt !== undefined && from.includes(current.state) && current.expiresAt <= validAt;
    if (late) throw new Expired();
    throw new Refusal(standing(current), { title: 'Too late' });
  }

  /** A click that finds a request void ends it there and then: its cards need not wait for the next round. */
  async function inTime<T>(work: (t: ChangeWork) => Promise<T>): Promise<T> {
    try {
      return await ledger.transaction(work);
    } catch (error) {
      if (error instanceof Expired) await expireChanges(ledger, clock.now());
      throw error;
    }
  }

  /** Posts the approval card where approvals are asked for. */
  async function askApprovers(change: Change, t: ChangeWork): Promise<void> {
    const place = await t.approvalPlace(change.requester.tenantId);
    if (!place) throw noApprovalsPlace();
    await t.addCard({
      changeId: change.id,
      kind: 'card',
      audience: 'approver',
      conversation: place.conversation,
      state: 'to post',
      notice: '',
    });
  }

  return {
    propose: (draft) =>
      ledger.transaction(async (t) => {
        const { plan, actor, notice, ...asked } = draft;
        const change = newChange(plan, { ...asked, requester: personOf(actor) }, needs);
        await t.insert(change);
        const card = await t.addCard({
          changeId: change.id,
          kind: 'card',
          audience: 'requester',
          conversation: change.conversation,
          state: 'expected',
          notice,
        });
        return { change, card };
      }),

    clicked: (click, audience) => ledger.transaction((t) => changeClicked(click, audience, t)),

    confirm: (click) =>
      inTime(async (t) => {
        const found = await changeClicked(click, 'requester', t);
        requireRequester(found, click.actor);
        const to = found.needsApproval ? 'asked' : 'approved';
        const patch = found.needsApproval ? { expiresAt: inHours(rules.approvalHours) } : {};
        const change = await moved(found, to, t, { from: ['previewed'], patch, validAt: clock.now() });
        if (to === 'asked') await askApprovers(change, t);
        else await t.run(change);
        await t.redraw(change.id);
        const outcome = to === 'asked' ? 'an approver was asked' : 'confirmed by the requester';
        t.audit(noteAbout(change, 'asked', change.requester, outcome));
        return change;
      }),

    confirmAfterEnabling: (click, plan) =>
      inTime(async (t) => {
        const found = await changeClicked(click, 'requester', t);
        requireRequester(found, click.actor);
        const preview = newChange(plan, found, needs);
        const enabling: Change = {
          ...preview,
          state: preview.needsApproval ? 'asked' : 'approved',
          expiresAt: inHours(rules.approvalHours),
        };
        await t.insert(enabling);
        const change = await moved(found, 'waiting', t, {
          from: ['previewed'],
          patch: { after: enabling.id },
          validAt: clock.now(),
        });
        if (enabling.needsApproval) await askApprovers(enabling, t);
        else await t.run(enabling);
        await t.redraw(change.id);
        const asked = enabling.needsApproval ? 'an approver was asked' : 'confirmed by the requester';
        t.audit(noteAbout(enabling, 'asked', found.requester, asked));
        t.audit(noteAbout(change, 'asked', found.requester, 'goes on when Defender for IoT is enabled'));
        return change;
      }),

    decide: (click, verdict, reason) =>
      inTime(async (t) => {
        const found = await changeClicked(click, 'approver', t);
        const by = personOf(click.actor);
        const at = clock.now();
        const decision = { verdict, by, at, reason };
        const ended = verdict === 'declined' ? { endedAt: at } : {};
        const change = await moved(found, verdict, t, {
          from: ['asked'],
          patch: { decision, ...ended },
          validAt: at,
        });
        if (verdict === 'approved') await t.run(change);
        else {
          await endDependents(change, t, at);
          await tellRequester(change, t);
        }
        await t.redraw(change.id);
        t.audit(noteAbout(change, verdict, by, reason ? `${verdict}: ${reason}` : verdict));
        return change;
      }),

    cancel: (click) =>
      ledger.transaction(async (t) => {
        const found = await changeClicked(click, 'requester', t);
        requireRequester(found, click.actor);
        const at = clock.now();
        const why = 'Taken back by the one who asked.';
        // The one that runs first is locked first, as everywhere: two clicks at once must not wait for each other.
        const first = found.after
          ? await t.move(found.after, ['asked'], 'cancelled', { endedAt: at, why })
          : undefined;
        const open = ['previewed', 'asked', 'waiting'] as const;
        const change = await moved(found, 'cancelled', t, { from: open, patch: { endedAt: at, why } });
        await endDependents(change, t, at);
        if (first) await t.redraw(first.id);
        await t.redraw(change.id);
        for (const one of first ? [first, change] : [change])
          t.audit(noteAbout(one, 'cancelled', change.requester, 'taken back by the requester'));
        return change;
      }),
  };
}
