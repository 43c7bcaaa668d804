import { describe, expect, it } from 'vitest';
import { createAccess, isWithin } from '../../../sandbox/rbac/access.ts';
import { covers, matchesAction } from '../../../sandbox/rbac/match-action.ts';
import { findRole } from '../../../sandbox/rbac/roles.ts';

const role = (name: string) => {
  const found = findRole(name);
  if (!found) throw new RangeError(name);
  return found;
};
const group = '/subscriptions/s1/resourceGroups/rg';
const hub = `${group}/providers/Microsoft.Devices/IotHubs/h`;

describe('action patterns', () => {
  it.each([
    ['*', 'Microsoft.Devices/IotHubs/read', true],
    ['*/read', 'microsoft.devices/iothubs/READ', true],
    ['*/read', 'Microsoft.Devices/IotHubs/write', false],
    [
      'Microsoft.OperationalInsights/workspaces/*/read',
      'Microsoft.OperationalInsights/workspaces/read',
      false,
    ],
    [
      'Microsoft.OperationalInsights/workspaces/query/*/read',
      'Microsoft.OperationalInsights/workspaces/query/SecurityAlert/read',
      true,
    ],
    ['Microsoft.Devices/IotHubs/read', 'MicrosoftXDevices/IotHubs/read', false],
  ])('%s and %s: %s', (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });

  it('subtract the exceptions', () => {
    expect(covers(role('Contributor'), 'Microsoft.Authorization/roleAssignments/write')).toBe(false);
    expect(covers(role('Contributor'), 'Microsoft.Authorization/roleAssignments/read')).toBe(true);
  });
});

describe('access', () => {
  it('reaches down from where a role was given, and never sideways by a common beginning', () => {
    const access = createAccess();
    access.assign({ name: 'a', principalId: 'P', role: role('Reader'), scope: group });
    const may = (scope: string) => access.allows('p', 'Microsoft.Devices/IotHubs/read', scope);
    expect([may(hub), may(hub.toUpperCase()), may(group)]).toEqual([true, true, true]);
    expect([may('/subscriptions/s1'), may(`${group}-other`), may('/')]).toEqual([false, false, false]);
    expect(isWithin(`${group}-other`, group)).toBe(false);
    expect(isWithin(hub, '/')).toBe(true);
  });

  it('goes through groups in groups, and survives a group in itself', () => {
    const access = createAccess();
    access.addMember('inner', 'person');
    access.addMember('outer', 'inner');
    access.addMember('inner', 'outer');
    access.assign({ name: 'a', principalId: 'outer', role: role('Reader'), scope: '/' });
    expect(access.allows('person', 'Microsoft.Devices/IotHubs/read', hub)).toBe(true);
  });

  it('lets a denial win over every grant, for members of a denied group too', () => {
    const access = createAccess();
    access.addMember('group', 'person');
    access.assign({ name: 'a', principalId: 'person', role: role('Owner'), scope: '/' });
    access.deny({
      id: 'd',
      name: 'd',
      scope: group,
      principalIds: ['GROUP'],
      actions: ['*/write'],
      notActions: [],
    });
    expect(access.allows('person', 'Microsoft.Devices/IotHubs/write', hub)).toBe(false);
    expect(access.allows('person', 'Microsoft.Devices/IotHubs/read', hub)).toBe(true);
    expect(access.undeny('d')).toBe(1);
    expect(access.allows('person', 'Microsoft.Devices/IotHubs/write', hub)).toBe(true);
  });

  it('forgets a role that was taken away', () => {
    const access = createAccess();
    access.assign({ name: 'a', principalId: 'p', role: role('Reader'), scope: group });
    expect(access.unassign(({ name }) => name === 'a')).toBe(1);
    expect(access.allows('p', 'Microsoft.Devices/IotHubs/read', hub)).toBe(false);
  });
});
