import { afterEach, describe, expect, it } from 'vitest';
import { createRequirements } from '../../src/azure/requirements.ts';
import type { WebServer } from '../support/a-web-server.ts';
import { ids, law, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('Sentinel’s own check', () => {
  it.each([
    [
      { authorizationState: 'Valid', licenseState: 'Invalid' },
      { authorization: 'Valid', license: 'Invalid' },
    ],
    [{ licenseState: 'Unknown' }, { authorization: 'Unknown', license: 'Unknown' }],
    [
      { authorizationState: 'New word', licenseState: null },
      { authorization: 'Unknown', license: 'Unknown' },
    ],
  ])('%j is read as %j', async (wire, expected) => {
    const clients = await answering({ dataConnectorsCheckRequirements: wire });
    expect(await createRequirements(clients)(law, ids.subscription, aScope())).toEqual(expected);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      kind: 'IOT',
      properties: { subscriptionId: ids.subscription },
    });
  });
});
