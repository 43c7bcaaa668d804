import type { Severity } from './alert.ts';
import type { DefenderState } from './hub.ts';
import type { IncidentRule } from './incident-rule.ts';
import type { Workspace } from './workspace.ts';

/** What a change is going to do, item by item. What is shown in the preview and what is executed are this same data. */
export type ChangePlan = ConnectPlan | DisconnectPlan | EnablePlan | IncidentsPlan;

/** A hub as far as a preview shows it. */
export interface PlannedHub {
  id: string;
  name: string;
  defender: DefenderState;
  /** Pricing tier; see `hasStandardTier`. */
  tier: string;
}

/** An IOT connector as the preview saw it. */
export interface SeenConnector {
  name: string;
  etag: string;
  enabled: boolean;
}

/** One subscription on one workspace. */
export interface ConnectionItem {
  workspace: Workspace;
  /** Lower case. */
  subscriptionId: string;
  subscriptionName: string;
  /** Every hub of the subscription: connecting one connects all. */
  hubs: readonly PlannedHub[];
  /** Every IOT connector of the subscription on the workspace. */
  connectors: readonly SeenConnector[];
  /** The connector of Defender for Cloud is on for the subscription as well: alerts would turn up twice. */
  duplicates: boolean;
  /** What has to be written. */
  step: 'create' | 're-enable' | 'remove' | 'nothing';
}

/** Connects subscriptions to workspaces. */
export interface ConnectPlan {
  kind: 'connect';
  items: readonly ConnectionItem[];
  /** Ids of the hubs that were asked for by name and have Defender off: what "Request enabling" is about. */
  toEnable: readonly string[];
  /** What stands in the way or is missing, in words; safe to show. */
  warnings: readonly string[];
}

/** Takes connections away. */
export interface DisconnectPlan {
  kind: 'disconnect';
  items: readonly ConnectionItem[];
}

/** Defender for one hub. */
export interface EnableItem {
  hub: PlannedHub & { resourceGroup: string; location: string };
  /** The `iotSecuritySolutions` resource that will list the hub. */
  solution: {
    /** ARM id. */
    id: string;
    name: string;
    resourceGroup: string;
    /** Names of the other hubs that it lists. They are kept. */
    otherHubs: readonly string[];
  };
  /** `switch on`: the solution lists the hub and is disabled, so its other hubs are switched on too. */
  step: 'create' | 'add hub' | 'switch on' | 'nothing';
}

/** Enables Defender for IoT on hubs of one subscription. */
export interface EnablePlan {
  kind: 'enable';
  /** Lower case. */
  subscriptionId: string;
  subscriptionName: string;
  items: readonly EnableItem[];
}

/** The incident rule of one workspace. */
export interface IncidentsItem {
  workspace: Workspace;
  /** The rule as the preview saw it; absent when there is none yet. */
  rule?: IncidentRule;
  step: 'create' | 'switch on' | 'switch off' | 'change severities' | 'nothing';
  /** Severities that make incidents afterwards; `all` for no filter, absent to keep what the rule has. */
  severities?: readonly Severity[] | 'all';
}

/** Turns automatic incidents on or off. */
export interface IncidentsPlan {
  kind: 'incidents on' | 'incidents off';
  items: readonly IncidentsItem[];
  /** Names of other enabled rules that would make a second incident from the same alerts. Untrusted text. */
  duplicates: readonly string[];
}

/** How an item of a plan stands. */
export interface StepResult {
  state:
    | 'to do'
    | 'writing' // recorded before the request leaves: after a crash it is read back, never blindly repeated
    | 'written' // Azure took it
    | 'confirmed' // Azure shows it
    | 'not confirmed' // Azure took it and does not show it yet
    | 'nothing to do'
    | 'failed'
    | 'unknown';
  /** What was found or what went wrong, in words for people; safe to show. May be empty. */
  detail: string;
}
