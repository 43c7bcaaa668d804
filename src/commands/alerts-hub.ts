import { parseArmId } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import { UserError } from '../shared/errors.ts';
import { allowedWorkspaces, type RightsNeeds } from './allowed-workspaces.ts';
import type { Request } from './command.ts';
import { findHub, type HubsNeeds, hubsCalled } from './find-hub.ts';
import { orAzureError } from './or-azure-error.ts';
import { askWhichSeverity } from './which-severity.ts';

/**
 * The hub that the words of `alerts` mean. Seeing alerts and seeing hubs are two rights: who lacks the second
 * learns of no hub that they do not name in full.
 *
 * @throws UserError when no single hub is meant.
 */
export async function hubOfAlerts(
  wanted: string,
  request: Request<Record<string, unknown>>,
  needs: { hubs: HubsNeeds; rights: RightsNeeds },
): Promise<{ id: string; name: string }> {
  // A button brings the hub's ARM id: its alerts can be shown without reading the hubs, even when it is gone.
  const known = parseArmId(wanted);
  if (known?.type.toLowerCase() === 'microsoft.devices/iothubs') return { id: wanted, name: known.name };
  const { hubs } = await needs.hubs.list(request.workspaces, request);
  const called = hubsCalled(hubs, wanted);
  const [only] = called;
  if (only && called.length === 1) return only;
  const args = { ...request.args, page: 1 };
  const maySee = await maySeeHubs(request, needs.rights);
  // "alerts flow" may be a part of a hub's name; "alerts critical" is more likely a severity than any hub.
  const isPart = maySee && hubs.some(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  if (!only && !isPart) askWhichSeverity(wanted, { command: 'alerts', args, restAs: 'hub' });
  if (maySee) return findHub({ hubs }, wanted, 'alerts', args);
  throw new UserError(
    `No single hub is called ${wanted}. Please give its whole name. To be shown names you need the right to see hubs.`,
    { title: 'Hub not found', next: [{ title: 'All alerts', command: 'alerts' }] },
  );
}

async function maySeeHubs(request: Request<unknown>, rights: RightsNeeds): Promise<boolean> {
  const { actor, workspaces } = request;
  const allowance = await orAzureError(
    allowedWorkspaces('hubs.read', actor.objectId, workspaces, rights, request),
  );
  return !(allowance instanceof AzureError) && allowance.allowed.length > 0;
}
