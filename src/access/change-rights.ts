import { resourceGroupId, subscriptionScope } from '../domain/arm-id.ts';
import type { ChangePlan, ConnectionItem, EnableItem } from '../domain/change-plan.ts';

/** A right that a change needs: every action, at one scope. */
export interface NeededRight {
  /** ARM id. */
  scope: string;
  actions: readonly string[];
  /** Built-in role that grants them with the least else. */
  role: string;
}

/** Contributor on a subscription: the least right that stands for that role, as no role below it has it there. */
const contributorAction = 'Microsoft.Resources/subscriptions/resourceGroups/write';

/**
 * What Azure would ask of a person who did the same in the portal. Connecting and disconnecting take a right on the
 * workspace and the role Contributor on the hubs' subscription (Microsoft Learn, "Connect Microsoft Defender for
 * IoT to Microsoft Sentinel"); enabling takes the right to write the solution where it is. Pure.
 */
export function rightsNeeded(plan: ChangePlan): NeededRight[] {
  switch (plan.kind) {
    case 'connect':
      return plan.items.flatMap((item) => connection(item, 'write'));
    case 'disconnect':
      return plan.items.flatMap((item) => connection(item, 'delete'));
    case 'enable':
      return plan.items.map((item) => enabling(plan.subscriptionId, item));
    case 'incidents on':
    case 'incidents off':
      return plan.items.map(({ workspace }) => ({
        scope: workspace.id,
        actions: [
          'Microsoft.SecurityInsights/alertRules/read',
          'Microsoft.SecurityInsights/alertRules/write',
        ],
        role: 'Microsoft Sentinel Contributor',
      }));
  }
}

/** What it takes to say where approvals are asked for: the rights of somebody who runs Sentinel on the workspace. */
export function rightsToPlaceApprovals(workspaceId: string): NeededRight {
  return {
    scope: workspaceId,
    actions: [
      'Microsoft.SecurityInsights/dataConnectors/write',
      'Microsoft.SecurityInsights/dataConnectors/delete',
    ],
    role: 'Microsoft Sentinel Contributor',
  };
}

function connection({ workspace, subscriptionId }: ConnectionItem, verb: 'write' | 'delete'): NeededRight[] {
  return [
    {
      scope: workspace.id,
      actions: [
        'Microsoft.SecurityInsights/dataConnectors/read',
        `Microsoft.SecurityInsights/dataConnectors/${verb}`,
      ],
      role: 'Microsoft Sentinel Contributor',
    },
    { scope: subscriptionScope(subscriptionId), actions: [contributorAction], role: 'Contributor' },
  ];
}

function enabling(subscriptionId: string, { solution }: EnableItem): NeededRight {
  return {
    scope: resourceGroupId(subscriptionId, solution.resourceGroup),
    actions: [
      'Microsoft.Security/iotSecuritySolutions/read',
      'Microsoft.Security/iotSecuritySolutions/write',
    ],
    role: 'Security Admin',
  };
}
