import { kqlHours, kqlNumber, kqlTexts, kqlTime, withValues } from './kql.ts';

/** Which rows are asked for: what came in after `since`, about alerts that changed within the last `hours`. */
export interface FeedSpan {
  since: Date;
  hours: number;
}

/**
 * Alerts of which a row has come in since a moment, each once as its newest row has it, in the order in which these
 * came in, at most `rows` of them. Columns: see `alert-row.ts`, and Ingested.
 *
 * By `ingestion_time()`, because a row can be hours old by `TimeGenerated` when it arrives (facts: Microsoft Learn,
 * "Handle ingestion delay in Microsoft Sentinel"); it is known only right at the table. Rows can come in at the same
 * moment, so `Version` is that moment in milliseconds, then `TimeGenerated` in seconds, both since the window's begin. How `union isfuzzy` and the
 * filter on products work is told in `alerts-query.ts`.
 */
export function alertFeedQuery(
  { since, hours }: FeedSpan,
  products: readonly string[],
  rows: number,
): string {
  return withValues(
    {
      p_window: kqlHours(hours),
      p_since: kqlTime(since),
      p_products: kqlTexts(products),
      p_rows: kqlNumber(rows),
    },
    `union isfuzzy=true
  (print SystemAlertId = "", Ingested = datetime(null) | where false),
  (SecurityAlert
    | where TimeGenerated > ago(p_window)
    | extend Ingested = ingestion_time()
    | where Ingested > p_since
    | where ProviderName =~ "IoTSecurity" or ProductName in~ (p_products)
    | extend Version = 10000000 * tolong((Ingested - ago(p_window)) / 1ms) + tolong((TimeGenerated - ago(p_window)) / 1s)
    | summarize arg_max(Version, *) by SystemAlertId
    | order by Ingested asc, SystemAlertId asc
    | take p_rows
    | extend Name = iff(isempty(DisplayName), AlertName, DisplayName)
    | extend First = coalesce(StartTime, TimeGenerated), Last = coalesce(EndTime, TimeGenerated)
    | project SystemAlertId, Name, AlertType, AlertSeverity, Status, Description, ResourceId, First, Last,
        TimeGenerated, ProductName, RemediationSteps, ExtendedProperties, AlertLink, Ingested)
| order by Ingested asc, SystemAlertId asc`,
  );
}
