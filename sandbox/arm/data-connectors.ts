import type { Answer } from '../http/answer.ts';
import { ok } from '../http/answer.ts';
import { armError, badRequest } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import { parseBody } from '../http/parse-body.ts';
import type { Call, Route } from '../http/route.ts';
import type { SentinelRecord } from '../world/records.ts';
import { connectorLagMs } from '../world/world.ts';
import { sentinelPreviewVersions, sentinelVersions } from './api-versions.ts';
import { connectorCheck, connectorPut } from './connector-bodies.ts';
import { putSentinelRecord } from './put-sentinel-record.ts';
import { sentinelPath, sentinelWorkspaceOf, workspaceIdOf } from './sentinel-routes.ts';

const type = 'Microsoft.SecurityInsights/dataConnectors';
const common = { audience: 'arm', type, apiVersions: sentinelVersions, takesBody: false } as const;
const needs = (right: string) => ({ action: `Microsoft.SecurityInsights/${right}`, scope: workspaceIdOf });
const idOf = (params: Call['params']) => `${workspaceIdOf(params)}/providers/${type}/${params.id ?? ''}`;

/**
 * A right of Contributor that no security role has. The documentation asks for Contributor on the hub's
 * subscription to connect it; which action the service checks is not documented.
 */
const subscriptionRight = 'Microsoft.Resources/subscriptions/resourceGroups/write';

/** Sentinel's data connectors. Reads lag behind writes as the portal's list does. */
export const dataConnectorRoutes: readonly Route[] = [
  {
    ...common,
    name: 'dataConnectors.list',
    method: 'GET',
    path: `${sentinelPath}/dataConnectors`,
    needs: needs('dataConnectors/read'),
    handle: list,
  },
  {
    ...common,
    name: 'dataConnectors.get',
    method: 'GET',
    path: `${sentinelPath}/dataConnectors/{id}`,
    needs: needs('dataConnectors/read'),
    handle: get,
  },
  {
    ...common,
    name: 'dataConnectors.put',
    method: 'PUT',
    path: `${sentinelPath}/dataConnectors/{id}`,
    needs: needs('dataConnectors/write'),
    takesBody: true,
    handle: put,
  },
  {
    ...common,
    name: 'dataConnectors.delete',
    method: 'DELETE',
    path: `${sentinelPath}/dataConnectors/{id}`,
    needs: needs('dataConnectors/delete'),
    handle: remove,
  },
  {
    ...common,
    name: 'dataConnectorsCheckRequirements.post',
    method: 'POST',
    path: `${sentinelPath}/dataConnectorsCheckRequirements`,
    needs: needs('dataConnectorsCheckRequirements/action'),
    takesBody: true,
    handle: checkRequirements,
  },
];

function list(call: Call): Answer {
  const { world, request, apiVersion } = call;
  const workspace = sentinelWorkspaceOf(call);
  const visible = world.connectors
    .allSeen(world.clock.delay(connectorLagMs))
    .filter(({ workspaceId }) => workspaceId.toLowerCase() === workspace.id.toLowerCase())
    .filter(({ kind }) => kind !== 'IOT' || knowsIot(apiVersion));
  return pageOf(request, visible.map(connectorJson), world.settings.pageSize);
}

function get(call: Call): Answer {
  sentinelWorkspaceOf(call);
  const { world, params, apiVersion } = call;
  const connector = world.connectors.seen(idOf(params), world.clock.delay(connectorLagMs));
  if (!connector) throw notFound(params.id ?? '');
  if (connector.kind === 'IOT') refuseStable(apiVersion);
  return ok(connectorJson(connector));
}

function put(call: Call): Answer {
  sentinelWorkspaceOf(call);
  const { world, params, body, apiVersion, principalId } = call;
  const { kind, etag, properties } = parseBody(connectorPut, body);
  if (kind === 'IOT') refuseStable(apiVersion);
  const subscription = `/subscriptions/${properties.subscriptionId}`;
  if (!world.access.allows(principalId, subscriptionRight, subscription))
    throw armError(
      403,
      'Forbidden',
      `Access denied: connecting needs the Contributor role on subscription '${properties.subscriptionId}'.`,
    );
  return putSentinelRecord(
    call,
    { id: idOf(params), kind, etag, properties },
    { records: world.connectors, noun: 'data connector', toJson: connectorJson },
  );
}

function remove(call: Call): Answer {
  sentinelWorkspaceOf(call);
  const { world, params, apiVersion } = call;
  if (world.connectors.get(idOf(params))?.kind === 'IOT') refuseStable(apiVersion);
  return { status: world.change(() => world.connectors.remove(idOf(params))) ? 200 : 204 };
}

function checkRequirements(call: Call): Answer {
  sentinelWorkspaceOf(call);
  const { world, body, apiVersion, principalId } = call;
  refuseStable(apiVersion);
  const { subscriptionId } = parseBody(connectorCheck, body).properties;
  const scope = `/subscriptions/${subscriptionId}`;
  const authorized =
    world.subscriptions.has(subscriptionId.toLowerCase()) &&
    world.access.allows(principalId, subscriptionRight, scope);
  const defended = world.solutions
    .all()
    .some(
      ({ status, iotHubs }) =>
        status === 'Enabled' && iotHubs.some((id) => id.toLowerCase().startsWith(`${scope.toLowerCase()}/`)),
    );
  return ok({
    authorizationState: authorized ? 'Valid' : 'Invalid',
    licenseState: defended ? 'Valid' : 'Invalid',
  });
}

function knowsIot(apiVersion: string): boolean {
  return sentinelPreviewVersions.includes(apiVersion);
}

/** Kind IOT exists in preview api-versions only. */
function refuseStable(apiVersion: string): void {
  if (!knowsIot(apiVersion))
    throw badRequest(`The data connector kind 'IOT' is not supported in api-version '${apiVersion}'.`);
}

function notFound(id: string): Error {
  return armError(404, 'NotFound', `Data connector '${id}' does not exist.`);
}

function connectorJson({ id, name, kind, etag, properties }: SentinelRecord): Record<string, unknown> {
  return { id, name, etag, type, kind, properties };
}
