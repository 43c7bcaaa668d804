import { afterEach, describe, expect, it } from 'vitest';
import { createBotRights } from '../../src/azure/bot-rights.ts';
import type { WebServer } from '../support/a-web-server.ts';
import { ids, law, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('the bot’s own rights', () => {
  it.each([
    [ids.group, '/resourcegroups/rg/providers/Microsoft.Authorization/permissions'],
    [
      law.id,
      '/providers/Microsoft.OperationalInsights//workspaces/law/providers/Microsoft.Authorization/permissions',
    ],
    [ids.hub, '/providers/Microsoft.Devices//IotHubs/hub/providers/Microsoft.Authorization/permissions'],
  ])('at %s are one grant per assignment', async (scopeId, path) => {
    const clients = await answering({
      permissions: { value: [{ actions: ['*/read'] }, { actions: ['x/write'], notActions: ['y'] }] },
    });
    expect(await createBotRights(clients)(scopeId, aScope())).toMatchObject({
      scope: scopeId,
      grants: [
        { permissions: [{ actions: ['*/read'], notActions: [] }], conditional: false },
        { permissions: [{ actions: ['x/write'], notActions: ['y'] }] },
      ],
      denials: [],
    });
    expect(server.seen[0]?.path.split('?')[0]).toBe(
      `/subscriptions/${ids.subscription}${path.startsWith('/resource') ? '' : '/resourcegroups/rg'}${path}`,
    );
  });
});
