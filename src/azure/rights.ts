import type { DenyAssignment, RoleAssignment } from '@azure/arm-authorization';
import { z } from 'zod';
import { subscriptionIdOf } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Denial, Grant, Rights } from '../domain/grant.ts';
import type { Clock } from '../shared/clock.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';
import { createMemory } from './memory.ts';

/** What a person may do, from their own Azure role assignments. */
export interface RightsReader {
  /**
   * All that Azure says about a user at a scope, groups resolved; at most 60 seconds old. Roles that are only
   * eligible (PIM) are not in it until activated, and neither are Azure Lighthouse delegations.
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

const strings = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const ActionSets = z.array(z.object({ actions: strings, notActions: strings }));
const Role = z.object({ roleName: z.string().catch(''), permissions: ActionSets });
type Role = z.infer<typeof Role>;

/** A reader of role and deny assignments. */
export function createRights(clients: Pick<Clients, 'authorization'>, clock: Clock): RightsReader {
  const kept = createMemory<Rights>({ service, lifeMs, most: 2000 }, clock);
  const roles = createMemory<Role>({ service, lifeMs: roleLifeMs, most: 500 }, clock);

  // Read at the asked scope: the bot needs no right above it, and a role has one GUID in a whole tenant.
  async function grantOf(scopeId: string, assignment: RoleAssignment, scope: CallScope): Promise<Grant> {
    const roleId = z.guid().parse(assignment.roleDefinitionId?.split('/').at(-1)).toLowerCase();
    const role = await roles.get(roleId, scope, (loading) =>
      clients.authorization(subscriptionOf(scopeId), loading, async (client) =>
        Role.parse(await client.roleDefinitions.get(withoutSlash(scopeId), roleId)),
      ),
    );
    return {
      scope: assignment.scope ?? '',
      roleName: role.roleName,
      permissions: role.permissions,
      conditional: Boolean(assignment.condition),
    };
  }

  async function load(principalId: string, scopeId: string, scope: CallScope): Promise<Rights> {
    const subscriptionId = subscriptionOf(scopeId);
    if (!guid.test(principalId)) throw new AzureError(service, 'refused', { detail: 'not a principal' });
    // Resolves groups, transitively (learn.microsoft.com, "List Azure role assignments using the REST API").
    const filter = `atScope() and assignedTo('${principalId}')`;
    const [assignments, denials] = await Promise.all([
      clients.authorization(subscriptionId, scope, (client) =>
        collect((page) => client.roleAssignments.listForScope(withoutSlash(scopeId), { ...page, filter })),
      ),
      clients.authorization(subscriptionId, scope, (client) =>
        collect((page) => client.denyAssignments.listForScope(withoutSlash(scopeId), { ...page, filter })),
      ),
    ]);
    const reaching = assignments.filter((assignment) => reaches(assignment.scope, scopeId));
    return {
      principalId,
      scope: scopeId,
      grants: await Promise.all(reaching.map((assignment) => grantOf(scopeId, assignment, scope))),
      denials: denials.filter((denial) => deniesAt(denial, scopeId)).map(toDenial),
    };
  }

  return {
    rightsOf: (principalId, scopeId, scope) =>
      kept.get(`${principalId} ${scopeId}`.toLowerCase(), scope, (loading) =>
        load(principalId, scopeId, loading),
      ),
  };
}

function subscriptionOf(scopeId: string): string {
  const id = subscriptionIdOf(scopeId);
  if (!id) throw new AzureError(service, 'refused', { detail: 'not a scope' });
  return id;
}

/** True for the scope itself and what stands above it. Management groups are above by Azure's word. */
function reaches(assigned: string | undefined, scopeId: string): boolean {
  if (!assigned) return false;
  const above = assigned.toLowerCase().replace(/\/+$/, '');
  if (above === '' || above.startsWith('/providers/microsoft.management/managementgroups/')) return true;
  const asked = scopeId.toLowerCase();
  return asked === above || asked.startsWith(`${above}/`);
}

// A denial whose reach is in doubt counts: refusing too much is the safe side.
function deniesAt({ scope, doNotApplyToChildScopes }: DenyAssignment, scopeId: string): boolean {
  return !doNotApplyToChildScopes || !scope || scope.toLowerCase() === scopeId.toLowerCase();
}

function toDenial({ scope, denyAssignmentName, permissions }: DenyAssignment): Denial {
  return {
    scope: scope ?? '',
    name: denyAssignmentName ?? '',
    permissions: ActionSets.parse(permissions ?? []),
  };
}

/** The SDK puts a slash before the id itself; two of them would make another path. */
function withoutSlash(id: string): string {
  return id.replace(/^\/+/, '');
}
