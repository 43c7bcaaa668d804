import type { Access } from '../rbac/access.ts';
import type { AlertFeed } from './alert-feed.ts';
import type { WorldClock } from './clock.ts';
import type { LaggedStore } from './lagged-store.ts';
import type {
  HubRecord,
  IncidentRecord,
  ResourceGroupRecord,
  SentinelRecord,
  SolutionRecord,
  SubscriptionRecord,
  WorkspaceRecord,
} from './records.ts';

/** Switches that change how the pretend Azure answers. Control routes may set them. */
export interface WorldSettings {
  /** Items on one page of a Resource Manager list. */
  pageSize: number;
  /** How a write with an old etag is refused; what Sentinel really answers is not documented. */
  staleEtagStatus: 409 | 412;
  /** Rows in one Log Analytics answer before it is cut with a partial error (Azure's limit is 500,000). */
  logsRowLimit: number;
  /** False lets every rate through. */
  throttling: boolean;
  /** Is the workspace onboarded to the Defender portal? Then Sentinel takes no rules that make incidents of alerts. */
  defenderPortal: boolean;
}

/** The pretend tenant: everything that its services know. Ids are compared without regard to case. */
export interface World {
  readonly tenant: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: { readonly name: string; readonly objectId: string; readonly clientId: string };
  readonly clock: WorldClock;
  readonly settings: WorldSettings;
  /** By subscription id, in lower case. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionRecord>;
  /** By ARM id, in lower case. */
  readonly resourceGroups: Map<string, ResourceGroupRecord>;
  /** By ARM id, in lower case. */
  readonly workspaces: ReadonlyMap<string, WorkspaceRecord>;
  readonly hubs: LaggedStore<HubRecord>;
  readonly solutions: LaggedStore<SolutionRecord>;
  readonly connectors: LaggedStore<SentinelRecord>;
  readonly rules: LaggedStore<SentinelRecord>;
  /** Newest last. */
  readonly incidents: readonly IncidentRecord[];
  readonly access: Access;
  readonly alerts: AlertFeed;
  /** Since when (milliseconds; −∞ from the start on) a hub's alerts flow into a workspace; undefined: they do not. */
  flowsSince(workspaceId: string, hubId: string): number | undefined;
  /** A hub that comes into being now, with alerts of its own once they flow. */
  addHub(hub: HubRecord): void;
  /**
   * Does work that changes hubs, solutions or connectors: alerts that are due arrive first, judged by the
   * old state, and hubs that begin to flow get their first data later.
   */
  change<T>(work: () => T): T;
}

/** Connectors show a change 10 seconds later or more (Microsoft Learn: "Connect Defender for IoT to Sentinel"). */
export const connectorLagMs = 10_000;

/** Resource Graph lags "seconds to minutes" behind; half a minute here. */
export const resourceGraphLagMs = 30_000;
