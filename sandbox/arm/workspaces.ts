import { ok } from '../http/answer.ts';
import { armError } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import type { Call, Route } from '../http/route.ts';
import { sentinelVersions, workspaceVersions } from './api-versions.ts';
import { sentinelPath, workspaceIdOf, workspaceOf, workspacePath } from './sentinel-routes.ts';

const type = 'Microsoft.OperationalInsights/workspaces';
const onboardingType = 'Microsoft.SecurityInsights/onboardingStates';
const onboarding = {
  method: 'GET',
  audience: 'arm',
  type: onboardingType,
  apiVersions: sentinelVersions,
  needs: { action: `${onboardingType}/read`, scope: workspaceIdOf },
} as const;

/** Reads a workspace and whether Sentinel is on there. */
export const workspaceRoutes: readonly Route[] = [
  {
    name: 'workspaces.get',
    method: 'GET',
    path: workspacePath,
    audience: 'arm',
    type,
    apiVersions: workspaceVersions,
    needs: { action: `${type}/read`, scope: workspaceIdOf },
    handle(call) {
      const { id, name, location, customerId } = workspaceOf(call);
      return ok({
        id,
        name,
        type,
        location,
        tags: {},
        properties: {
          customerId,
          provisioningState: 'Succeeded',
          sku: { name: 'PerGB2018' },
          retentionInDays: 90,
          publicNetworkAccessForIngestion: 'Enabled',
          publicNetworkAccessForQuery: 'Enabled',
        },
      });
    },
  },
  {
    ...onboarding,
    name: 'onboardingStates.list',
    path: `${sentinelPath}/onboardingStates`,
    handle: (call) => pageOf(call.request, onboardingStates(call), call.world.settings.pageSize),
  },
  {
    ...onboarding,
    name: 'onboardingStates.get',
    path: `${sentinelPath}/onboardingStates/{id}`,
    handle(call) {
      const state = onboardingStates(call).find(({ name }) => name === call.params.id?.toLowerCase());
      if (!state) throw armError(404, 'NotFound', `Onboarding state '${call.params.id}' does not exist.`);
      return ok(state);
    },
  },
];

function onboardingStates(call: Call): readonly { name: string }[] {
  const workspace = workspaceOf(call);
  if (!workspace.onboarded) return [];
  const id = `${workspace.id}/providers/${onboardingType}/default`;
  const properties = { customerManagedKey: false };
  const state = { id, name: 'default', type: onboardingType, properties };
  return [state];
}
