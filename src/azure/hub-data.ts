import { z } from 'zod';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import { alertDays, hubDataQuery } from './alerts-query.ts';
import type { Logs } from './logs.ts';

/** When a hub last had an alert and about how many there were in the last 90 days. */
export interface HubData {
  /** ARM id of the hub, lower case. */
  hubId: string;
  lastAlertAt: Date;
  /** An estimate of the service, within a few percent; exact for small numbers. */
  alerts: number;
}

/** One row of `hubDataQuery`. */
export const HubDataRow = z.object({ Hub: z.string(), LastAlert: z.date(), Alerts: z.number() });

/** Reads the data state of all hubs of a workspace: one query, however many hubs there are. */
export function createHubData(products: readonly string[], logs: Logs) {
  return async (workspace: Workspace, scope: CallScope): Promise<HubData[]> => {
    const rows = await logs.rows(workspace, hubDataQuery(products), 24 * alertDays, HubDataRow, scope);
    return rows.map(({ Hub, LastAlert, Alerts }) => ({ hubId: Hub, lastAlertAt: LastAlert, alerts: Alerts }));
  };
}
