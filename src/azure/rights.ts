import type { DenyAssignment, RoleAssignment } from '@azure/arm-authorization';
import { z } from 'zod';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Denial, Grant, Rights } from '../domain/grant.ts';
import type { Clock } from '../shared/clock.ts';
import { ActionSets, type Role, readAssignments, readRole } from './assignments.ts';
import type { Clients } from './clients.ts';
import { createMemory } from './memory.ts';

/** What a person may do, from their own Azure role assignments. */
export interface RightsReader {
  /**
   * All that Azure says about a user at a scope, groups resolved; at most 60 seconds old. Roles that are only
   * eligible (PIM) are not in it until activated, and neither are Azure Lighthouse delegations. Denials for
   * everybody are in it unless they spare this very person; groups that they spare are not resolved.
   *
   * @param principalId Entra object id of a user or service principal.
   * @param scopeId ARM id of a resource, a resource group or a subscription.
   * @throws AzureError kind `refused` when either is not what it should be; never an empty answer for a failed one.
   */
  rightsOf(principalId: string, scopeId: string, scope: CallScope): Promise<Rights>;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const service = 'Azure role assignments';
const lifeMs = 60_000;
/** Role definitions hardly change; a custom role that lost an action must not linger for long, though. */
const roleLifeMs = 10 * 60_000;

/** A reader of role and deny assignments. */
export function createRights(clients: Pick<Clients, 'authorization'>, clock: Clock): RightsReader {
  const kept = createMemory<Rights>({ service, lifeMs, most: 2000 }, clock);
  const roles = createMemory<Role>({ service, lifeMs: roleLifeMs, most: 500 }, clock);

  async function grantsOf(scopeId: string, assignment: RoleAssignment, scope: CallScope): Promise<Grant[]> {
    const roleId = z.guid().parse(assignment.roleDefinitionId?.split('/').at(-1)).toLowerCase();
    try {
      const { roleName, permissions } = await roles.get(roleId, scope, (loading) =>
        readRole(clients, roleId, scopeId, loading),
      );
      const conditional = Boolean(assignment.condition);
      return [{ scope: assignment.scope ?? '', roleName, permissions, conditional }];
    } catch (error) {
      // A deleted role grants nothing, and must not hide the others. The request is in the log.
      if (error instanceof AzureError && error.kind === 'not found') return [];
      throw error;
    }
  }

  async function load(principalId: string, scopeId: string, scope: CallScope): Promise<Rights> {
    if (!guid.test(principalId)) throw new AzureError(service, 'refused', { detail: 'not a principal' });
    const found = await readAssignments(clients, principalId, scopeId, scope);
    const grants = await Promise.all(found.roles.map((one) => grantsOf(scopeId, one, scope)));
    return { principalId, scope: scopeId, grants: grants.flat(), denials: found.denials.map(toDenial) };
  }

  return {
    rightsOf: (principalId, scopeId, scope) =>
      kept.get(`${principalId} ${scopeId}`.toLowerCase(), scope, (loading) =>
        load(principalId, scopeId, loading),
      ),
  };
}

function toDenial({ scope, denyAssignmentName, permissions }: DenyAssignment): Denial {
  return {
    scope: scope ?? '',
    name: denyAssignmentName ?? '',
    permissions: ActionSets.parse(permissions ?? []),
  };
}
