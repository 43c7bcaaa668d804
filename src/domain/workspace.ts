/** The Log Analytics workspace that Sentinel runs on. Known from settings. */
export interface Workspace {
  /** ARM id, as configured. */
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** A workspace that an answer leaves out, so that nobody takes the answer for the whole. */
export interface NotAsked {
  workspace: Workspace;
  /** Why, in words for the person who asks; safe to show. */
  why: string;
}
