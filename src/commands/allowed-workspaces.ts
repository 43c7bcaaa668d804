import { missingRights } from '../access/authorize.ts';
import { type Permission, permissions } from '../access/permissions.ts';
import { explain } from '../azure/explain.ts';
import { denialText } from '../cards/missing-words.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Rights } from '../domain/grant.ts';
import type { MissingRight } from '../domain/prerequisite.ts';
import type { NotAsked, Workspace } from '../domain/workspace.ts';
import { orAzureError } from './or-azure-error.ts';

/** Reads what Azure allows a person, from their own role assignments. */
export interface RightsNeeds {
  rightsOf(principalObjectId: string, scopeId: string, scope: CallScope): Promise<Rights>;
}

/** Where a person holds a permission, and what is missing elsewhere. */
export interface Allowance {
  /** Workspaces on which every action of the permission is allowed. */
  allowed: readonly Workspace[];
  missing: readonly MissingRight[];
  /** Workspaces whose rights could not be read, with what Azure answered. */
  unread: readonly { workspace: Workspace; error: AzureError }[];
  /** Every workspace that is not allowed, missing or unread, in words: an answer must not pass over it. */
  notAsked: readonly NotAsked[];
}

/**
 * Judges a permission on each workspace by the person's own Azure roles. A workspace whose rights cannot be
 * read is not allowed; when nothing else is either, its error is thrown, because then a refusal could be wrong.
 *
 * @throws AzureError as above, and every error that is not Azure's.
 */
export async function allowedWorkspaces(
  permission: Permission,
  objectId: string,
  workspaces: readonly Workspace[],
  rights: RightsNeeds,
  scope: CallScope,
): Promise<Allowance> {
  const { actions, role, purpose } = permissions[permission];
  const judged = await Promise.all(
    workspaces.map(async (workspace) => {
      const held = await orAzureError(rights.rightsOf(objectId, workspace.id, scope));
      if (held instanceof AzureError) return { workspace, error: held, missing: [], why: explain(held) };
      const missing = missingRights(held, actions, role);
      const deniedBy = missing.find((one) => one.deniedBy !== undefined)?.deniedBy;
      const why =
        deniedBy === undefined
          ? `Your own Azure roles do not allow you to ${purpose} there. Role to ask for: ${role}`
          : denialText(deniedBy);
      return { workspace, error: undefined, missing, why };
    }),
  );
  const allowed = judged.filter(({ error, missing }) => !error && missing.length === 0);
  const unread = judged.flatMap(({ workspace, error }) => (error ? [{ workspace, error }] : []));
  if (allowed.length === 0 && unread[0]) throw unread[0].error;
  return {
    allowed: allowed.map(({ workspace }) => workspace),
    missing: judged.flatMap(({ missing }) => missing),
    unread,
    notAsked: judged
      .filter((one) => !allowed.includes(one))
      .map(({ workspace, why }) => ({ workspace, why })),
  };
}

/** No rights at all are asked for: every workspace is allowed. */
export function allAllowed(workspaces: readonly Workspace[]): Allowance {
  return { allowed: workspaces, missing: [], unread: [], notAsked: [] };
}
