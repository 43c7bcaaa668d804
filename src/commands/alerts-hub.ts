import { parseArmId } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import { UserError } from '../shared/errors.ts';
import { foreignSeverity } from './alert-words.ts';
import { allowedWorkspaces, type RightsNeeds } from './allowed-workspaces.ts';
import type { Request } from './command.ts';
import { findHub, type HubsNeeds, hubsCalled } from './find-hub.ts';
import { orAzureError } from './or-azure-error.ts';

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
  if (!only) refuseForeignSeverity(wanted, args);
  if (await maySeeHubs(request, needs.rights)) return findHub({ hubs }, wanted, 'alerts', args);
  throw new UserError(
    `No single hub is called ${wanted}. Please give its whole name. To be shown names you need the right to see hubs.`,
    { title: 'Hub not found', next: [{ title: 'All alerts', command: 'alerts' }] },
  );
}

// "alerts critical" is more likely a severity of another scale than a hub that nobody has.
function refuseForeignSeverity(wanted: string, args: Record<string, unknown>): void {
  const words = wanted.split(' ');
  const foreign = words.find(foreignSeverity);
  if (foreign === undefined) return;
  const rest = words.filter((word) => word !== foreign).join(' ');
  const hub = rest === '' ? undefined : rest;
  throw new UserError(
    `“${foreign}” is no severity of Microsoft Sentinel. There are High, Medium, Low and Informational.`,
    {
      title: 'Which severity?',
      next: [{ title: 'High only', command: 'alerts', args: { ...args, hub, severities: ['High'] } }],
    },
  );
}

async function maySeeHubs(request: Request<unknown>, rights: RightsNeeds): Promise<boolean> {
  const { actor, workspaces } = request;
  const allowance = await orAzureError(
    allowedWorkspaces('hubs.read', actor.objectId, workspaces, rights, request),
  );
  return !(allowance instanceof AzureError) && allowance.allowed.length > 0;
}
