import type { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { ok } from '../http/answer.ts';
import { armError, badRequest, resourceNotFound } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import { parseBody } from '../http/parse-body.ts';
import { queryValue } from '../http/read-request.ts';
import type { Call, Route } from '../http/route.ts';
import type { SolutionRecord } from '../world/records.ts';
import { groupId } from '../world/story-places.ts';
import type { World } from '../world/world.ts';
import { iotSecuritySolutionVersions } from './api-versions.ts';
import { withChanges } from './recommendations.ts';
import { readSolutionPut, solutionPatch } from './solution-bodies.ts';
import { solutionJson } from './solution-json.ts';

const type = 'Microsoft.Security/iotSecuritySolutions';
const common = { audience: 'arm', type, apiVersions: iotSecuritySolutionVersions } as const;
const inGroup = `/subscriptions/{sub}/resourceGroups/{rg}/providers/${type}`;
const groupScope = ({ sub = '', rg = '' }: Readonly<Record<string, string>>) => groupId(sub, rg);
const idOf = ({ sub = '', rg = '', name = '' }: Readonly<Record<string, string>>) =>
  `${groupId(sub, rg)}/providers/${type}/${name}`;
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Defender for IoT on hubs: lists, reads, creates, changes and removes solutions. */
export const defenderRoutes: readonly Route[] = [
  {
    ...common,
    name: 'iotSecuritySolutions.list',
    method: 'GET',
    path: `/subscriptions/{sub}/providers/${type}`,
    needs: { action: `${type}/read`, scope: ({ sub }) => `/subscriptions/${sub}` },
    handle: (call) => list(call, ({ subscriptionId }) => same(subscriptionId, call.params.sub ?? '')),
  },
  {
    ...common,
    name: 'iotSecuritySolutions.listInGroup',
    method: 'GET',
    path: inGroup,
    needs: { action: `${type}/read`, scope: groupScope },
    handle: (call) =>
      list(call, ({ id }) => same(id.replace(/\/providers\/.*$/, ''), groupScope(call.params))),
  },
  {
    ...common,
    name: 'iotSecuritySolutions.get',
    method: 'GET',
    path: `${inGroup}/{name}`,
    needs: { action: `${type}/read`, scope: idOf },
    handle: (call) => ok(solutionJson(existing(call))),
  },
  {
    ...common,
    name: 'iotSecuritySolutions.put',
    method: 'PUT',
    path: `${inGroup}/{name}`,
    needs: { action: `${type}/write`, scope: idOf },
    takesBody: true,
    handle: put,
  },
  {
    ...common,
    name: 'iotSecuritySolutions.patch',
    method: 'PATCH',
    path: `${inGroup}/{name}`,
    needs: { action: `${type}/write`, scope: idOf },
    takesBody: true,
    handle: patch,
  },
  {
    ...common,
    name: 'iotSecuritySolutions.delete',
    method: 'DELETE',
    path: `${inGroup}/{name}`,
    needs: { action: `${type}/delete`, scope: idOf },
    handle: ({ world, params }) => ({
      status: world.change(() => world.solutions.remove(idOf(params))) ? 200 : 204,
    }),
  },
];

function list({ world, request }: Call, mine: (solution: SolutionRecord) => boolean): Answer {
  const hubId = filteredHub(queryValue(request.query, '$filter'));
  const found = world.solutions
    .all()
    .filter(mine)
    .filter(({ iotHubs }) => hubId === undefined || iotHubs.some((id) => same(id, hubId)))
    // Lists spell the type in another way than a read does.
    .map((one) => ({ ...solutionJson(one), type: 'Microsoft.Security/IoTSecuritySolutions' }));
  return pageOf(request, found, world.settings.pageSize);
}

/** The one filter that the service documents. Throws 400 for any other. */
function filteredHub(filter: string | undefined): string | undefined {
  if (filter === undefined) return undefined;
  const found = /^\s*properties\.iotHubs\/any\(\s*i\s+eq\s+(["'])(.+)\1\s*\)\s*$/i.exec(filter)?.[2];
  if (found === undefined) throw badRequest(`The filter '${filter}' is not supported.`, 'InvalidFilter');
  return found;
}

function existing({ world, params }: Call): SolutionRecord {
  const solution = world.solutions.get(idOf(params));
  if (!solution) throw resourceNotFound(type, params.name ?? '', params.rg ?? '');
  return solution;
}

function put({ world, params, body, principalId }: Call): Answer {
  const name = params.name ?? '';
  if (!/^[-a-zA-Z0-9_.]+$/.test(name))
    throw badRequest(`The name '${name}' is not allowed.`, 'InvalidResourceName');
  const before = world.solutions.get(idOf(params));
  const { wanted, newer } = readSolutionPut(body, before?.properties ?? {});
  if (before && !same(before.location, wanted.location))
    throw armError(
      409,
      'InvalidResourceLocation',
      `The resource '${name}' already exists in location '${before.location}'. A resource with the same name cannot be created in location '${wanted.location}'.`,
    );
  for (const id of wanted.properties.iotHubs) refuseUnfit(world, id);

  const { status, iotHubs, recommendationsConfiguration, autoDiscoveredResources, ...rest } =
    wanted.properties;
  const now = world.clock.now().toISOString();
  const solution: SolutionRecord = {
    id: before?.id ?? idOf(params),
    name: before?.name ?? name,
    subscriptionId: params.sub ?? '',
    resourceGroup: params.rg ?? '',
    location: wanted.location,
    tags: wanted.tags ?? {},
    status,
    iotHubs,
    properties: {
      ...rest,
      ...newer,
      recommendationsConfiguration: withChanges(recommendationsConfiguration ?? []),
    },
    createdAt: before?.createdAt ?? now,
    createdBy: before?.createdBy ?? principalId,
    modifiedAt: now,
    modifiedBy: principalId,
  };
  world.change(() => world.solutions.put(solution.id, solution));
  return { status: before ? 200 : 201, body: solutionJson(solution) };
}

function refuseUnfit(world: World, hubId: string): void {
  const hub = world.hubs.get(hubId);
  if (!hub) throw badRequest(`The IoT hub '${hubId}' was not found.`, 'IotHubNotFound');
  if (hub.sku.tier !== 'Standard')
    throw badRequest(
      `Defender for IoT supports standard tier IoT hubs only; '${hub.name}' is ${hub.sku.tier}.`,
      'IotHubTierNotSupported',
    );
}

function patch(call: Call): Answer {
  const { world, body, principalId } = call;
  const before = existing(call);
  const { tags, properties } = parseBody(solutionPatch, body);
  const { recommendationsConfiguration, ...rest }: NonNullable<z.output<typeof solutionPatch>['properties']> =
    properties ?? {};
  const solution: SolutionRecord = {
    ...before,
    tags: tags ?? before.tags,
    properties: {
      ...before.properties,
      ...rest,
      ...(recommendationsConfiguration
        ? { recommendationsConfiguration: withChanges(recommendationsConfiguration) }
        : {}),
    },
    modifiedAt: world.clock.now().toISOString(),
    modifiedBy: principalId,
  };
  world.change(() => world.solutions.put(solution.id, solution));
  return ok(solutionJson(solution));
}
