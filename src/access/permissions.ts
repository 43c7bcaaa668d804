/** Names of the rights that commands ask for. What each means in Azure stands in `permissions`. */
export type Permission = 'hubs.read' | 'alerts.read' | 'rules.read';

/** A right in Azure's terms, always judged at the scope of a workspace. */
export interface PermissionRule {
  /** Every one of these actions must be allowed (facts of Azure RBAC: compared without regard to case). */
  actions: readonly string[];
  /** The built-in role to ask for: the least one that grants all of them. */
  role: string;
  /** What the right is for, to complete "You need this to …". */
  purpose: string;
}

// The table, of reading; what changes need stands in change-rights.ts. All are part of Microsoft Sentinel Reader.
// `workspaces/read` is not asked for, because that role grants `workspaces/*/read`, which does not match it.
/** What each permission means in Azure. */
export const permissions: Readonly<Record<Permission, PermissionRule>> = {
  'hubs.read': {
    actions: ['Microsoft.SecurityInsights/dataConnectors/read'],
    role: 'Microsoft Sentinel Reader',
    purpose: 'see hubs and their connection to Sentinel',
  },
  'alerts.read': {
    actions: [
      'Microsoft.OperationalInsights/workspaces/query/read',
      'Microsoft.OperationalInsights/workspaces/query/SecurityAlert/read',
    ],
    role: 'Microsoft Sentinel Reader',
    purpose: 'see alerts',
  },
  'rules.read': {
    actions: ['Microsoft.SecurityInsights/alertRules/read'],
    role: 'Microsoft Sentinel Reader',
    purpose: 'see the rules that make incidents',
  },
};
