import { afterEach, describe, expect, it } from 'vitest';
import { createRights } from '../../src/azure/rights.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import type { WebServer } from '../support/a-web-server.ts';
import { ids, law, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

const person = '99999999-9999-4999-8999-999999999999';
let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('the rights of a person', () => {
  const reader =
    '/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
  const role = {
    id: reader,
    properties: { roleName: 'Reader', permissions: [{ actions: ['*/read'], notActions: [] }] },
  };
  const assignment = (scope: string, more: object = {}) => ({
    id: 'a',
    properties: { scope, roleDefinitionId: reader, principalId: person, ...more },
  });

  it('are the roles that reach the scope, with what each allows', async () => {
    const scopes = [
      ids.group,
      `/subscriptions/${ids.subscription}`,
      '/',
      '/providers/Microsoft.Management/managementGroups/top',
    ];
    const clients = await answering({
      roleAssignments: { value: [...scopes, `${ids.group}-two`, ids.hub].map((scope) => assignment(scope)) },
      denyAssignments: { value: [] },
      roleDefinitions: role,
    });
    const rights = await createRights(clients, aHandClock()).rightsOf(person, ids.group, aScope());
    expect(rights.grants.map(({ scope }) => scope)).toEqual(scopes);
    expect(rights.grants[0]).toEqual({
      scope: ids.group,
      roleName: 'Reader',
      permissions: [{ actions: ['*/read'], notActions: [] }],
      conditional: false,
    });
    const asked = server.seen.map(({ path }) => decodeURIComponent(path));
    expect(
      asked.filter((path) => path.includes(`$filter=atScope() and assignedTo('${person}')`)),
    ).toHaveLength(2);
    expect(asked.filter((path) => /denyAssignments.*\$filter=atScope\(\)$/.test(path))).toHaveLength(1);
    expect(asked.filter((path) => path.includes('roleDefinitions'))).toHaveLength(1);
    expect(asked.filter((path) => path.includes('//'))).toEqual([]);
  });

  it('mark an assignment with a condition', async () => {
    const clients = await answering({
      roleAssignments: {
        value: [assignment(ids.group, { condition: '@Resource…', conditionVersion: '2.0' })],
      },
      denyAssignments: { value: [] },
      roleDefinitions: role,
    });
    const { grants } = await createRights(clients, aHandClock()).rightsOf(person, ids.group, aScope());
    expect(grants).toMatchObject([{ conditional: true }]);
  });

  it('carry what deny assignments take away, but not one that stops above', async () => {
    const denial = (name: string, scope: string, doNotApplyToChildScopes: boolean) => ({
      id: name,
      properties: {
        denyAssignmentName: name,
        scope,
        doNotApplyToChildScopes,
        permissions: [{ actions: ['*/write'] }],
      },
    });
    const clients = await answering({
      roleAssignments: { value: [] },
      denyAssignments: {
        value: [
          denial('above', `/subscriptions/${ids.subscription}`, false),
          denial('only above', `/subscriptions/${ids.subscription}`, true),
          denial('here', ids.group.toUpperCase(), true),
        ],
      },
    });
    const { denials } = await createRights(clients, aHandClock()).rightsOf(person, ids.group, aScope());
    expect(denials.map(({ name }) => name)).toEqual(['above', 'here']);
    expect(denials[0]?.permissions).toEqual([{ actions: ['*/write'], notActions: [] }]);
  });

  describe('and a denial for everybody', () => {
    const everybody = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
    const group = { id: '88888888-8888-4888-8888-888888888888', type: 'Group' };
    const denial = (more: object) => ({
      id: `${ids.group}/providers/Microsoft.Authorization/denyAssignments/d`,
      properties: {
        denyAssignmentName: 'stack',
        scope: ids.group,
        permissions: [{ actions: ['*/write'] }],
        principals: [everybody],
        ...more,
      },
    });
    async function denialsOf(listed: unknown[], own: unknown[] = []) {
      const clients = await answering({
        roleAssignments: { value: [] },
        denyAssignments: ({ path }: { path: string }) => ({
          value: path.includes('assignedTo') ? own : listed,
        }),
      });
      const { denials } = await createRights(clients, aHandClock()).rightsOf(person, ids.group, aScope());
      return denials.map(({ name }) => name);
    }

    it.each([
      ['by its id', { principals: [{ id: everybody.id }] }],
      ['by the type SystemDefined', {}],
      ['by the type Everyone', { principals: [{ id: 'x', type: 'Everyone' }] }],
      ['that spares a group, whose members are not known', { excludePrincipals: [group] }],
    ])('known %s counts', async (_, more) => {
      expect(await denialsOf([denial(more)])).toEqual(['stack']);
    });

    it.each([
      ['that spares this person', { excludePrincipals: [group, { id: person.toUpperCase(), type: 'User' }] }],
      ['that is for others alone', { principals: [group] }],
      ['of a scope above that stops there', { scope: '/subscriptions/x', doNotApplyToChildScopes: true }],
    ])('%s does not count', async (_, more) => {
      expect(await denialsOf([denial(more)])).toEqual([]);
    });

    it('counts once when it is listed for the person as well', async () => {
      expect(await denialsOf([denial({})], [denial({})])).toEqual(['stack']);
    });
  });

  it('hold nothing of a role that is gone, and all of the others', async () => {
    const gone = reader.replace(/.{12}$/, '000000000000');
    const clients = await answering({
      roleAssignments: {
        value: [assignment(ids.group, { roleDefinitionId: gone }), assignment(ids.group)],
      },
      denyAssignments: { value: [] },
      [`roleDefinitions/${gone.slice(-36)}`]: 404,
      roleDefinitions: role,
    });
    const { grants } = await createRights(clients, aHandClock()).rightsOf(person, ids.group, aScope());
    expect(grants.map(({ roleName }) => roleName)).toEqual(['Reader']);
  });

  it.each([
    ['the assignments', { denyAssignments: { value: [] }, roleAssignments: 403 }],
    ['the denials', { denyAssignments: 403, roleAssignments: { value: [] } }],
    [
      'a role',
      {
        denyAssignments: { value: [] },
        roleAssignments: { value: [assignment(ids.group)] },
        roleDefinitions: 403,
      },
    ],
  ])('are never guessed when %s cannot be read', async (_, routes) => {
    const clients = await answering(routes);
    await expect(
      createRights(clients, aHandClock()).rightsOf(person, ids.group, aScope()),
    ).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it.each([
    ["x') or assignedTo('y", ids.group],
    ['', ids.group],
    [person, '/'],
    [person, `${ids.group}/../..`],
  ])('are not asked for principal "%s" at "%s"', async (principal, scope) => {
    const clients = await answering({});
    await expect(
      createRights(clients, aHandClock()).rightsOf(principal, scope, aScope()),
    ).rejects.toMatchObject({
      kind: 'refused',
    });
    expect(server.seen).toEqual([]);
  });

  it('are read at a subscription as well', async () => {
    const subscription = `/subscriptions/${ids.subscription}`;
    const clients = await answering({
      roleAssignments: { value: [assignment(subscription), assignment(ids.group)] },
      denyAssignments: { value: [] },
      roleDefinitions: role,
    });
    const rights = await createRights(clients, aHandClock()).rightsOf(person, subscription, aScope());
    expect(rights.scope).toBe(subscription);
    expect(rights.grants.map(({ scope }) => scope)).toEqual([subscription]);
  });

  it('are read past everything that is kept when something is to be written', async () => {
    const roles = [role];
    const clients = await answering({
      roleAssignments: { value: [assignment(ids.group), assignment(ids.hub), assignment('/')] },
      denyAssignments: { value: [] },
      roleDefinitions: () => roles[0],
    });
    const { rightsOf, rightsNow } = createRights(clients, aHandClock());
    const before = await rightsOf(person, ids.group, aScope());
    expect(await rightsNow(person, ids.group, aScope())).toEqual(before);
    expect(server.seen).toHaveLength(8);
    roles[0] = { ...role, properties: { roleName: 'Reader', permissions: [] } };
    expect((await rightsNow(person, ids.group, aScope())).grants).toMatchObject([
      { permissions: [] },
      { permissions: [] },
    ]);
    expect(server.seen).toHaveLength(12); // the role once, though two assignments give it
    expect(await rightsOf(person, ids.group, aScope())).toEqual(before);
    expect(server.seen).toHaveLength(12);
  });

  it('are asked once a minute per person and scope', async () => {
    const clock = aHandClock();
    const clients = await answering({ roleAssignments: { value: [] }, denyAssignments: { value: [] } });
    const { rightsOf } = createRights(clients, clock);
    await Promise.all([
      rightsOf(person, ids.group, aScope()),
      rightsOf(person.toUpperCase(), ids.group, aScope()),
    ]);
    expect(server.seen).toHaveLength(3);
    await rightsOf(person, law.id, aScope());
    expect(server.seen).toHaveLength(6);
    clock.advance(60_000);
    await rightsOf(person, ids.group, aScope());
    expect(server.seen).toHaveLength(9);
  });
});
