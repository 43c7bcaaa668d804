import type { DenyAssignment, RoleAssignment } from '@azure/arm-authorization';
import { z } from 'zod';
import { subscriptionIdOf } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';

const service = 'Azure role assignments';

/** What reaches one person at one scope, as Azure lists it. */
export interface Assignments {
  roles: readonly RoleAssignment[];
  denials: readonly DenyAssignment[];
}

const strings = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
/** What roles allow and denials take away. */
export const ActionSets = z.array(z.object({ actions: strings, notActions: strings }));

/** The parts of a role definition that we read. */
export const Role = z.object({ roleName: z.string().catch(''), permissions: ActionSets });
/** What `Role` parses to. */
export type Role = z.infer<typeof Role>;

/** How Azure writes "all principals" in a deny assignment (learn.microsoft.com, "List Azure deny assignments"). */
const allPrincipals = '00000000-0000-0000-0000-000000000000';
const allPrincipalsTypes = ['systemdefined', 'everyone'];

/**
 * The role and deny assignments of a user or service principal at a scope and above it, groups resolved.
 * Denials for everybody, which Azure itself makes, are looked for among all of the scope: nothing says that
 * `assignedTo()` lists them.
 *
 * @throws AzureError kind `refused` when `scopeId` is no resource, resource group or subscription.
 */
export async function readAssignments(
  clients: Pick<Clients, 'authorization'>,
  principalId: string,
  scopeId: string,
  scope: CallScope,
): Promise<Assignments> {
  const subscriptionId = subscriptionOf(scopeId);
  const at = withoutSlash(scopeId);
  const denialsBy = (filter: string) =>
    clients.authorization(subscriptionId, scope, (client) =>
      collect((page) => client.denyAssignments.listForScope(at, { ...page, filter })),
    );
  // Resolves groups, transitively (learn.microsoft.com, "List Azure role assignments using the REST API").
  const filter = `atScope() and assignedTo('${principalId}')`;
  const [roles, own, all] = await Promise.all([
    clients.authorization(subscriptionId, scope, (client) =>
      collect((page) => client.roleAssignments.listForScope(at, { ...page, filter })),
    ),
    denialsBy(filter),
    denialsBy('atScope()'),
  ]);
  const known = new Set(own.map(({ id }) => id?.toLowerCase()));
  const more = all.filter((denial) => isForEverybody(denial) && !known.has(denial.id?.toLowerCase()));
  return {
    roles: roles.filter((assignment) => reaches(assignment.scope, scopeId)),
    denials: [...own, ...more].filter((denial) => deniesAt(denial, scopeId) && !spares(denial, principalId)),
  };
}

/**
 * A role definition by its GUID, which is the same in a whole tenant. Read at the asked scope, so the bot needs
 * no right above it.
 */
export function readRole(
  clients: Pick<Clients, 'authorization'>,
  roleId: string,
  scopeId: string,
  scope: CallScope,
): Promise<Role> {
  return clients.authorization(subscriptionOf(scopeId), scope, async (client) =>
    Role.parse(await client.roleDefinitions.get(withoutSlash(scopeId), roleId)),
  );
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

function isForEverybody({ principals }: DenyAssignment): boolean {
  return (principals ?? []).some(
    ({ id, type }) => id === allPrincipals || allPrincipalsTypes.includes(type?.toLowerCase() ?? ''),
  );
}

// Whether the person is in a group that is spared is not known, so that does not count.
function spares({ excludePrincipals }: DenyAssignment, principalId: string): boolean {
  return (excludePrincipals ?? []).some(({ id }) => id?.toLowerCase() === principalId.toLowerCase());
}

/** The SDK puts a slash before the id itself; two of them would make another path. */
function withoutSlash(id: string): string {
  return id.replace(/^\/+/, '');
}
