import { z } from 'zod';
import { rightsToPlaceApprovals } from '../access/change-rights.ts';
import { approvalsCard, requestsShown } from '../cards/approvals-card.ts';
import { whereText } from '../cards/change-facts.ts';
import { messageCard } from '../cards/message-card.ts';
import { drawChange } from '../changes/draw-change.ts';
import type { Change } from '../domain/change.ts';
import { withoutThread } from '../domain/conversation.ts';
import { personOf, samePerson } from '../domain/person.ts';
import { UserError } from '../shared/errors.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import type { ChangeNeeds } from './change-request.ts';
import type { Command } from './command.ts';
import { requireMayChange } from './may-change.ts';

const NoArgs = z.strictObject({});

/** `approvals`: the requests that wait for a decision, one's own first. */
export function approvals({ ledger, clock }: ChangeNeeds): Command<z.output<typeof NoArgs>> {
  return {
    name: 'approvals',
    aliases: ['show approvals', 'list approvals', 'open approvals', 'requests'],
    usage: 'approvals',
    summary: 'List the requests that wait for a decision, yours first.',
    examples: ['approvals'],
    permission: 'hubs.read',
    args: NoArgs,
    read: () => ({}),
    async run({ actor }) {
      const [asked, place] = await Promise.all([
        ledger.asked(actor.tenantId),
        ledger.approvalPlace(actor.tenantId),
      ]);
      const now = clock.now();
      const requests = asked.filter(({ expiresAt }) => expiresAt > now);
      const reader = personOf(actor);
      const goesOn = await waitingFor(requestsShown({ requests, reader }), ledger);
      return approvalsCard({ requests, goesOn, reader, place: place?.conversation, now });
    },
  };
}

/** What goes on by itself after these requests, by their ids: with it two requests that look alike are told apart. */
async function waitingFor(
  requests: readonly Change[],
  ledger: Pick<ChangeLedger, 'after'>,
): Promise<ReadonlyMap<string, Change>> {
  const found = await Promise.all(
    requests.map(async ({ id }) => {
      const waiting = (await ledger.after(id)).find(({ state }) => state === 'waiting');
      return waiting ? [[id, waiting] as const] : [];
    }),
  );
  return new Map(found.flat());
}

/** `approvals here`: approval cards come to this conversation from now on. */
export function approvalsHere(needs: ChangeNeeds): Command<z.output<typeof NoArgs>> {
  return {
    name: 'approvals here',
    aliases: ['set approvals here', 'send approvals here', 'approve here'],
    usage: 'approvals here',
    summary: 'Have approval cards come to this conversation.',
    examples: ['approvals here'],
    permission: 'hubs.read',
    changes: true,
    args: NoArgs,
    read: () => ({}),
    async run(request) {
      const { actor, workspaces, correlationId } = request;
      const conversation = withoutThread(request.conversation);
      const needed = workspaces.map(({ id }) => rightsToPlaceApprovals(id));
      await requireMayChange(request, 'say where approvals are asked for', needed, needs);
      const setBy = personOf(actor);
      const before = await needs.ledger.transaction(async (t) => {
        const before = await t.approvalPlace(actor.tenantId);
        const isMoved = before !== undefined && before.conversation.id !== conversation.id;
        await t.setApprovalPlace({ conversation, setBy, setAt: needs.clock.now() });
        t.audit({
          event: 'approvals place set',
          actor: setBy,
          what: 'approvals here',
          on: [conversation.name ?? conversation.kind],
          ids: [conversation.id, ...(isMoved ? [before.conversation.id] : [])],
          change: '',
          outcome: isMoved ? 'moved here from another conversation' : 'set',
          correlationId,
        });
        return isMoved ? before : undefined;
      });
      return messageCard({
        kind: 'done',
        title: 'Approvals come here',
        lines: [
          'Requests that need a second person are posted in this conversation from now on. Whoever decides needs the Azure right for the change, and cannot be the one who asked.',
          // Whoever decided there gets no more requests, and is not told by Hubwatch.
          ...(before ? [`Until now: ${whereText(before.conversation)}, set by ${before.setBy.name}.`] : []),
          ...(conversation.kind === 'personal'
            ? [
                'This is a personal chat: only you will see them. A channel or group chat reaches more approvers.',
              ]
            : []),
        ],
        next: [{ title: 'Open requests', command: 'approvals' }],
      });
    },
  };
}

const ApprovalArgs = z.strictObject({ change: z.string().regex(/^[\w-]{1,64}$/) });

/** The rows of `approvals`: one request with its buttons, as a card that is kept up to date like the first one. */
export function approval(needs: ChangeNeeds): Command<z.output<typeof ApprovalArgs>> {
  return {
    name: 'approval',
    aliases: [],
    usage: 'approval',
    summary: 'Open one request.',
    examples: [],
    permission: 'hubs.read',
    listed: false,
    args: ApprovalArgs,
    read: ([change]) => (change === undefined ? {} : { change }),
    async run({ args, actor, conversation }) {
      const shown = await needs.ledger.transaction(async (t) => {
        const change = await t.get(args.change);
        if (!change || change.requester.tenantId !== actor.tenantId) return undefined;
        const audience = samePerson(change.requester, personOf(actor)) ? 'requester' : 'approver';
        const id = await t.addCard({
          changeId: change.id,
          kind: 'card',
          audience,
          conversation,
          state: 'expected',
          notice: '',
        });
        return { change, id, audience } as const;
      });
      if (!shown) {
        throw new UserError('This request is not there any more.', {
          title: 'Unknown request',
          next: [{ title: 'Open requests', command: 'approvals' }],
        });
      }
      const { change, id, audience } = shown;
      const card = await drawChange({ kind: 'card', audience, notice: '' }, change, needs);
      return { ...card, changeCard: { id, version: change.version } };
    },
  };
}
