import { z } from 'zod';
import { type Alert, type Severity, severities } from '../domain/alert.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import { UserError } from '../shared/errors.ts';
import { AlertRow, severityOf, toAlert } from './alert-row.ts';
import {
  type AlertFilter,
  alertDays,
  countAlertsQuery,
  latestAlertsQuery,
  oneAlertQuery,
  openAlertsQuery,
} from './alerts-query.ts';
import type { Logs } from './logs.ts';
import type { PortalLinks } from './portal-links.ts';

/** Which alerts to show, and which part of them. */
export interface AlertQuestion extends AlertFilter {
  workspaces: readonly Workspace[];
  limit: number;
  offset: number;
}

/** A page of alerts with the truth about the rest. */
export interface AlertPage {
  /** Newest first, each alert once, as the workspace with its newest row has it. */
  alerts: Alert[];
  /**
   * How many alerts the question has in all. Workspaces are counted one by one, so with several of them an
   * alert that two hold counts twice, unless this page or one before it shows it: exact on the last page, an
   * upper bound before.
   */
  total: number;
  /** What `total` is made of. */
  bySeverity: Readonly<Record<Severity, number>>;
  /** Opens the same question in the portal (the first workspace's). */
  logsUrl: string;
}

/** Reads alerts from Log Analytics. */
export interface Alerts {
  latest(question: AlertQuestion, scope: CallScope): Promise<AlertPage>;
  /**
   * One alert by its id or by the beginning of it, eight characters at least. Undefined when there is none.
   *
   * @throws UserError when several alerts begin so.
   */
  byId(id: string, workspaces: readonly Workspace[], scope: CallScope): Promise<Alert | undefined>;
}

/** KQL cannot skip rows, so a page costs all rows before it; nobody turns two hundred pages. */
const deepest = 2000;
const shortestId = 8;
const longestId = 200;

const CountRow = z.object({ AlertSeverity: z.string().nullish(), Alerts: z.number() });

/** A reader of alerts. `products` are the product names that count as Defender for IoT. */
export function createAlerts(
  products: readonly string[],
  { logs, links }: { logs: Logs; links: Pick<PortalLinks, 'logs'> },
): Alerts {
  async function counts(question: AlertQuestion, scope: CallScope): Promise<Record<Severity, number>> {
    const query = countAlertsQuery(question, products);
    const rows = await Promise.all(
      question.workspaces.map((workspace) => logs.rows(workspace, query, question.hours, CountRow, scope)),
    );
    const result: Record<Severity, number> = { High: 0, Medium: 0, Low: 0, Informational: 0 };
    for (const { AlertSeverity, Alerts } of rows.flat()) result[severityOf(AlertSeverity ?? '')] += Alerts;
    return result;
  }

  async function newest(question: AlertQuestion, scope: CallScope): Promise<Merged> {
    const { workspaces, hours, limit, offset } = question;
    const end = Math.min(deepest, offset + limit);
    if (end <= offset) return { alerts: [], copies: [] };
    const query = latestAlertsQuery(question, products, end);
    const lists = await Promise.all(
      workspaces.map(async (workspace) => {
        const rows = await logs.rows(workspace, query, hours, AlertRow, scope);
        return rows.map((row) => toAlert(row, workspace));
      }),
    );
    const { alerts, copies } = merge(lists);
    return { alerts: alerts.slice(offset, end), copies };
  }

  return {
    async latest(question, scope) {
      const [{ alerts, copies }, bySeverity] = await Promise.all([
        newest(question, scope),
        counts(question, scope),
      ]);
      for (const { severity } of copies) bySeverity[severity] = Math.max(0, bySeverity[severity] - 1);
      const [first] = question.workspaces;
      return {
        alerts,
        total: severities.reduce((sum, severity) => sum + bySeverity[severity], 0),
        bySeverity,
        logsUrl: first ? links.logs(first, openAlertsQuery(question, products), question.hours) : '',
      };
    },

    async byId(id, workspaces, scope) {
      const wanted = id.trim();
      if (wanted.length < shortestId || wanted.length > longestId) return undefined;
      const query = oneAlertQuery(wanted, products);
      const found = await Promise.all(
        workspaces.map(async (workspace) => {
          const rows = await logs.rows(workspace, query, 24 * alertDays, AlertRow, scope);
          return rows.map((row) => toAlert(row, workspace));
        }),
      );
      const { alerts } = merge(found);
      const exact = alerts.find((alert) => alert.id.toLowerCase() === wanted.toLowerCase());
      if (!exact && alerts.length > 1) {
        throw new UserError('Several alerts have an id that begins like this. Please give more of the id.', {
          title: 'Which alert?',
          next: [{ title: 'Show alerts', command: 'alerts' }],
        });
      }
      return exact ?? alerts[0];
    },
  };
}

interface Merged {
  /** Newest first, each id once. */
  alerts: Alert[];
  /** Older rows of the same alerts, from other workspaces. */
  copies: Alert[];
}

/** Joins the lists of several workspaces: an alert that is in two of them is one alert. */
function merge(lists: readonly (readonly Alert[])[]): Merged {
  const newestFirst = lists.flat().sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  const seen = new Set<string>();
  const isFirst = ({ id }: Alert) => {
    const key = id.toLowerCase();
    return !seen.has(key) && seen.add(key);
  };
  const { alerts = [], copies = [] } = Object.groupBy(newestFirst, (alert) =>
    isFirst(alert) ? 'alerts' : 'copies',
  );
  return { alerts, copies };
}
