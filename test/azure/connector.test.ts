import { afterEach, describe, expect, it } from 'vitest';
import { createConnectors } from '../../src/azure/connector.ts';
import type { WebServer } from '../support/a-web-server.ts';
import { ids, law, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('connectors', () => {
  it('of other kinds are left alone, and broken ones do not hide the others', async () => {
    const clients = await answering({
      dataConnectors: {
        value: [
          {
            id: 'a',
            name: 'a',
            etag: '"one"',
            kind: 'IOT',
            properties: {
              subscriptionId: ids.subscription.toUpperCase(),
              dataTypes: { alerts: { state: 'Enabled' } },
            },
          },
          {
            id: 'b',
            name: 'b',
            kind: 'IOT',
            properties: { subscriptionId: 'other', dataTypes: { alerts: { state: 'disabled' } } },
          },
          { id: 'c', name: 'c', kind: 'IOT' },
          { id: 'd', name: 'd', kind: 'IOT', properties: { dataTypes: null, subscriptionId: null } },
          {
            id: 'e',
            name: 'e',
            kind: 'AzureSecurityCenter',
            properties: { subscriptionId: ids.subscription, dataTypes: { alerts: { state: 'Enabled' } } },
          },
          { id: 'f', name: 'f', kind: 'GenericUI', properties: { connectorUiConfig: {}, dataTypes: [] } },
          { id: 'g', name: 'g', kind: 'SomethingNew', properties: { dataTypes: 'text', subscriptionId: 7 } },
        ],
      },
    });
    expect(await createConnectors(clients).list(law, aScope())).toEqual({
      iot: [
        { id: 'a', name: 'a', etag: '"one"', subscriptionId: ids.subscription, enabled: true },
        { id: 'b', name: 'b', etag: '', subscriptionId: 'other', enabled: false },
      ],
      defenderForCloud: [ids.subscription],
    });
    expect(server.seen[0]?.path).toContain('api-version=2022-09-01-preview');
  });
});
