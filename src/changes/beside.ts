import { changeTitle } from '../cards/change-title.ts';
import type { Change, ChangeState } from '../domain/change.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import { UserError } from '../shared/errors.ts';

/** States of changes that somebody who asks for the same has to know about. */
export const openStates = [
  'asked',
  'waiting',
  'approved',
  'running',
] as const satisfies readonly ChangeState[];

const underWay: ReadonlySet<ChangeState> = new Set(['approved', 'running']);

/**
 * What to say above a new preview about requests for the same things that are open; empty when there are none.
 *
 * @throws UserError when one of them is being carried out: what was read of Azure may be old already.
 */
export function besideText(plan: ChangePlan, open: readonly Change[]): string {
  const touched = new Set(thingsOf(plan));
  const same = open.filter((one) => thingsOf(one.plan).some((thing) => touched.has(thing)));
  const running = same.find(({ state }) => underWay.has(state));
  if (running) {
    throw new UserError(
      `${changeTitle(running.plan)}: this is being carried out right now, asked for by ${nameOf(running)}. ` +
        'Nothing was done. Please ask again in a minute.',
      { title: 'Being changed right now' },
    );
  }
  const [waiting] = same;
  if (!waiting) return '';
  const until = waiting.state === 'waiting' ? 'Defender for IoT is enabled' : 'an approver decides';
  return `${nameOf(waiting)} has asked for this before: “${changeTitle(waiting.plan)}” waits until ${until}.`;
}

/** What a plan changes, comparable with other plans: connecting and disconnecting change the same thing. */
function thingsOf(plan: ChangePlan): string[] {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect':
      return plan.items.map(({ workspace, subscriptionId }) =>
        `connection ${workspace.id} ${subscriptionId}`.toLowerCase(),
      );
    case 'enable':
      return plan.items.map(({ hub }) => `defender ${hub.id}`.toLowerCase());
    case 'incidents on':
    case 'incidents off':
      return plan.items.map(({ workspace }) => `incidents ${workspace.id}`.toLowerCase());
  }
}

function nameOf({ requester }: Change): string {
  return requester.name || 'somebody';
}
