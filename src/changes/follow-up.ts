import { type Change, type ChangeState, enablingFailed } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { ChangeWork } from '../storage/change-ledger.ts';
import { noteAbout } from './describe.ts';

/**
 * Tells the requester, where it was asked for, that a change has ended: an edit of its card makes no notification.
 * Written once and never edited, so it is for changes that have ended only.
 */
export async function tellRequester(
  { id, conversation }: Pick<Change, 'id' | 'conversation'>,
  t: ChangeWork,
): Promise<void> {
  const to = { audience: 'requester', conversation } as const;
  await t.addCard({ changeId: id, kind: 'news', ...to, state: 'to post', notice: '' });
}

/**
 * Tells how the work ended to a requester who had to wait for somebody's decision. Whoever did not have to is looking
 * at the card. When another change goes on from here, word comes when that one has ended.
 */
export async function tellOutcome(ended: Change, t: ChangeWork): Promise<void> {
  const first = ended.after === undefined ? undefined : await t.get(ended.after);
  if (!ended.decision && !first?.decision) return;
  const dependents = await t.after(ended.id);
  if (dependents.some(({ state }) => goesOn.has(state))) return;
  await tellRequester(ended, t);
}

const goesOn: ReadonlySet<ChangeState> = new Set(['waiting', 'approved', 'running']);

/** What this change has ended well for can begin. */
export async function releaseDependents(change: Change, t: ChangeWork): Promise<void> {
  for (const waiting of await t.after(change.id)) {
    const plan = withEnabled(waiting.plan, change.plan);
    const released = await t.move(waiting.id, ['waiting'], 'approved', { plan });
    if (released) await t.run(released);
  }
}

/** A connection as its card shows it from now on: these hubs have Defender. */
function withEnabled(plan: ChangePlan, enabling: ChangePlan): ChangePlan {
  if (plan.kind !== 'connect' || enabling.kind !== 'enable') return plan;
  const on = new Set(enabling.items.map(({ hub }) => hub.id.toLowerCase()));
  return {
    ...plan,
    toEnable: plan.toEnable.filter((id) => !on.has(id.toLowerCase())),
    items: plan.items.map((item) => ({
      ...item,
      hubs: item.hubs.map((hub) => (on.has(hub.id.toLowerCase()) ? { ...hub, defender: 'on' } : hub)),
    })),
  };
}

const reasons: Partial<Record<Change['state'], string>> = {
  declined: 'Enabling Defender for IoT was declined, so nothing was connected.',
  expired: 'Nobody decided about enabling Defender for IoT in time, so nothing was connected.',
  cancelled: 'The request to enable Defender for IoT was taken back, so nothing was connected.',
};

/** What waited for this change will not happen. Resolves to how many changes that ended. */
export async function endDependents(change: Change, t: ChangeWork, at: Date): Promise<number> {
  let count = 0;
  const why = reasons[change.state] ?? enablingFailed;
  for (const waiting of await t.after(change.id)) {
    const ended = await t.move(waiting.id, ['waiting'], 'cancelled', { endedAt: at, why });
    if (!ended) continue;
    count += 1;
    await t.redraw(ended.id);
    t.audit(noteAbout(ended, 'cancelled', undefined, why));
  }
  return count;
}
