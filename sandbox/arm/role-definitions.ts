import { ok } from '../http/answer.ts';
import { armError, authorizationFailed, badRequest } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import { queryValue } from '../http/read-request.ts';
import type { Call, Route } from '../http/route.ts';
import type { RoleDefinition } from '../rbac/roles.ts';
import { builtInRoles, findRole } from '../rbac/roles.ts';
import { authorizationVersions } from './api-versions.ts';

const type = 'Microsoft.Authorization/roleDefinitions';
const scopeOf = ({ scope = '' }: Call['params']) => (scope === '' ? '/' : scope);
const common = {
  method: 'GET',
  audience: 'arm',
  type,
  apiVersions: authorizationVersions,
} as const;

/** ARM id of a role as assignments name it: under the subscription of their scope. */
export function roleDefinitionId(id: string, scope: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return `${subscription}/providers/${type}/${id}`;
}

/** Built-in roles, by scope or by id alone. A role by id alone may be read by anyone in the tenant. */
export const roleDefinitionRoutes: readonly Route[] = [
  {
    ...common,
    name: 'roleDefinitions.list',
    path: `{scope*}/providers/${type}`,
    needs: { action: `${type}/read`, scope: scopeOf },
    handle({ world, request, params }) {
      const name = filteredName(queryValue(request.query, '$filter'));
      const found = builtInRoles
        .filter((role) => name === undefined || role.name.toLowerCase() === name.toLowerCase())
        .map((role) => roleJson(role, scopeOf(params)));
      return pageOf(request, found, world.settings.pageSize);
    },
  },
  {
    ...common,
    name: 'roleDefinitions.get',
    path: `{scope*}/providers/${type}/{id}`,
    handle({ world, principalId, params: { id = '', ...params } }) {
      const scope = scopeOf(params);
      const action = `${type}/read`;
      if (scope !== '/' && !world.access.allows(principalId, action, scope))
        throw authorizationFailed(principalId, action, scope);
      const role = findRole(id);
      if (!role)
        throw armError(
          404,
          'RoleDefinitionDoesNotExist',
          `The specified role definition with ID '${id}' does not exist.`,
        );
      return ok(roleJson(role, scope));
    },
  },
];

function filteredName(filter: string | undefined): string | undefined {
  if (filter === undefined || /^(atScope\(\)|type eq 'BuiltInRole')$/i.test(filter.trim())) return undefined;
  const name = /^\s*roleName eq '([^']+)'\s*$/i.exec(filter)?.[1];
  if (name === undefined) throw badRequest(`The filter '${filter}' is not supported.`, 'UnsupportedQuery');
  return name;
}

function roleJson(role: RoleDefinition, scope: string): unknown {
  return {
    id: roleDefinitionId(role.id, scope),
    type,
    name: role.id,
    properties: {
      roleName: role.name,
      type: 'BuiltInRole',
      description: role.description,
      assignableScopes: ['/'],
      permissions: [
        {
          actions: role.actions,
          notActions: role.notActions,
          dataActions: role.dataActions,
          notDataActions: [],
        },
      ],
      createdOn: '2015-02-02T21:55:09.8806423Z',
      updatedOn: '2023-11-21T23:21:42.0000000Z',
      createdBy: null,
      updatedBy: null,
    },
  };
}
