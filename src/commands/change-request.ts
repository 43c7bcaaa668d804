import { messageCard } from '../cards/message-card.ts';
import { besideText, openStates } from '../changes/beside.ts';
import type { Changes } from '../changes/changes.ts';
import type { Click } from '../changes/click.ts';
import { type DrawNeeds, drawChange } from '../changes/draw-change.ts';
import { type ApprovalRules, newChange } from '../changes/new-change.ts';
import { asksForNothing } from '../changes/steps.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import { personOf } from '../domain/person.ts';
import type { Reply } from '../domain/reply.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import type { Request } from './command.ts';
import type { MayChangeNeeds } from './may-change.ts';

/** What commands need that propose changes or take part in them. */
export interface ChangeNeeds extends MayChangeNeeds, DrawNeeds {
  changes: Changes;
  ledger: ChangeLedger;
  rules: ApprovalRules;
}

/** Shows what a plan would do, to be confirmed; a plan that asks for nothing is shown as such and not kept. */
export async function preview(
  plan: ChangePlan,
  request: Request<unknown>,
  needs: ChangeNeeds,
): Promise<Reply> {
  const { actor, conversation, correlationId } = request;
  const open = await needs.ledger.inStates(actor.tenantId, openStates);
  const notice = besideText(plan, open);
  const shown = { kind: 'card', audience: 'requester', notice } as const;
  if (asksForNothing(plan)) {
    const asked = { requester: personOf(actor), conversation, correlationId };
    return drawChange(shown, newChange(plan, asked, needs), needs);
  }
  const { change, card } = await needs.changes.propose({ plan, actor, conversation, correlationId, notice });
  return { ...(await drawChange(shown, change, needs)), changeCard: { id: card, version: change.version } };
}

/** A click on the card of a change, from the request that it made. */
export function clickOf({
  args,
  actor,
  conversation,
  correlationId,
  card,
}: Request<{ change: string }>): Click {
  return { change: args.change, actor, conversation, correlationId, ...(card ? { card } : {}) };
}

/** The answer to a click that went well: the card itself shows what happens, so this is only a note. */
export function noted(text: string): Reply {
  return { ...messageCard({ kind: 'done', title: 'Noted', lines: [text] }), summary: text, quiet: true };
}
