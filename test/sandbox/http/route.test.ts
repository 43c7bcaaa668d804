import { describe, expect, it } from 'vitest';
import { armRoutes } from '../../../sandbox/arm/routes.ts';
import { createRouter } from '../../../sandbox/http/route.ts';
import { logsRoutes } from '../../../sandbox/logs/query.ts';

const all = [...armRoutes, ...logsRoutes];
const find = createRouter(all);
const workspace = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/ws';

describe('the route table', () => {
  it('has each name once', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each([
    ['GET', '/subscriptions/s/providers/microsoft.devices/iothubs', 'iotHubs.list'],
    ['GET', `${workspace}/providers/Microsoft.SecurityInsights/dataConnectors`, 'dataConnectors.list'],
    ['GET', `${workspace}/providers/Microsoft.SecurityInsights/dataConnectors/x`, 'dataConnectors.get'],
    ['GET', `${workspace}/providers/Microsoft.Authorization/roleAssignments`, 'roleAssignments.list'],
    ['GET', '/providers/Microsoft.Authorization/roleDefinitions/x', 'roleDefinitions.get'],
    ['POST', '/v1/workspaces/guid/query', 'logs.query'],
    ['POST', `/v1${workspace}/query`, 'logs.queryResource'],
  ])('finds %s %s as %s', (method, path, name) => {
    expect(find(method, path)?.route.name).toBe(name);
  });

  it('takes the parts of a path, decoded', () => {
    expect(
      find('GET', '/subscriptions/s/resourceGroups/a%20b/providers/Microsoft.Devices/IotHubs/h')?.params,
    ).toEqual({
      sub: 's',
      rg: 'a b',
      hub: 'h',
    });
    expect(find('GET', `${workspace}/providers/Microsoft.Authorization/permissions`)?.params).toEqual({
      scope: workspace,
    });
  });

  it('finds nothing for another method, a longer path or a broken escape', () => {
    expect(find('PUT', '/subscriptions')).toBeUndefined();
    expect(
      find('GET', '/subscriptions/s/providers/Microsoft.Devices/IotHubs/h/keys/listkeys'),
    ).toBeUndefined();
    expect(find('GET', '/subscriptions/%zz/providers/Microsoft.Devices/IotHubs')?.params).toEqual({
      sub: '%zz',
    });
  });
});
