import type { AlertSeed } from './alert-rows.ts';
import type { LaggedStore } from './lagged-store.ts';
import { guidFrom } from './random.ts';
import type { IncidentRecord, SentinelRecord } from './records.ts';

/** Incidents that rules of kind `MicrosoftSecurityIncidentCreation` make: one for each alert that matches. */
export interface IncidentLog {
  readonly all: readonly IncidentRecord[];
  onNewAlert(workspaceId: string, seed: AlertSeed, at: Date): void;
}

/** Makes an empty log that judges alerts by the rules as they are when an alert arrives. */
export function createIncidentLog(rules: LaggedStore<SentinelRecord>): IncidentLog {
  const all: IncidentRecord[] = [];
  return {
    all,
    onNewAlert(workspaceId, seed, at) {
      const rule = rules.all().find((one) => sameWorkspace(one, workspaceId) && matches(one, seed));
      if (!rule) return;
      const name = guidFrom(`incident/${workspaceId}/${seed.id}`);
      all.push({
        id: `${rule.workspaceId}/providers/Microsoft.SecurityInsights/Incidents/${name}`,
        name,
        number: all.length + 1,
        title: seed.kind.name,
        severity: seed.severity,
        status: 'New',
        etag: `"${guidFrom(`etag/${name}`)}"`,
        workspaceId: rule.workspaceId,
        createdAt: at,
        alertId: seed.id,
        ruleId: rule.id,
        productName: seed.product,
      });
    },
  };
}

function sameWorkspace(rule: SentinelRecord, workspaceId: string): boolean {
  return rule.workspaceId.toLowerCase() === workspaceId.toLowerCase();
}

function matches(
  { kind, properties }: SentinelRecord,
  { product, severity, kind: alert }: AlertSeed,
): boolean {
  if (kind !== 'MicrosoftSecurityIncidentCreation' || properties.enabled !== true) return false;
  const among = (list: unknown, value: string) => Array.isArray(list) && list.includes(value);
  const listed = (list: unknown) => Array.isArray(list) && list.length > 0;
  return (
    properties.productFilter === product &&
    (!listed(properties.severitiesFilter) || among(properties.severitiesFilter, severity)) &&
    (!listed(properties.displayNamesFilter) || among(properties.displayNamesFilter, alert.name)) &&
    !among(properties.displayNamesExcludeFilter, alert.name)
  );
}
