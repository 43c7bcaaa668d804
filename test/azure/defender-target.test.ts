import { describe, expect, it } from 'vitest';
import { targetFor } from '../../src/azure/defender-target.ts';
import type { Solution } from '../../src/azure/solutions.ts';
import type { FreshHub } from '../../src/azure/subscription-hubs.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const hubId = (name: string, group = 'rg') =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.Devices/IotHubs/${name}`;
const hub: FreshHub = {
  id: hubId('plant'),
  name: 'plant',
  resourceGroup: 'rg',
  location: 'westeurope',
  tier: 'Standard',
  defender: 'off',
};

function solution(name: string, over: Partial<Solution> = {}): Solution {
  const resourceGroup = over.resourceGroup ?? 'rg';
  return {
    id: `${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Security/IoTSecuritySolutions/${name}`,
    name,
    resourceGroup,
    location: 'westeurope',
    enabled: true,
    hubIds: [],
    unknownSettings: [],
    ...over,
  };
}

/** Step, name and other hubs of the target. */
function chosen(...solutions: Solution[]) {
  const { step, solution: target } = targetFor(hub, solutions);
  return [step, target.name, ...target.otherHubs];
}

describe('the solution for a hub', () => {
  it('is the enabled one that lists it, wherever that is and in any casing', () => {
    const far = { resourceGroup: 'other', location: 'northeurope' };
    expect(
      chosen(
        solution('plant'),
        solution('off', { ...far, enabled: false, hubIds: [hub.id] }),
        solution('on', { ...far, hubIds: [hubId('a'), hub.id.toUpperCase()] }),
      ),
    ).toEqual(['nothing', 'on', 'a']);
  });

  it('is the disabled one that lists it when there is no other', () => {
    const off = solution('off', { enabled: false, hubIds: [hubId('a'), hub.id.toLowerCase(), hubId('b')] });
    expect(chosen(solution('plant'), off)).toEqual(['switch on', 'off', 'a', 'b']);
  });

  it('is the one with its name in its resource group and location', () => {
    const own = solution('Plant', { resourceGroup: 'RG', location: 'West Europe', hubIds: [hubId('a')] });
    expect(chosen(solution('another'), own)).toEqual(['add hub', 'Plant', 'a']);
    expect(targetFor(hub, [own]).solution).toEqual({
      id: own.id,
      name: 'Plant',
      resourceGroup: 'RG',
      otherHubs: ['a'],
    });
  });

  it('is that one switched off as well, and the preview says when other hubs wake up with it', () => {
    expect(chosen(solution('plant', { enabled: false }))).toEqual(['add hub', 'plant']);
    expect(chosen(solution('plant', { enabled: false, hubIds: [hubId('a')] }))).toEqual([
      'switch on',
      'plant',
      'a',
    ]);
  });

  it('is the first enabled one in its resource group and location', () => {
    expect(
      chosen(
        solution('d'),
        solution('c'),
        solution('b', { location: 'northeurope' }),
        solution('a', { enabled: false }),
        solution('0', { resourceGroup: 'other' }),
      ),
    ).toEqual(['add hub', 'c']);
  });

  it('is a new one with its name in its resource group', () => {
    expect(targetFor(hub, [solution('plant', { resourceGroup: 'other' })])).toEqual({
      step: 'create',
      solution: {
        id: `${subscription}/resourceGroups/rg/providers/Microsoft.Security/iotSecuritySolutions/plant`,
        name: 'plant',
        resourceGroup: 'rg',
        otherHubs: [],
      },
    });
  });

  it('has another name when the own one is taken in another location', () => {
    const elsewhere = { location: 'northeurope' };
    expect(chosen(solution('PLANT', elsewhere))).toEqual(['create', 'plant-defender']);
    expect(chosen(solution('plant', elsewhere), solution('plant-defender', elsewhere))).toEqual([
      'create',
      'plant-defender-2',
    ]);
    expect(chosen(solution('plant', elsewhere), solution('plant-defender'))).toEqual([
      'add hub',
      'plant-defender',
    ]);
  });
});
