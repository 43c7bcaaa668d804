import { permissions } from '../access/permissions.ts';
import { parseArmId } from '../domain/arm-id.ts';
import type { Hub } from '../domain/hub.ts';
import type { NamedHub } from '../domain/subscription.ts';
import { UserError } from '../shared/errors.ts';
import { type Allowance, allowedWorkspaces } from './allowed-workspaces.ts';
import type { Request } from './command.ts';
import { RightsMissing } from './may-change.ts';
import type { SubscriptionNeeds } from './subscription-needs.ts';

type Asking = Pick<Request<unknown>, 'actor' | 'workspaces' | 'notAsked' | 'signal' | 'correlationId'>;

/**
 * What is posted unasked comes from every workspace, and what is muted is muted for all of them: so the right to see
 * alerts in some of the workspaces is not enough.
 *
 * @throws UserError that names a workspace where it is missing, or where it could not be read.
 */
export function requireAllWorkspaces({ notAsked }: Pick<Asking, 'notAsked'>): void {
  const [first, ...others] = notAsked;
  if (!first) return;
  const why = first.why.replace(/\.$/, '');
  const more = others.length > 0 ? ` So it is with ${others.length} more.` : '';
  throw new UserError(
    `Alerts of every workspace are posted, so it takes the right to see all of them. Workspace ${first.workspace.name}: ${why}.${more}`,
    { title: 'Not every workspace', next: [{ title: 'Subscriptions', command: 'subscriptions' }] },
  );
}

/** The hub that an ARM id from a button names; undefined for other words. It is not looked for: it may be gone. */
export function hubOfId(word: string): NamedHub | undefined {
  const known = parseArmId(word);
  return known?.type.toLowerCase() === 'microsoft.devices/iothubs'
    ? { id: word.toLowerCase(), name: known.name }
    : undefined;
}

/**
 * The hubs that somebody may see, to find one by its name.
 *
 * @throws RightsMissing when they may see none, AzureError when it cannot be read.
 */
export async function hubsToName(
  request: Asking,
  needs: Pick<SubscriptionNeeds, 'hubs' | 'rights'>,
): Promise<readonly Hub[]> {
  const { allowed, missing } = await mayNameHubs(request, needs);
  if (allowed.length === 0) throw new RightsMissing(permissions['hubs.read'].purpose, missing);
  return (await needs.hubs.list(allowed, request)).hubs;
}

/** Where somebody may see hubs. */
export function mayNameHubs(
  request: Asking,
  { rights }: Pick<SubscriptionNeeds, 'rights'>,
): Promise<Allowance> {
  return allowedWorkspaces('hubs.read', request.actor.objectId, request.workspaces, rights, request);
}
