import type { Answer } from '../http/answer.ts';
import { pageOf } from '../http/paging.ts';
import { queryValue } from '../http/read-request.ts';
import type { Call, Route } from '../http/route.ts';
import { everyone, isWithin } from '../rbac/access.ts';
import { authorizationVersions } from './api-versions.ts';
import { readAssignmentFilter } from './authorization-filter.ts';
import { roleDefinitionId } from './role-definitions.ts';

const common = { method: 'GET', audience: 'arm', apiVersions: authorizationVersions } as const;

/** The scope that a path names; the tenant's root when it names none. */
export function scopeOf({ scope = '' }: Readonly<Record<string, string>>): string {
  return scope === '' ? '/' : scope;
}

/** Who holds which role, and who is denied what, at any scope. */
export const assignmentRoutes: readonly Route[] = [
  {
    ...common,
    name: 'roleAssignments.list',
    path: '{scope*}/providers/Microsoft.Authorization/roleAssignments',
    type: 'Microsoft.Authorization/roleAssignments',
    needs: { action: 'Microsoft.Authorization/roleAssignments/read', scope: scopeOf },
    handle: (call) => list(call, roleAssignments(call)),
  },
  {
    ...common,
    name: 'denyAssignments.list',
    path: '{scope*}/providers/Microsoft.Authorization/denyAssignments',
    type: 'Microsoft.Authorization/denyAssignments',
    needs: { action: 'Microsoft.Authorization/denyAssignments/read', scope: scopeOf },
    handle: (call) => list(call, denyAssignments(call)),
  },
];

interface Listed {
  scope: string;
  principalIds: readonly string[];
  json: unknown;
}

function list({ world, request, params }: Call, all: readonly Listed[]): Answer {
  const filter = readAssignmentFilter(queryValue(request.query, '$filter'));
  const scope = scopeOf(params);
  const identities =
    filter.assignedTo === undefined ? undefined : world.access.identitiesOf(filter.assignedTo);
  const found = all.filter(
    (one) =>
      (isWithin(scope, one.scope) || (!filter.atScope && isWithin(one.scope, scope))) &&
      (!identities || one.principalIds.some((id) => identities.has(id.toLowerCase()))) &&
      (filter.principalId === undefined ||
        one.principalIds.some((id) => id.toLowerCase() === filter.principalId)),
  );
  return pageOf(
    request,
    found.map(({ json }) => json),
    world.settings.pageSize,
  );
}

function roleAssignments({ world }: Call): Listed[] {
  return world.access.assignments().map(({ name, principalId, role, scope, condition }) => ({
    scope,
    principalIds: [principalId],
    json: {
      id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      type: 'Microsoft.Authorization/roleAssignments',
      name,
      properties: {
        roleDefinitionId: roleDefinitionId(role.id, scope),
        principalId,
        principalType: world.access.principals.get(principalId)?.kind ?? 'Unknown',
        scope,
        condition: condition ?? null,
        conditionVersion: condition === undefined ? null : '2.0',
        createdOn: '2024-01-15T09:00:00.0000000Z',
        updatedOn: '2024-01-15T09:00:00.0000000Z',
        createdBy: null,
        updatedBy: null,
        delegatedManagedIdentityResourceId: null,
        description: null,
      },
    },
  }));
}

function denyAssignments({ world }: Call): Listed[] {
  const principal = (id: string) => ({
    id,
    type:
      id === everyone ? 'SystemDefined' : (world.access.principals.get(id.toLowerCase())?.kind ?? 'Unknown'),
  });
  return world.access
    .denials()
    .map(({ id, name, scope, principalIds, actions, notActions, excludedIds }) => ({
      scope,
      principalIds, // assignedTo() finds a denial by those it names, so not one for everyone
      json: {
        id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/denyAssignments/${id}`,
        type: 'Microsoft.Authorization/denyAssignments',
        name: id,
        properties: {
          denyAssignmentName: name,
          description: '',
          permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
          scope,
          doNotApplyToChildScopes: false,
          principals: principalIds.map(principal),
          excludePrincipals: (excludedIds ?? []).map(principal),
          isSystemProtected: true,
        },
      },
    }));
}
