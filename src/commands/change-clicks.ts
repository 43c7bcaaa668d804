import { z } from 'zod';
import { rightsNeeded } from '../access/change-rights.ts';
import { standing } from '../changes/describe.ts';
import { type EnableNeeds, planEnable } from '../changes/plan-enable.ts';
import { asksForNothing } from '../changes/steps.ts';
import { parseArmId } from '../domain/arm-id.ts';
import { personOf, samePerson } from '../domain/person.ts';
import { Refusal, UserError } from '../shared/errors.ts';
import { type ChangeNeeds, clickOf, noted } from './change-request.ts';
import type { Command } from './command.ts';
import { requireMayChange } from './may-change.ts';

// The buttons on the cards of changes. They say which change and nothing else; everything that counts is read from
// the database and from Azure at the moment of the click.

/** Ids of changes as `change-ledger.ts` makes them: 16 random bytes. */
const ChangeId = z.string().regex(/^[\w-]{22}$/);
const ChangeArgs = z.strictObject({ change: ChangeId });

/** What every one of these buttons has. */
const button = {
  aliases: [],
  permission: 'none',
  listed: false,
  changes: true,
  note: true,
  examples: [],
  read: () => ({}),
} as const;

/** Goes on with a previewed change: carries it out, or asks an approver. */
export function confirm(needs: ChangeNeeds): Command<z.output<typeof ChangeArgs>> {
  return {
    ...button,
    name: 'confirm',
    usage: 'confirm',
    summary: 'Go on with a change that was previewed.',
    args: ChangeArgs,
    async run(request) {
      const click = clickOf(request);
      const { plan, state } = await needs.changes.clicked(click, 'requester');
      if (state === 'previewed') await requireMayChange(request, 'do this', rightsNeeded(plan), needs);
      const change = await needs.changes.confirm(click);
      return noted(
        change.state === 'asked'
          ? 'An approver is asked. This card shows the decision.'
          : 'On it. This card shows what happens.',
      );
    },
  };
}

/** Asks for Defender to be enabled on the hubs of a connection first; connecting goes on by itself afterwards. */
export function requestEnabling(needs: ChangeNeeds & EnableNeeds): Command<z.output<typeof ChangeArgs>> {
  return {
    ...button,
    name: 'request enabling',
    usage: 'request enabling',
    summary: 'Ask for Defender for IoT to be enabled before connecting.',
    args: ChangeArgs,
    async run(request) {
      const click = clickOf(request);
      const { plan, state } = await needs.changes.clicked(click, 'requester');
      if (plan.kind !== 'connect' || plan.toEnable.length === 0) {
        throw new Refusal('There is nothing to be enabled in this request. Nothing was done.');
      }
      if (state === 'previewed') await requireMayChange(request, 'connect this', rightsNeeded(plan), needs);
      const hubs = plan.toEnable.map((id) => ({ id, name: parseArmId(id)?.name ?? id }));
      const names = plan.items.find(({ hubs: all }) => all.some(({ id }) => id === hubs[0]?.id));
      const enabling = await planEnable(hubs, names?.subscriptionName ?? '', needs, request);
      if (asksForNothing(enabling)) {
        throw new UserError('Defender for IoT is on by now. Please select Connect.', {
          title: 'Nothing to enable',
        });
      }
      await requireMayChange(request, 'enable Defender for IoT on this hub', rightsNeeded(enabling), needs);
      await needs.changes.confirmAfterEnabling(click, enabling);
      return noted(
        needs.rules.approvals === 'self'
          ? 'On it. Connecting goes on by itself when Defender is on.'
          : 'An approver is asked. Connecting goes on by itself when Defender is on.',
      );
    },
  };
}

/** Takes a request back. */
export function cancel(needs: ChangeNeeds): Command<z.output<typeof ChangeArgs>> {
  return {
    ...button,
    name: 'cancel',
    usage: 'cancel',
    summary: 'Take a change back that was not done yet.',
    args: ChangeArgs,
    async run(request) {
      const { after } = await needs.changes.cancel(clickOf(request));
      // What comes first may be under way already.
      return noted(after ? 'Cancelled. This card shows how it stands.' : 'Cancelled. Nothing was changed.');
    },
  };
}

const DecideArgs = z.strictObject({
  change: ChangeId,
  decision: z.enum(['approve', 'decline']),
  reason: z.string().trim().max(300).default(''),
});

/** Approve and Decline: by a second person who holds the right for the change. */
export function decide(needs: ChangeNeeds): Command<z.output<typeof DecideArgs>> {
  return {
    ...button,
    name: 'decide',
    usage: 'decide',
    summary: 'Approve or decline a request.',
    args: DecideArgs,
    async run(request) {
      const { actor, args } = request;
      const click = clickOf(request);
      const change = await needs.changes.clicked(click, 'approver');
      if (change.state !== 'asked') throw new Refusal(standing(change), { title: 'Too late' });
      if (samePerson(change.requester, personOf(actor))) {
        throw new Refusal('You asked for this yourself: a second person has to decide. Nothing was done.', {
          title: 'Not by the one who asked',
        });
      }
      await requireMayChange(request, 'decide about this', rightsNeeded(change.plan), needs);
      const verdict = args.decision === 'approve' ? 'approved' : 'declined';
      await needs.changes.decide(click, verdict, args.reason);
      return noted(
        verdict === 'approved'
          ? 'Approved. This card shows what happens.'
          : 'Declined. The requester is told.',
      );
    },
  };
}
