import type { ArrivedAlert } from '../domain/alert-news.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import { alertFeedQuery, type FeedSpan } from './alert-feed-query.ts';
import { AlertRow, toAlert } from './alert-row.ts';
import type { Logs } from './logs.ts';

/** What came in, and whether that was all of it. */
export interface Arrivals {
  /** Each alert once, in the order in which their newest rows came in. */
  alerts: readonly ArrivedAlert[];
  /** There is more: ask again from the last one on. */
  more: boolean;
}

/** Reads what has come in since a moment. */
export interface AlertFeed {
  arrivals(workspace: Workspace, span: FeedSpan, scope: CallScope): Promise<Arrivals>;
}

/** Alerts in one answer: a storm of a minute. The service would take 500,000 rows or 100 MB. */
const mostRows = 5_000;

const FeedRow = AlertRow.extend({ Ingested: AlertRow.shape.TimeGenerated });

/** A reader of new alerts. `products` are the product names that count as Defender for IoT. */
export function createAlertFeed(products: readonly string[], { logs }: { logs: Logs }): AlertFeed {
  return {
    async arrivals(workspace, span, scope) {
      const query = alertFeedQuery(span, products, mostRows);
      const rows = await logs.rows(workspace, query, span.hours, FeedRow, scope);
      return {
        alerts: rows.map((row) => ({ alert: toAlert(row, workspace), ingestedAt: row.Ingested })),
        more: rows.length === mostRows,
      };
    },
  };
}
