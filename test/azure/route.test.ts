import { describe, expect, it } from 'vitest';
import { routeOf } from '../../src/azure/route.ts';

describe('the route in a log line', () => {
  it.each([
    ['/subscriptions?api-version=1', '/subscriptions'],
    [
      '/subscriptions/s1/providers/Microsoft.Devices/IotHubs',
      '/subscriptions/*/providers/Microsoft.Devices/IotHubs',
    ],
    [
      '/subscriptions/s1/resourceGroups/providers/providers/Microsoft.Devices/IotHubs/hub',
      '/subscriptions/*/resourceGroups/*/providers/Microsoft.Devices/IotHubs/*',
    ],
    [
      '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law/providers/Microsoft.SecurityInsights/dataConnectors/c1',
      '/subscriptions/*/resourceGroups/*/providers/Microsoft.OperationalInsights/workspaces/*/providers/Microsoft.SecurityInsights/dataConnectors/*',
    ],
    [
      '/v1/subscriptions/s1/resourceGroups/rg/providers/N/workspaces/law/query',
      '/v1/subscriptions/*/resourceGroups/*/providers/N/workspaces/*/query',
    ],
    ['/providers/Microsoft.ResourceGraph/resources', '/providers/Microsoft.ResourceGraph/resources'],
  ])('of %s hides names', (path, route) => {
    expect(routeOf(new URL(path, 'https://management.azure.com'))).toBe(route);
  });

  it('leaves out the query with its filters', () => {
    expect(routeOf(new URL('https://x/subscriptions?$filter=assignedTo(someone)'))).toBe('/subscriptions');
  });
});
