import type { LogsTable } from '@azure/monitor-query';
import { z } from 'zod';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clients } from './clients.ts';
import { isEmptyAnswer, toAzureError } from './errors.ts';
import { createLimit } from './limit.ts';

/** Asks Log Analytics. */
export interface Logs {
  /**
   * Runs a query over the last `hours` of a workspace and parses its rows, each an object by column name.
   * The span bounds what the service reads, besides the query's own conditions.
   */
  rows<Row>(
    workspace: Workspace,
    query: string,
    hours: number,
    row: z.ZodType<Row>,
    scope: CallScope,
  ): Promise<Row[]>;
}

/** Log Analytics runs five queries of one identity at a time and queues the rest; three leave room for other instances. */
const atOnce = 3;
/** The service gives up on a query after this time, just before our own deadline of 10 s. */
const serverSeconds = 9;

/** A reader of Log Analytics. */
export function createLogs(clients: Pick<Clients, 'logs'>): Logs {
  const limit = createLimit(atOnce);
  return {
    rows: (workspace, query, hours, row, scope) => {
      const ask = () =>
        clients.logs(scope, async (client) => {
          const result = await client
            .queryResource(
              workspace.id,
              query,
              { duration: `PT${hours}H` },
              { serverTimeoutInSeconds: serverSeconds },
            )
            .catch((error: unknown) => {
              if (isEmptyAnswer(error)) return undefined;
              throw error;
            });
          if (!result) return [];
          if ('partialError' in result) {
            throw new AzureError('Log Analytics', 'unavailable', {
              code: result.partialError.code,
              cause: result.partialError,
              detail: 'only a part of the answer came',
            });
          }
          return z.array(row).parse(objects(result.tables[0]));
        });
      return limit(ask, scope.signal).catch((error: unknown) => {
        throw toAzureError('Log Analytics', error, scope.signal); // given up while waiting
      });
    },
  };
}

function objects(table: LogsTable | undefined): Record<string, unknown>[] {
  if (!table) throw new AzureError('Log Analytics', 'garbled', { detail: 'an answer without a table' });
  const names = table.columnDescriptors.map(({ name }) => name ?? '');
  return table.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}
