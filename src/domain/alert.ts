/** Severities in falling order; the names are Sentinel's. */
export const severities = ['High', 'Medium', 'Low', 'Informational'] as const;
/** One of Sentinel's severities. */
export type Severity = (typeof severities)[number];

/** A Defender for IoT alert: the newest row of one `SystemAlertId` in the table SecurityAlert, which gets a row for each change. */
export interface Alert {
  /** `SystemAlertId`. */
  id: string;
  /** `DisplayName`. Untrusted text. */
  name: string;
  /** `AlertType`, for example `IoT_ExpiredSasToken`. */
  type: string;
  severity: Severity;
  /** `New`, `InProgress`, `Resolved`, `Dismissed` or `Unknown`. */
  status: string;
  /** Untrusted text. */
  description: string;
  /** `ResourceId` when it names an IoT hub. */
  hubId?: string;
  hubName?: string;
  /** The device inside the hub, from `ExtendedProperties`. Untrusted text. */
  device?: string;
  /** `StartTime`: first detection. */
  firstSeen: Date;
  /** `EndTime`: last detection. */
  lastSeen: Date;
  /** `TimeGenerated` of the newest row. */
  updatedAt: Date;
  /** `ProductName` as the row carried it. */
  product: string;
  /** Steps in the provider's words. Untrusted text. */
  remediation: readonly string[];
  /** `AlertLink`, only when https and on a known Microsoft host. */
  link?: string;
  /** ARM id of the workspace that the row was read from. */
  workspaceId: string;
}
