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
  /**
   * The same, read past everything that is kept, roles included: what is written is judged by it, and a right
   * that was taken away a moment ago must not do.
   */
  rightsNow(principalId: string, scopeId: string, scope: CallScope): Promise<Rights>;
}

/** Gets a role by its id (lower case). */
type RoleReader = (roleId: string, scope: CallScope) => Promise<Role>;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const service = 'Azure role assignments';
const lifeMs = 60_000;
/** Role definitions hardly change; a custom role that lost an action must not linger for long, though. */
const roleLifeMs = 10 * 60_000;

/** A reader of role and deny assignments. */
export function createRights(clients: Pick<Clients, 'authorization'>, clock: Clock): RightsReader {
  const kept = createMemory<Rights>({ service, lifeMs, most: 2000 }, clock);
  const roles = createMemory<Role>({ service, lifeMs: roleLifeMs, most: 500 }, clock);

  async function grantsOf(
    assignment: RoleAssignment,
    roleOf: RoleReader,
    scope: CallScope,
  ): Promise<Grant[]> {
    const roleId = z.guid().parse(assignment.roleDefinitionId?.split('/').at(-1)).toLowerCase();
    try {
      const { roleName, permissions } = await roleOf(roleId, scope);
      const conditional = Boolean(assignment.condition);
      return [{ scope: assignment.scope ?? '', roleName, permissions, conditional }];
    } catch (error) {
      // A deleted role grants nothing, and must not hide the others. The request is in the log.
      if (error instanceof AzureError && error.kind === 'not found') return [];
      throw error;
    }
  }

  async function load(
    principalId: string,
    scopeId: string,
    roleOf: RoleReader,
    scope: CallScope,
  ): Promise<Rights> {
    if (!guid.test(principalId)) throw new AzureError(service, 'refused', { detail: 'not a principal' });
    const found = await readAssignments(clients, principalId, scopeId, scope);
    const grants = await Promise.all(found.roles.map((one) => grantsOf(one, roleOf, scope)));
    return { principalId, scope: scopeId, grants: grants.flat(), denials: found.denials.map(toDenial) };
  }

  const keptRole =
    (scopeId: string): RoleReader =>
    (roleId, scope) =>
      roles.get(roleId, scope, (loading) => readRole(clients, roleId, scopeId, loading));

  /** Each role once, however many assignments give it. */
  function freshRole(scopeId: string): RoleReader {
    const asked = new Map<string, Promise<Role>>();
    return (roleId, scope) => {
      const role = asked.get(roleId) ?? readRole(clients, roleId, scopeId, scope);
      asked.set(roleId, role);
      return role;
    };
  }

  return {
    rightsOf: (principalId, scopeId, scope) =>
      kept.get(`${principalId} ${scopeId}`.toLowerCase(), scope, (loading) =>
        load(principalId, scopeId, keptRole(scopeId), loading),
      ),
    rightsNow: (principalId, scopeId, scope) => load(principalId, scopeId, freshRole(scopeId), scope),
  };
}

function toDenial({ scope, denyAssignmentName, permissions }: DenyAssignment): Denial {
  return {
    scope: scope ?? '',
    name: denyAssignmentName ?? '',
    permissions: ActionSets.parse(permissions ?? []),
  };
}
