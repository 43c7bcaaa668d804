import { pageOf } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { subscriptionVersions } from './api-versions.ts';

/** Subscriptions that the caller holds any role in. Nobody is refused: without roles the list is empty. */
export const subscriptionRoutes: readonly Route[] = [
  {
    name: 'subscriptions.list',
    method: 'GET',
    path: '/subscriptions',
    audience: 'arm',
    type: 'Microsoft.Resources/subscriptions',
    apiVersions: subscriptionVersions,
    handle({ world, request, principalId }) {
      const visible = [...world.subscriptions.values()]
        .filter(({ id }) => world.access.reaches(principalId, `/subscriptions/${id}`))
        .map(({ id, name, state }) => ({
          id: `/subscriptions/${id}`,
          authorizationSource: 'RoleBased',
          managedByTenants: [],
          subscriptionId: id,
          tenantId: world.tenant.id,
          displayName: name,
          state,
          subscriptionPolicies: {
            locationPlacementId: 'Public_2014-09-01',
            quotaId: 'EnterpriseAgreement_2014-09-01',
            spendingLimit: 'Off',
          },
        }));
      const page = pageOf(request, visible, world.settings.pageSize);
      const count = { type: 'Total', value: visible.length };
      return { ...page, body: { ...Object(page.body), count } };
    },
  },
];
