import { changeCard } from '../cards/change-card.ts';
import { changeNews } from '../cards/change-news.ts';
import type { Change } from '../domain/change.ts';
import type { ChangeCard } from '../domain/change-card.ts';
import type { Reply } from '../domain/reply.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import type { ApprovalRules } from './new-change.ts';

/** What drawing a change needs. */
export interface DrawNeeds {
  ledger: Pick<ChangeLedger, 'get' | 'after' | 'cards'>;
  links: { connectors(workspace: Workspace): string; analytics(workspace: Workspace): string };
  rules: Pick<ApprovalRules, 'approvals'>;
  clock: Clock;
}

/** A change as a card, or news of its end, shows it to its audience, with the one that it waits for and the one that waits for it. */
export async function drawChange(
  { kind, audience, notice }: Pick<ChangeCard, 'kind' | 'audience' | 'notice'>,
  change: Change,
  { ledger, links, rules, clock }: DrawNeeds,
): Promise<Reply> {
  const first = change.after ? await ledger.get(change.after) : undefined;
  const [then] = await ledger.after(change.id);
  const asked = [first, change].find((one) => one?.state === 'asked');
  const workspace = change.plan.kind === 'enable' ? undefined : change.plan.items[0]?.workspace;
  const draw = kind === 'news' ? changeNews : changeCard;
  return draw({
    change,
    first,
    then,
    audience,
    approvals: rules.approvals,
    approvalCard: asked && arrival(await ledger.cards(asked.id)),
    notice,
    links: workspace
      ? { connectors: links.connectors(workspace), analytics: links.analytics(workspace) }
      : {},
    now: clock.now(),
  });
}

/** How certain it is that approvers have the card; the most certain of several counts. */
function arrival(cards: readonly ChangeCard[]): 'posted' | 'unknown' | 'not delivered' {
  const states = new Set(cards.filter(({ audience }) => audience === 'approver').map(({ state }) => state));
  if (states.has('shown') || states.has('to post') || states.has('posting')) return 'posted';
  return states.has('unknown') ? 'unknown' : 'not delivered';
}
