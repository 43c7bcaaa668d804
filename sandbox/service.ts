import { createGraphQuota } from './arm/graph-quota.ts';
import { armRoutes } from './arm/routes.ts';
import type { Answer } from './http/answer.ts';
import { armError, authorizationFailed } from './http/azure-error.ts';
import { apiVersionOf, jsonBodyOf, principalOf } from './http/check-request.ts';
import type { RawRequest } from './http/read-request.ts';
import type { Route, RouteMatch } from './http/route.ts';
import { createRouter } from './http/route.ts';
import { createArmThrottle, withHeaders } from './http/throttle.ts';
import { logsRoutes } from './logs/query.ts';
import { createLogsQuota } from './logs/quota.ts';
import type { Tokens } from './tokens.ts';
import { groupId } from './world/story-places.ts';
import type { World } from './world/world.ts';

/** The pretend services: Resource Manager and Log Analytics. */
export interface Service {
  /** The route of a request; undefined when there is none. */
  find(request: RawRequest): RouteMatch | undefined;
  /** Checks a request and answers it. Throws Refusal. `onPrincipal` learns who calls as soon as that is known. */
  answer(match: RouteMatch, request: RawRequest, onPrincipal: (id: string) => void): Promise<Answer>;
}

/** Puts the routes and their checks together. */
export function createService(world: World, tokens: Tokens): Service {
  const find = createRouter([...armRoutes, ...logsRoutes]);
  const throttle = createArmThrottle(world);
  const enforced = () => world.settings.throttling;
  const graphQuota = createGraphQuota(world.clock, enforced);
  const logsQuota = createLogsQuota(world.clock, enforced);

  const answerArm = async ({ route, params }: RouteMatch, request: RawRequest, principalId: string) => {
    const apiVersion = apiVersionOf(request, route.apiVersions ?? [], route.type);
    refuseUnknownSubscription(world, params.sub);
    const headers =
      route.name === 'resourceGraph.resources'
        ? graphQuota.take(principalId)
        : throttle.take(route, subscriptionOf(params), principalId);
    refuseUnallowed(world, route, params, principalId);
    refuseUnknownGroup(world, params);
    const body = route.takesBody ? jsonBodyOf(request) : undefined;
    return withHeaders(
      await route.handle({ world, request, params, principalId, apiVersion, body }),
      headers,
    );
  };
  const answerLogs = async ({ route, params }: RouteMatch, request: RawRequest, principalId: string) => {
    const leave = await logsQuota.enter(principalId);
    try {
      return await route.handle({ world, request, params, principalId, apiVersion: '', body: undefined });
    } finally {
      leave();
    }
  };

  return {
    find: ({ method, path }) => find(method, path),
    async answer(match, request, onPrincipal) {
      const { audience } = match.route;
      const principalId = principalOf(request, tokens, audience, world.tenant.id);
      onPrincipal(principalId);
      return audience === 'arm'
        ? answerArm(match, request, principalId)
        : answerLogs(match, request, principalId);
    },
  };
}

/** The subscription that a call counts against. */
function subscriptionOf({ sub, scope }: Readonly<Record<string, string>>): string | undefined {
  return sub ?? /^\/subscriptions\/([^/]+)/i.exec(scope ?? '')?.[1];
}

function refuseUnknownSubscription(world: World, id: string | undefined): void {
  if (id === undefined || world.subscriptions.has(id.toLowerCase())) return;
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id))
    throw armError(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${id}' is malformed or invalid.`,
    );
  throw armError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
}

/** Azure checks rights first: who may not read a resource does not learn whether it exists. */
function refuseUnallowed(
  world: World,
  { needs }: Route,
  params: Readonly<Record<string, string>>,
  principalId: string,
): void {
  if (!needs) return;
  const scope = needs.scope(params);
  if (!world.access.allows(principalId, needs.action, scope))
    throw authorizationFailed(principalId, needs.action, scope);
}

function refuseUnknownGroup(world: World, { sub, rg }: Readonly<Record<string, string>>): void {
  if (sub === undefined || rg === undefined) return;
  if (!world.resourceGroups.has(groupId(sub, rg).toLowerCase()))
    throw armError(404, 'ResourceGroupNotFound', `Resource group '${rg}' could not be found.`);
}
