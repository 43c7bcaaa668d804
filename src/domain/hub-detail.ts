/** Parts of a hub's detail that can fail on their own. */
export type HubDetailPart = 'size and state' | 'Defender solution';

/** What is read fresh about one hub, besides what the inventory holds (`hub.ts`). */
export interface HubDetail {
  /** Parts that could not be read; their fields are absent. Never both. */
  gaps?: readonly HubDetailPart[];
  /** ARM id of the Defender for IoT solution (`Microsoft.Security/iotSecuritySolutions`) that lists the hub. */
  solutionId?: string;
  solutionName?: string;
  /** A solution can exist and be switched off; the hub is watched only while it is `Enabled`. */
  solutionStatus?: 'Enabled' | 'Disabled';
  /** ARM id of the Log Analytics workspace that the solution writes raw events to, when it has one. */
  solutionWorkspace?: string;
  /** The hub's provisioning state as Azure spells it: `Succeeded`, `Failed`, `Transitioning`, … */
  provisioningState?: string;
  /** How many units of its size the hub has. */
  units?: number;
  /** Size: `S1`, `F1`, `B2`, … */
  sku?: string;
}
