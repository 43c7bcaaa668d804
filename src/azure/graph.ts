import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clock } from '../shared/clock.ts';
import type { Clients } from './clients.ts';
import { TransportError } from './errors.ts';

/** Asks Resource Graph. */
export interface Graph {
  /** All rows of a query, however many pages they take. Each row is parsed. */
  rows<Row>(query: string, row: z.ZodType<Row>, scope: CallScope): Promise<Row[]>;
}

/** Resource Graph's largest page. */
const pageSize = 1000;
/** 200,000 rows: more than a tenant can hold hubs, and an end for a chain of pages that never ends. */
const mostPages = 200;

/** The parts of an answer that we read. */
const Page = z.object({
  data: z.array(z.unknown()),
  skipToken: z.string().nullish(),
  resultTruncated: z.string().nullish(),
});

/**
 * A reader of Resource Graph that keeps to its quota (15 queries in 5 seconds for all the bot's instances
 * together): when an answer says that nothing is left, the next question waits until the quota is renewed.
 */
export function createGraph(clients: Pick<Clients, 'resourceGraph'>, clock: Clock): Graph {
  let freeAt = 0;

  async function page(
    client: ResourceGraphClient,
    query: string,
    skipToken: string | undefined,
    scope: CallScope,
  ) {
    const wait = freeAt - clock.now().getTime();
    if (wait > 0) await clock.sleep(wait, scope.signal);
    const options = {
      top: pageSize,
      resultFormat: 'objectArray' as const,
      ...(skipToken ? { skipToken } : {}),
    };
    const answer = await client.resources(
      { query, options },
      {
        onResponse: ({ headers }) => {
          const left = Number(headers.get('x-ms-user-quota-remaining') ?? 'NaN');
          if (left <= 0)
            freeAt = clock.now().getTime() + resetMs(headers.get('x-ms-user-quota-resets-after'));
        },
      },
    );
    return Page.parse(answer);
  }

  return {
    rows: (query, row, scope) =>
      clients.resourceGraph(scope, async (client) => {
        const rows: unknown[] = [];
        let skipToken: string | undefined;
        for (let count = 1; count <= mostPages; count += 1) {
          const { data, ...rest } = await page(client, query, skipToken, scope);
          rows.push(...data);
          if (!rest.skipToken) {
            // Azure says so when it has cut the answer and cannot go on: a part must not pass for the whole.
            if (rest.resultTruncated === 'true')
              throw new TransportError('garbled', 'the answer was cut short');
            return z.array(row).parse(rows);
          }
          if (rest.skipToken === skipToken) throw new TransportError('garbled', 'the same page came again');
          skipToken = rest.skipToken;
        }
        throw new TransportError('garbled', `more than ${mostPages} pages`);
      }),
  };
}

/** `hh:mm:ss` in milliseconds; the quota's own five seconds when it says something else. */
function resetMs(text: string | undefined): number {
  const [, hours, minutes, seconds] = /^(\d{2}):(\d{2}):(\d{2})/.exec(text ?? '') ?? [];
  if (!hours || !minutes || !seconds) return 5000;
  return Math.min(5000, (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
}
