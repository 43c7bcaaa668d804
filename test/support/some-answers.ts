import { json, startWebServer, type WebServer } from './a-web-server.ts';

/** Ids that tests of the Azure readers share. */
export const ids = {
  subscription: '11111111-1111-4111-8111-111111111111',
  group: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg',
  hub: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/hub',
};

/** A workspace in `ids.group`. */
export const law = {
  id: `${ids.group}/providers/Microsoft.OperationalInsights/workspaces/law`,
  subscriptionId: ids.subscription,
  resourceGroup: 'rg',
  name: 'law',
};

/**
 * A server that answers by the first part of the path that fits: a body, a status to fail with, or a function
 * that says either. Everything else is 404.
 */
export function startAnswering(routes: Readonly<Record<string, unknown>>): Promise<WebServer> {
  return startWebServer((request, response) => {
    const found = Object.keys(routes).find((part) => request.path.includes(part));
    const route = found === undefined ? undefined : routes[found];
    const body: unknown = typeof route === 'function' ? route(request) : route;
    if (body === undefined) {
      json(response, 404, { error: { code: 'ResourceNotFound', message: request.path } });
    } else if (typeof body === 'number') {
      json(response, body, { error: { code: `Code${body}`, message: 'Words.' } });
    } else {
      json(response, 200, body);
    }
  });
}
