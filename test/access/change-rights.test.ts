import { describe, expect, it } from 'vitest';
import { rightsNeeded, rightsToPlaceApprovals } from '../../src/access/change-rights.ts';
import { aWorkspace } from '../support/a-call.ts';
import {
  aConnectionItem,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  anIncidentsOffPlan,
  anIncidentsPlan,
  fieldServices,
} from '../support/a-change.ts';

const contributor = {
  scope: `/subscriptions/${fieldServices}`,
  actions: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
  role: 'Contributor',
};
const connectors = (verb: string, scope = aWorkspace().id) => ({
  scope,
  actions: [
    'Microsoft.SecurityInsights/dataConnectors/read',
    `Microsoft.SecurityInsights/dataConnectors/${verb}`,
  ],
  role: 'Microsoft Sentinel Contributor',
});

describe('the rights for a change', () => {
  it('to connect are to write connectors of the workspace, and Contributor on the hubs’ subscription', () => {
    expect(rightsNeeded(aConnectPlan())).toEqual([connectors('write'), contributor]);
  });

  it('to disconnect are to delete connectors instead', () => {
    expect(rightsNeeded(aDisconnectPlan())).toEqual([connectors('delete'), contributor]);
  });

  it('to connect are asked for each workspace and each subscription', () => {
    const other = aWorkspace({ name: 'sentinel-two' });
    const subscriptionId = '99999999-9999-4999-8999-999999999999';
    const items = [aConnectionItem(), aConnectionItem({ workspace: other, subscriptionId })];
    expect(rightsNeeded(aConnectPlan({ items }))).toEqual([
      connectors('write'),
      contributor,
      connectors('write', other.id),
      { ...contributor, scope: `/subscriptions/${subscriptionId}` },
    ]);
  });

  it('to enable are to write the solution in its own resource group, not in the hub’s', () => {
    const { solution } = anEnableItem();
    const items = [anEnableItem({ solution: { ...solution, resourceGroup: 'rg-soc' } })];
    expect(rightsNeeded(anEnablePlan({ items }))).toEqual([
      {
        scope: `/subscriptions/${fieldServices}/resourceGroups/rg-soc`,
        actions: [
          'Microsoft.Security/iotSecuritySolutions/read',
          'Microsoft.Security/iotSecuritySolutions/write',
        ],
        role: 'Security Admin',
      },
    ]);
  });

  it.each([anIncidentsPlan(), anIncidentsOffPlan()])('to turn "$kind" are to write rules', (plan) => {
    expect(rightsNeeded(plan)).toEqual([
      {
        scope: aWorkspace().id,
        actions: [
          'Microsoft.SecurityInsights/alertRules/read',
          'Microsoft.SecurityInsights/alertRules/write',
        ],
        role: 'Microsoft Sentinel Contributor',
      },
    ]);
  });

  it('to say where approvals go are those of somebody who runs Sentinel there', () => {
    expect(rightsToPlaceApprovals('/w')).toEqual({
      scope: '/w',
      actions: [
        'Microsoft.SecurityInsights/dataConnectors/write',
        'Microsoft.SecurityInsights/dataConnectors/delete',
      ],
      role: 'Microsoft Sentinel Contributor',
    });
  });
});
