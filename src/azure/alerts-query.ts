import type { Severity } from '../domain/alert.ts';
import { kqlHours, kqlNumber, kqlText, kqlTexts, withValues } from './kql.ts';

/** Which alerts are asked for. */
export interface AlertFilter {
  /** ARM id of one hub; without it, all hubs. */
  hubId?: string;
  /** Only these severities; all when empty or absent. */
  severities?: readonly Severity[];
  /** How far back, by the time of the alert's last change. */
  hours: number;
}

// How these queries are built:
// - `union isfuzzy=true` makes a workspace without a SecurityAlert table (no alert yet) answer with no rows
//   instead of an error. At least one part has to exist, hence the empty `print`, with the columns that are
//   used after the union. The rest of the work on the table stands inside its part, because its columns are
//   unknown as well while it is missing.
// - An alert is written once more for each change, so the newest row of each SystemAlertId counts. What can
//   change (severity, status) is filtered after that, what cannot (hub, product) before.
// - TimeGenerated is the alert's last activity, so a change of status can carry the same one as the row before
//   it; the row that arrived later is the newer one then. `Version` is both in one number, because arg_max takes
//   one: milliseconds since the window's begin, then seconds until the row arrived, eleven days at the most.
//   ingestion_time() is known only right at the table.
// - Windows use ago(): the service's clock, which is the one that wrote the rows.
// - ProviderName is what today's alerts carry; the product names are older ones (setting ALERT_PRODUCTS).
const newest = `SecurityAlert
    | where TimeGenerated > ago(p_window)
    | where ProviderName =~ "IoTSecurity" or ProductName in~ (p_products)`;
const version = `
    | extend Lag = coalesce(tolong((ingestion_time() - TimeGenerated) / 1s), 0)
    | extend Version = 1000000 * tolong((TimeGenerated - ago(p_window)) / 1ms) + iff(Lag < 999999, Lag, 999999)`;
const chosen = `
    | where isempty(p_hub) or ResourceId =~ p_hub${version}
    | summarize arg_max(Version, *) by SystemAlertId
    | where array_length(p_severities) == 0 or AlertSeverity in~ (p_severities)`;
const columns = `
    | extend Name = iff(isempty(DisplayName), AlertName, DisplayName)
    | extend First = coalesce(StartTime, TimeGenerated), Last = coalesce(EndTime, TimeGenerated)
    | project SystemAlertId, Name, AlertType, AlertSeverity, Status, Description, ResourceId, First, Last,
        TimeGenerated, ProductName, RemediationSteps, ExtendedProperties, AlertLink`;

/** The alerts of a filter, newest first, at most `rows` of them. Columns: see `alert-row.ts`. */
export function latestAlertsQuery(filter: AlertFilter, products: readonly string[], rows: number): string {
  return withValues(
    { ...filterValues(filter, products), p_rows: kqlNumber(rows) },
    `union isfuzzy=true
  (print SystemAlertId = "", TimeGenerated = datetime(null) | where false),
  (${newest}${chosen}
    | order by TimeGenerated desc, SystemAlertId asc
    | take p_rows${columns})
| order by TimeGenerated desc, SystemAlertId asc`,
  );
}

/** How many alerts a filter has, by severity. Columns: AlertSeverity, Alerts. */
export function countAlertsQuery(filter: AlertFilter, products: readonly string[]): string {
  return withValues(
    filterValues(filter, products),
    `union isfuzzy=true
  (print AlertSeverity = "" | where false),
  (${newest}${chosen}
    | summarize Alerts = count() by AlertSeverity)`,
  );
}

/** The text a person opens in Logs: the same alerts, without our paging. */
export function openAlertsQuery(filter: AlertFilter, products: readonly string[]): string {
  return withValues(
    filterValues(filter, products),
    `SecurityAlert
| where TimeGenerated > ago(p_window)
| where ProviderName =~ "IoTSecurity" or ProductName in~ (p_products)
| where isempty(p_hub) or ResourceId =~ p_hub
| summarize arg_max(TimeGenerated, *) by SystemAlertId
| where array_length(p_severities) == 0 or AlertSeverity in~ (p_severities)
| order by TimeGenerated desc`,
  );
}

/** Days in which an alert can be found by its id: Sentinel keeps 90 days by default. */
export const alertDays = 90;

/** The alert with an id, or up to two whose ids begin so. Columns as `latestAlertsQuery`. */
export function oneAlertQuery(id: string, products: readonly string[]): string {
  return withValues(
    {
      p_window: kqlHours(24 * alertDays),
      p_products: kqlTexts(products),
      p_id: kqlText(id),
    },
    `union isfuzzy=true
  (print SystemAlertId = "" | where false),
  (${newest}
    | where SystemAlertId startswith p_id${version}
    | summarize arg_max(Version, *) by SystemAlertId
    | extend Exact = iff(SystemAlertId =~ p_id, 1, 0)
    | top 2 by Exact desc${columns})`,
  );
}

/**
 * When each hub last had an alert and about how many. Columns: Hub (ARM id in lower case), LastAlert, Alerts.
 * The service estimates `dcount` (error about 1.6 % for large numbers: learn.microsoft.com, "dcount()
 * (aggregation function)"): a group for each of 90 days' alerts would be too much for it.
 */
export function hubDataQuery(products: readonly string[]): string {
  return withValues(
    { p_window: kqlHours(24 * alertDays), p_products: kqlTexts(products) },
    `union isfuzzy=true
  (print Hub = "" | where false),
  (${newest}
    | where ResourceId contains "/providers/Microsoft.Devices/IotHubs/"
    | summarize LastAlert = max(TimeGenerated), Alerts = dcount(SystemAlertId) by Hub = tolower(ResourceId))`,
  );
}

function filterValues({ hubId, severities, hours }: AlertFilter, products: readonly string[]) {
  return {
    p_window: kqlHours(hours),
    p_products: kqlTexts(products),
    p_hub: kqlText(hubId ?? ''),
    p_severities: kqlTexts(severities ?? []),
  };
}
