/** A built-in role as Azure defines it (Microsoft Learn: "Azure built-in roles"). */
export interface RoleDefinition {
  /** GUID, the same in every tenant. */
  id: string;
  name: string;
  description: string;
  actions: readonly string[];
  notActions: readonly string[];
  dataActions: readonly string[];
}

const role = (
  id: string,
  name: string,
  description: string,
  actions: readonly string[],
  more: { notActions?: readonly string[]; dataActions?: readonly string[] } = {},
): RoleDefinition => ({
  id,
  name,
  description,
  actions,
  notActions: more.notActions ?? [],
  dataActions: more.dataActions ?? [],
});

/** Part of most roles for administrators: alert rules, deployments, support requests. */
const common = [
  'Microsoft.Insights/alertRules/*',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Support/*',
] as const;

const watchlistLimits = {
  notActions: [
    'Microsoft.SecurityInsights/ConfidentialWatchlists/*',
    'Microsoft.OperationalInsights/workspaces/query/ConfidentialWatchlist/*',
  ],
} as const;

// `workspaces/*/read` does not match `workspaces/read`: none of the Sentinel roles grants the latter.
const sentinelReads = [
  'Microsoft.OperationalInsights/workspaces/analytics/query/action',
  'Microsoft.OperationalInsights/workspaces/*/read',
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/*/read',
  'Microsoft.OperationsManagement/solutions/read',
  'Microsoft.Insights/workbooks/read',
  'Microsoft.Authorization/*/read',
  ...common,
] as const;

/** The built-in roles that the sandbox knows. */
export const builtInRoles: readonly RoleDefinition[] = [
  role(
    '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    'Owner',
    'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    ['*'],
  ),
  role(
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'Contributor',
    'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.',
    ['*'],
    {
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
        'Microsoft.Blueprint/blueprintAssignments/write',
        'Microsoft.Blueprint/blueprintAssignments/delete',
        'Microsoft.Compute/galleries/share/action',
      ],
    },
  ),
  role(
    'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    'Reader',
    'View all resources, but does not allow you to make any changes.',
    ['*/read'],
  ),
  role(
    '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    'User Access Administrator',
    'Lets you manage user access to Azure resources.',
    ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  ),
  role('fb1c8493-542b-48eb-b624-b4c8fea62acd', 'Security Admin', 'Security Admin Role', [
    'Microsoft.Authorization/*/read',
    'Microsoft.Authorization/policyAssignments/*',
    'Microsoft.Authorization/policyDefinitions/*',
    'Microsoft.Authorization/policyExemptions/*',
    'Microsoft.Authorization/policySetDefinitions/*',
    'Microsoft.Management/managementGroups/read',
    'Microsoft.operationalInsights/workspaces/*/read',
    'Microsoft.Security/*',
    'Microsoft.IoTSecurity/*',
    'Microsoft.IoTFirmwareDefense/*',
    ...common,
  ]),
  role('39bc4728-0917-49c7-9d2c-d95423bc2eb4', 'Security Reader', 'Security Reader Role', [
    'Microsoft.Authorization/*/read',
    'Microsoft.Insights/alertRules/read',
    'Microsoft.operationalInsights/workspaces/*/read',
    'Microsoft.Resources/deployments/*/read',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.Security/*/read',
    'Microsoft.IoTSecurity/*/read',
    'Microsoft.Support/*/read',
    'Microsoft.Management/managementGroups/read',
  ]),
  role(
    'ab8e14d6-4a74-4a29-9ba8-549422addade',
    'Microsoft Sentinel Contributor',
    'Microsoft Sentinel Contributor',
    [
      'Microsoft.SecurityInsights/*',
      ...sentinelReads,
      'Microsoft.OperationalInsights/workspaces/savedSearches/*',
      'Microsoft.Insights/workbooks/*',
    ],
    watchlistLimits,
  ),
  role(
    '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
    'Microsoft Sentinel Reader',
    'Microsoft Sentinel Reader',
    [
      'Microsoft.SecurityInsights/*/read',
      'Microsoft.SecurityInsights/dataConnectorsCheckRequirements/action',
      ...sentinelReads,
    ],
    watchlistLimits,
  ),
  role(
    '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
    'Microsoft Sentinel Responder',
    'Microsoft Sentinel Responder',
    [
      'Microsoft.SecurityInsights/*/read',
      'Microsoft.SecurityInsights/dataConnectorsCheckRequirements/action',
      'Microsoft.SecurityInsights/automationRules/*',
      'Microsoft.SecurityInsights/cases/*',
      'Microsoft.SecurityInsights/incidents/*',
      ...sentinelReads,
    ],
    watchlistLimits,
  ),
  role(
    '73c42c96-874c-492b-b04d-ab87d138a893',
    'Log Analytics Reader',
    'Log Analytics Reader can view and search all monitoring data.',
    ['*/read', 'Microsoft.OperationalInsights/workspaces/analytics/query/action', 'Microsoft.Support/*'],
    { notActions: ['Microsoft.OperationalInsights/workspaces/sharedKeys/read'] },
  ),
  role(
    '92aaf0da-9dab-42b6-94a3-d43ce8d16293',
    'Log Analytics Contributor',
    'Log Analytics Contributor can read all monitoring data and edit monitoring settings.',
    ['*/read', 'Microsoft.OperationalInsights/*', 'Microsoft.OperationsManagement/*', ...common],
  ),
  role(
    '4ea46cd5-c1b2-4a8e-910b-273211f9ce47',
    'IoT Hub Registry Contributor',
    'Allows for full access to IoT Hub device registry.',
    [],
    { dataActions: ['Microsoft.Devices/IotHubs/devices/*'] },
  ),
];

/** A built-in role by name or GUID, without regard to case. */
export function findRole(nameOrId: string): RoleDefinition | undefined {
  const wanted = nameOrId.toLowerCase();
  return builtInRoles.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}
