import { armError, resourceNotFound } from '../http/azure-error.ts';
import type { Call } from '../http/route.ts';
import type { WorkspaceRecord } from '../world/records.ts';
import { groupId } from '../world/story-places.ts';
import type { World } from '../world/world.ts';

/** Path of a Log Analytics workspace. */
export const workspacePath =
  '/subscriptions/{sub}/resourceGroups/{rg}/providers/Microsoft.OperationalInsights/workspaces/{ws}';

/** Path of Sentinel on a workspace. */
export const sentinelPath = `${workspacePath}/providers/Microsoft.SecurityInsights`;

/** ARM id of the workspace that a path names. */
export function workspaceIdOf({ sub = '', rg = '', ws = '' }: Readonly<Record<string, string>>): string {
  return `${groupId(sub, rg)}/providers/Microsoft.OperationalInsights/workspaces/${ws}`;
}

/** The workspace that a path names. Throws 404. */
export function workspaceOf({ world, params }: Call): WorkspaceRecord {
  const workspace = world.workspaces.get(workspaceIdOf(params).toLowerCase());
  if (!workspace)
    throw resourceNotFound('Microsoft.OperationalInsights/workspaces', params.ws ?? '', params.rg ?? '');
  return workspace;
}

/** The same, when Sentinel is on there. Throws 404 otherwise. */
export function sentinelWorkspaceOf(call: Call): WorkspaceRecord {
  const workspace = workspaceOf(call);
  if (!workspace.onboarded)
    throw armError(
      404,
      'NotFound',
      `The workspace '${workspace.name}' is not onboarded to Microsoft Sentinel.`,
    );
  return workspace;
}

/**
 * Refuses a write whose etag is not the present one. No etag means "whatever is there". What the service
 * answers is not documented (409 and 412 have been reported); a setting of the world decides.
 */
export function checkEtag(world: World, present: string | undefined, sent: string | undefined): void {
  if (sent === undefined || sent === '*' || sent === present) return;
  const status = world.settings.staleEtagStatus;
  throw armError(
    status,
    status === 409 ? 'Conflict' : 'PreconditionFailed',
    `The etag ${sent} does not match the etag of the resource ${present ?? '(none)'}.`,
  );
}
