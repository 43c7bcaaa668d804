import { ok } from '../http/answer.ts';
import { resourceNotFound } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { groupId } from '../world/story-places.ts';
import { iotHubVersions } from './api-versions.ts';
import { hubJson } from './hub-json.ts';

const type = 'Microsoft.Devices/IotHubs';
const action = 'Microsoft.Devices/IotHubs/Read';
const common = { method: 'GET', audience: 'arm', type, apiVersions: iotHubVersions } as const;

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Lists and reads IoT hubs. Changing a hub is no business of a Defender bot: there are no such routes. */
export const iotHubRoutes: readonly Route[] = [
  {
    ...common,
    name: 'iotHubs.list',
    path: '/subscriptions/{sub}/providers/Microsoft.Devices/IotHubs',
    needs: { action, scope: ({ sub }) => `/subscriptions/${sub}` },
    handle({ world, request, params: { sub = '' }, world: { settings } }) {
      const mine = world.hubs.all().filter(({ subscriptionId }) => same(subscriptionId, sub));
      return pageOf(request, mine.map(hubJson), settings.pageSize);
    },
  },
  {
    ...common,
    name: 'iotHubs.listInGroup',
    path: '/subscriptions/{sub}/resourceGroups/{rg}/providers/Microsoft.Devices/IotHubs',
    needs: { action, scope: ({ sub = '', rg = '' }) => groupId(sub, rg) },
    handle({ world, request, params: { sub = '', rg = '' } }) {
      const mine = world.hubs
        .all()
        .filter((hub) => same(hub.subscriptionId, sub) && same(hub.resourceGroup, rg));
      return pageOf(request, mine.map(hubJson), world.settings.pageSize);
    },
  },
  {
    ...common,
    name: 'iotHubs.get',
    path: '/subscriptions/{sub}/resourceGroups/{rg}/providers/Microsoft.Devices/IotHubs/{hub}',
    needs: {
      action,
      scope: ({ sub = '', rg = '', hub = '' }) => `${groupId(sub, rg)}/providers/${type}/${hub}`,
    },
    handle({ world, params: { sub = '', rg = '', hub: name = '' } }) {
      const hub = world.hubs.get(`${groupId(sub, rg)}/providers/${type}/${name}`);
      if (!hub) throw resourceNotFound(type, name, rg);
      return ok(hubJson(hub));
    },
  },
];
