import { pageOf } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { authorizationVersions } from './api-versions.ts';
import { scopeOf } from './role-assignments.ts';

/**
 * What the caller may do at a subscription, resource group or resource: one element for each role that
 * reaches it. Denials are not part of this answer.
 */
export const permissionRoutes: readonly Route[] = [
  {
    name: 'permissions.list',
    method: 'GET',
    path: '{scope*}/providers/Microsoft.Authorization/permissions',
    audience: 'arm',
    type: 'Microsoft.Authorization/permissions',
    apiVersions: authorizationVersions,
    needs: { action: 'Microsoft.Authorization/permissions/read', scope: scopeOf },
    handle({ world, request, params, principalId }) {
      const effective = world.access.effective(principalId, scopeOf(params)).map(({ role }) => ({
        actions: role.actions,
        notActions: role.notActions,
        dataActions: role.dataActions,
        notDataActions: [],
      }));
      return pageOf(request, effective, world.settings.pageSize);
    },
  },
];
