import { describe, expect, it } from 'vitest';
import { allows, missingRights } from '../../src/access/authorize.ts';
import { permissions } from '../../src/access/permissions.ts';
import type { ActionSet, Rights } from '../../src/domain/grant.ts';

const scope = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg';
const read = { write: false };
const write = { write: true };

function set(actions: string[], notActions: string[] = []): ActionSet {
  return { actions, notActions };
}

function rights(granted: ActionSet[], { denied = [] as ActionSet[], conditional = false } = {}): Rights {
  return {
    principalId: 'someone',
    scope,
    grants: granted.map((one) => ({ scope, roleName: 'Role', permissions: [one], conditional })),
    denials: denied.map((one) => ({ scope, name: 'Denial', permissions: [one] })),
  };
}

describe('allows', () => {
  it.each([
    ['Microsoft.Devices/iotHubs/read', 'Microsoft.Devices/iotHubs/read', true],
    ['Microsoft.Devices/iotHubs/Read', 'microsoft.devices/IOTHUBS/read', true],
    ['Microsoft.Devices/iotHubs/read', 'Microsoft.Devices/iotHubs/write', false],
    ['*', 'Microsoft.Devices/iotHubs/write', true],
    ['*/read', 'Microsoft.Devices/iotHubs/read', true],
    ['*/read', 'Microsoft.Devices/iotHubs/write', false],
    ['*/read', '/read', true],
    ['Microsoft.Devices/*', 'Microsoft.Devices/iotHubs/certificates/write', true],
    ['Microsoft.Devices/*', 'Microsoft.DevicesX/iotHubs/read', false],
    ['Microsoft.Devices/*/read', 'Microsoft.Devices/iotHubs/read', true],
    // Azure's own surprise: `workspaces/*/read` does not cover reading the workspace itself.
    [
      'Microsoft.OperationalInsights/workspaces/*/read',
      'Microsoft.OperationalInsights/workspaces/read',
      false,
    ],
    [
      'Microsoft.OperationalInsights/workspaces/*/read',
      'Microsoft.OperationalInsights/workspaces/query/read',
      true,
    ],
    ['Microsoft.*/*/read', 'Microsoft.Devices/iotHubs/read', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*b*', 'abc', true],
    ['*b*b*', 'abc', false],
    ['Microsoft.Devices.iotHubs/read', 'Microsoft.Devices/iotHubs/read', false], // a dot is a dot
    ['', 'Microsoft.Devices/iotHubs/read', false],
  ])('with %s granted, %s is %s', (pattern, action, allowed) => {
    expect(allows(rights([set([pattern])]), action, read)).toBe(allowed);
  });

  it('denies everything when nothing is granted', () => {
    expect(allows(rights([]), 'Microsoft.Devices/iotHubs/read', read)).toBe(false);
  });

  it('judges single actions only, so that nobody passes a pattern as an action', () => {
    expect(allows(rights([set(['*'])]), '*', read)).toBe(false);
    expect(allows(rights([set(['*'])]), '', read)).toBe(false);
  });

  it('takes back what notActions list, within the same role', () => {
    const contributor = set(['*'], ['Microsoft.Authorization/*/Write']);
    expect(allows(rights([contributor]), 'Microsoft.Authorization/roleAssignments/write', write)).toBe(false);
    expect(allows(rights([contributor]), 'Microsoft.Devices/iotHubs/write', write)).toBe(true);
  });

  it('lets another role give what one role’s notActions leave out', () => {
    const both = rights([set(['*'], ['Microsoft.Devices/*']), set(['Microsoft.Devices/iotHubs/write'])]);
    expect(allows(both, 'Microsoft.Devices/iotHubs/write', write)).toBe(true);
  });

  it('subtracts denials from every role', () => {
    const denied = [set(['Microsoft.Devices/*'], ['Microsoft.Devices/iotHubs/read'])];
    const someone = rights([set(['*'])], { denied });
    expect(allows(someone, 'Microsoft.Devices/iotHubs/write', write)).toBe(false);
    expect(allows(someone, 'Microsoft.Devices/iotHubs/read', read)).toBe(true);
    expect(allows(someone, 'Microsoft.SecurityInsights/dataConnectors/read', read)).toBe(true);
  });

  it('never counts a conditional grant for a write', () => {
    const someone = rights([set(['*'])], { conditional: true });
    expect(allows(someone, 'Microsoft.Devices/iotHubs/write', write)).toBe(false);
    expect(allows(someone, 'Microsoft.Devices/iotHubs/read', read)).toBe(true);
  });

  it('answers for a pattern made to be slow', () => {
    const someone = rights([set([`${'*a'.repeat(2000)}*b`])]);
    expect(allows(someone, 'a'.repeat(20_000), read)).toBe(false);
  });
});

describe('missingRights', () => {
  it('is empty when everything is allowed', () => {
    expect(missingRights(rights([set(['*'])]), ['a/b/read', 'a/b/write'], 'Owner')).toEqual([]);
  });

  it('names the action, the scope and the role to ask for', () => {
    expect(missingRights(rights([set(['*/read'])]), ['a/b/read', 'a/b/write'], 'Contributor')).toEqual([
      { action: 'a/b/write', scope, role: 'Contributor' },
    ]);
  });

  it('names the deny assignment that no role lifts', () => {
    const denied = rights([set(['*'])], { denied: [set(['a/b/*'])] });
    const action = 'a/b/write';
    expect(missingRights(denied, [action, 'a/c/write'], 'Owner')).toEqual([
      { action, scope, role: 'Owner', deniedBy: 'Denial' },
    ]);
    const nameless = { ...denied, denials: denied.denials.map((one) => ({ ...one, name: '' })) };
    expect(missingRights(nameless, [action], 'Owner')).toMatchObject([{ deniedBy: 'without a name' }]);
  });

  it('takes everything but reading for a write', () => {
    const someone = rights([set(['*'])], { conditional: true });
    const actions = ['a/read', 'a/write', 'a/delete', 'a/check/action'];
    expect(missingRights(someone, actions, 'Owner').map(({ action }) => action)).toEqual(actions.slice(1));
  });

  it('lets Microsoft Sentinel Reader use every command that reads', () => {
    const sentinelReader = rights([
      set([
        'Microsoft.SecurityInsights/*/read',
        'Microsoft.OperationalInsights/workspaces/*/read',
        'Microsoft.OperationalInsights/workspaces/query/read',
        'Microsoft.OperationalInsights/workspaces/query/*/read',
      ]),
    ]);
    for (const { actions, role } of Object.values(permissions)) {
      expect(missingRights(sentinelReader, actions, role)).toEqual([]);
    }
  });
});
