/** An Azure subscription. */
export interface SubscriptionRecord {
  id: string;
  name: string;
  /** `Enabled`, `Warned`, `PastDue`, `Disabled` or `Deleted`. */
  state: string;
}

/** A resource group. */
export interface ResourceGroupRecord {
  id: string;
  name: string;
  subscriptionId: string;
  location: string;
}

/** Pricing of a hub. Defender for IoT works on the `Standard` tier alone. */
export interface HubSku {
  name: 'F1' | 'B1' | 'S1' | 'S2' | 'S3';
  tier: 'Free' | 'Basic' | 'Standard';
  capacity: number;
}

/** An IoT hub. */
export interface HubRecord {
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  sku: HubSku;
  /** `Active`, `Activating`, `ActivationFailed`, …: as the service says. */
  state: string;
  provisioningState: string;
  etag: string;
  createdAt: string;
  /** Mean number of Defender alerts a day; 0 for a quiet hub. Not visible through Azure. */
  alertsPerDay: number;
  /** Device names that alerts may carry. Not visible through Azure. */
  devices: readonly string[];
}

/** A `Microsoft.Security/iotSecuritySolutions` resource. */
export interface SolutionRecord {
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  tags: Record<string, string>;
  status: 'Enabled' | 'Disabled';
  iotHubs: readonly string[];
  /** Everything else under `properties`, as last written. */
  properties: Readonly<Record<string, unknown>>;
  createdAt: string;
  createdBy: string;
  modifiedAt: string;
  modifiedBy: string;
}

/** A Sentinel data connector or alert rule: kinds differ in `properties`. */
export interface SentinelRecord {
  id: string;
  name: string;
  kind: string;
  etag: string;
  workspaceId: string;
  properties: Readonly<Record<string, unknown>>;
}

/** A Log Analytics workspace. */
export interface WorkspaceRecord {
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  /** The GUID that queries use. */
  customerId: string;
  /** Is Microsoft Sentinel on? */
  onboarded: boolean;
}

/** Somebody or something that can hold a role. */
export interface PrincipalRecord {
  id: string;
  kind: 'User' | 'Group' | 'ServicePrincipal';
  /** Short name in the story. */
  key: string;
  name: string;
  /** Sign-in name; empty for groups and service principals. */
  upn: string;
  /** In words, what the principal may do. */
  summary: string;
}

/** An incident that a rule made from an alert. */
export interface IncidentRecord {
  id: string;
  name: string;
  number: number;
  title: string;
  severity: string;
  status: string;
  etag: string;
  workspaceId: string;
  createdAt: Date;
  alertId: string;
  ruleId: string;
  productName: string;
}
