import type { Change } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import type { ChangeWork } from '../storage/change-ledger.ts';
import { noteAbout } from './describe.ts';

/**
 * Posts one more card of a change where it was asked for, when something happened that the requester waits for: an
 * edit of the first card makes no notification. When another change waits for this one, that one's card is posted:
 * it is what the requester wants to see. From then on all of them are kept up to date.
 */
export async function tellRequester(change: Change, t: ChangeWork): Promise<void> {
  const [waiting] = await t.after(change.id);
  const { id, conversation } = waiting ?? change;
  await t.addCard({ changeId: id, audience: 'requester', conversation, state: 'to post', notice: '' });
}

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

/** What waited for this change will not happen. */
export async function endDependents(change: Change, t: ChangeWork, at: Date): Promise<void> {
  const why = reasons[change.state] ?? 'Defender for IoT could not be enabled, so nothing was connected.';
  for (const waiting of await t.after(change.id)) {
    const ended = await t.move(waiting.id, ['waiting'], 'cancelled', { endedAt: at, why });
    if (!ended) continue;
    await t.redraw(ended.id);
    t.audit(noteAbout(ended, 'cancelled', undefined, why));
  }
}
