import type { Severity } from './alert.ts';

/**
 * A Sentinel rule of kind `MicrosoftSecurityIncidentCreation` whose product filter is Defender for IoT's: it makes
 * an incident of each alert that passes its filters.
 */
export interface IncidentRule {
  /** ARM id. */
  id: string;
  /** The resource's name: usually a GUID. */
  name: string;
  etag: string;
  /** An analyst's text: untrusted. */
  displayName: string;
  /** An analyst's text: untrusted. */
  description: string;
  enabled: boolean;
  /** Empty: all severities. */
  severities: readonly Severity[];
  /** Only alerts whose name contains one of these; empty: all. Untrusted. */
  onlyNames: readonly string[];
  /** Not alerts whose name contains one of these. Untrusted. */
  exceptNames: readonly string[];
  /** Name of the template that it was made from; empty when none. */
  template: string;
}

/** All that decides whether a workspace makes incidents from Defender for IoT alerts. */
export interface IncidentRules {
  rules: readonly IncidentRule[];
  /** Display names of other enabled rules that look at the same alerts: they would make a second incident. */
  duplicates: readonly string[];
}
