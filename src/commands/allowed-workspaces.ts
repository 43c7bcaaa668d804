import { missingRights } from '../access/authorize.ts';
import { type Permission, permissions } from '../access/permissions.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Rights } from '../domain/grant.ts';
import type { MissingRight } from '../domain/prerequisite.ts';
import type { Workspace } from '../domain/workspace.ts';

/** Reads what Azure allows a person, from their own role assignments. */
export interface RightsNeeds {
  rightsOf(principalObjectId: string, scopeId: string, scope: CallScope): Promise<Rights>;
}

/** Where a person holds a permission, and what is missing elsewhere. */
export interface Allowance {
  /** Workspaces on which every action of the permission is allowed. */
  allowed: readonly Workspace[];
  missing: readonly MissingRight[];
}

/**
 * Judges a permission on each workspace by the person's own Azure roles. A workspace whose rights cannot be
 * read is not allowed; when nothing else is either, its error is thrown, because then a refusal could be wrong.
 */
export async function allowedWorkspaces(
  permission: Permission,
  objectId: string,
  workspaces: readonly Workspace[],
  rights: RightsNeeds,
  scope: CallScope,
): Promise<Allowance> {
  const { actions, role } = permissions[permission];
  const judged = await Promise.allSettled(
    workspaces.map(async (workspace) => {
      const held = await rights.rightsOf(objectId, workspace.id, scope);
      return { workspace, missing: missingRights(held, actions, role) };
    }),
  );
  const read = judged.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const allowed = read.filter(({ missing }) => missing.length === 0).map(({ workspace }) => workspace);
  const failure = judged.find((result) => result.status === 'rejected');
  if (allowed.length === 0 && failure) throw failure.reason;
  return { allowed, missing: read.flatMap(({ missing }) => missing) };
}
