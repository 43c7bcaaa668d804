/** The Log Analytics workspace that Sentinel runs on. Known from settings. */
export interface Workspace {
  /** ARM id, as configured. */
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}
