import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { allOf, placesIn, refusalOf, sandboxClients } from '../../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const rights = (principal?: string) => {
  const { workspace, bot } = placesIn(sandbox);
  return sandboxClients(sandbox, principal ?? bot).rights(workspace.subscriptionId);
};
const workspaceId = () => placesIn(sandbox).workspace.id;
const assignedTo = (key: string) => `atScope() and assignedTo('${placesIn(sandbox).person(key)}')`;

async function rolesAt(scope: string, filter?: string): Promise<(string | undefined)[]> {
  const client = rights();
  const found = await allOf(
    client.roleAssignments.listForScope(scope, filter === undefined ? {} : { filter }),
  );
  const roles = await Promise.all(
    found.map(({ roleDefinitionId }) =>
      client.roleDefinitions.get(scope.slice(1), roleDefinitionId?.split('/').at(-1) ?? ''),
    ),
  );
  return roles.map(({ roleName }) => roleName);
}

describe('role assignments', () => {
  it('finds what a person holds at a scope or above it', async () => {
    expect(await rolesAt(workspaceId(), assignedTo('reader'))).toEqual(['Microsoft Sentinel Reader']);
    expect(await rolesAt(workspaceId(), assignedTo('operator'))).toEqual(['Microsoft Sentinel Contributor']);
    expect(await rolesAt(workspaceId(), assignedTo('approver'))).toEqual(['Owner']);
    expect(await rolesAt(workspaceId(), assignedTo('plant-only'))).toEqual([]);
  });

  it('finds what a person holds through a group inside a group', async () => {
    expect(await rolesAt(workspaceId(), assignedTo('groupie'))).toEqual(['Microsoft Sentinel Contributor']);
    const direct = `principalId eq '${placesIn(sandbox).person('groupie')}'`;
    expect(await rolesAt(workspaceId(), direct)).toEqual([]);
  });

  it('leaves out what is assigned below the scope only with atScope()', async () => {
    const { workspace, person } = placesIn(sandbox);
    const scope = `/subscriptions/${workspace.subscriptionId}`;
    sandbox.control.portal.grant('stranger', 'Log Analytics Reader', 'workspace');
    const stranger = person('stranger');
    sandbox.control.portal.grant('bot', 'Reader', `subscription:${workspace.subscriptionId}`);
    expect(await rolesAt(scope, `assignedTo('${stranger}')`)).toEqual(['Log Analytics Reader']);
    expect(await rolesAt(scope, `atScope() and assignedTo('${stranger}')`)).toEqual([]);
    expect(sandbox.control.portal.revoke('stranger', 'Log Analytics Reader', 'workspace')).toBe(1);
    expect(sandbox.control.portal.revoke('bot', 'Reader', scope)).toBe(1);
  });

  it.each(["assignedTo('not a guid')", "name eq 'x'", "atScope() or assignedTo('x')", 'atScope'])(
    'refuses the filter %s',
    async (filter) => {
      expect(await refusalOf(rolesAt(workspaceId(), filter))).toMatchObject({ status: 400 });
    },
  );

  it('carries the condition of a conditional assignment, which then grants no write', async () => {
    const { portal } = sandbox.control;
    portal.grant('stranger', 'Contributor', 'hub:ctso-fld-windfarm', "@Resource[x] StringEquals 'y'");
    const hub = sandbox.world.hubs.all().find(({ name }) => name === 'ctso-fld-windfarm');
    const filter = assignedTo('stranger');
    const [found] = await allOf(rights().roleAssignments.listForScope(hub?.id ?? '', { filter }));
    expect(found).toMatchObject({ condition: "@Resource[x] StringEquals 'y'", conditionVersion: '2.0' });
    const { access } = sandbox.world;
    const stranger = placesIn(sandbox).person('stranger');
    expect(access.allows(stranger, 'Microsoft.Devices/IotHubs/read', hub?.id ?? '')).toBe(true);
    expect(access.allows(stranger, 'Microsoft.Devices/IotHubs/write', hub?.id ?? '')).toBe(false);
    portal.revoke('stranger', 'Contributor', 'hub:ctso-fld-windfarm');
  });

  it('lists denials with their actions, and denies accordingly', async () => {
    const filter = assignedTo('denied');
    const denials = await allOf(rights().denyAssignments.listForScope(workspaceId(), { filter }));
    expect(denials).toMatchObject([
      {
        denyAssignmentName: 'Connectors are changed by the platform team',
        permissions: [{ actions: ['Microsoft.SecurityInsights/dataConnectors/*'] }],
      },
    ]);
    expect(
      await allOf(rights().denyAssignments.listForScope(workspaceId(), { filter: assignedTo('operator') })),
    ).toEqual([]);
  });

  it('denies everyone but the spared, and lists that only for the scope as a whole', async () => {
    const { person, workspace } = placesIn(sandbox);
    const action = 'Microsoft.SecurityInsights/dataConnectors/read';
    sandbox.control.portal.deny({
      name: 'stack',
      who: 'everyone',
      scope: 'workspace',
      actions: [action],
      except: ['approver'],
    });
    const { access } = sandbox.world;
    expect(access.allows(person('operator'), action, workspace.id)).toBe(false);
    expect(access.allows(person('approver'), action, workspace.id)).toBe(true);
    const namesBy = async (filter: string) => {
      const list = await allOf(rights().denyAssignments.listForScope(workspaceId(), { filter }));
      return list.map(({ denyAssignmentName }) => denyAssignmentName);
    };
    expect(await namesBy(assignedTo('operator'))).toEqual([]);
    expect(await namesBy('atScope()')).toContain('stack');
    const all = await allOf(rights().denyAssignments.listForScope(workspaceId(), { filter: 'atScope()' }));
    expect(all.find(({ denyAssignmentName }) => denyAssignmentName === 'stack')).toMatchObject({
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      excludePrincipals: [{ id: person('approver'), type: 'User' }],
    });
    sandbox.control.portal.undeny('stack');
  });

  it('pages long lists', async () => {
    sandbox.control.set({ pageSize: 2 });
    expect(await rolesAt(workspaceId())).toHaveLength(
      sandbox.world.access.assignments().filter(({ scope }) => workspaceId().startsWith(scope)).length,
    );
    sandbox.control.set({ pageSize: 100 });
  });

  it('answers nobody who may not read assignments there', async () => {
    const client = rights(placesIn(sandbox).person('plant-only'));
    const list = allOf(client.roleAssignments.listForScope(workspaceId()));
    expect(await refusalOf(list)).toMatchObject({ status: 403, code: 'AuthorizationFailed' });
  });
});

describe('role definitions', () => {
  it('lists the built-in roles, finds one by name, and knows no made up one', async () => {
    const client = rights();
    const named = await allOf(
      client.roleDefinitions.list(workspaceId(), { filter: "roleName eq 'Security Admin'" }),
    );
    expect(named).toMatchObject([{ name: 'fb1c8493-542b-48eb-b624-b4c8fea62acd' }]);
    expect((await allOf(client.roleDefinitions.list(workspaceId()))).length).toBeGreaterThan(8);
    const made = '/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-4000-8000-000000000000';
    expect(await refusalOf(client.roleDefinitions.getById(made))).toMatchObject({
      status: 404,
      code: 'RoleDefinitionDoesNotExist',
    });
  });

  it('reads a role at the scope asked for, and refuses it at a subscription where the caller holds nothing', async () => {
    const { workspace } = placesIn(sandbox);
    const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
    const { roleDefinitions } = rights();
    expect(await roleDefinitions.get(workspace.id, reader)).toMatchObject({ roleName: 'Reader' });
    const above = `/subscriptions/${workspace.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${reader}`;
    expect(await refusalOf(roleDefinitions.getById(above))).toMatchObject({ status: 403 });
  });

  it('spares Sentinel roles the right to read the workspace itself', () => {
    const { access } = sandbox.world;
    const base = 'Microsoft.OperationalInsights/workspaces';
    for (const key of ['reader', 'operator']) {
      const id = placesIn(sandbox).person(key);
      expect(access.allows(id, `${base}/query/SecurityAlert/read`, workspaceId())).toBe(true);
      expect(access.allows(id, `${base}/read`, workspaceId())).toBe(false);
    }
  });
});

describe('permissions', () => {
  it('lists one element for each role that reaches the caller, also under the doubled slash of the SDK', async () => {
    const { subscription, bot } = placesIn(sandbox);
    const client = sandboxClients(sandbox, bot).rights(subscription('Contoso Plant Penang'));
    const group = await allOf(client.permissions.listForResourceGroup('rg-pen-iot'));
    expect(group.map(({ actions }) => actions?.[0])).toEqual([
      '*/read',
      'Microsoft.Authorization/*/read',
      '*',
    ]);
    const hub = client.permissions.listForResource(
      'rg-pen-iot',
      'Microsoft.Devices',
      '',
      'IotHubs',
      'ctso-pen-testlab',
    );
    expect(await allOf(hub)).toHaveLength(3);
    expect(sandbox.requests.at(-1)).toMatchObject({
      route: 'permissions.list',
      path: expect.stringContaining('Microsoft.Devices//IotHubs'),
    });
  });

  it('answers for a subscription, and refuses who holds nothing there', async () => {
    const { subscription, person, bot } = placesIn(sandbox);
    const path = `/subscriptions/${subscription('Contoso Plant Penang')}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    const get = (who: string) =>
      fetch(`${sandbox.url}${path}`, {
        headers: { authorization: `Bearer ${sandbox.tokenFor(who, 'arm')}` },
      });
    expect((await get(bot)).status).toBe(200);
    expect((await get(person('stranger'))).status).toBe(403);
  });
});
