import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGraph } from '../../src/azure/graph.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';
import { json, startWebServer, type WebServer } from '../support/a-web-server.ts';
import { aScope, someClients } from '../support/some-clients.ts';

const Row = z.object({ id: z.string() });
let server: WebServer;
afterEach(() => server.stop());

interface Page {
  rows: number;
  next?: string;
  truncated?: boolean;
  headers?: Record<string, string>;
}

/** Resource Graph with these pages, asked in order. */
async function graphOf(pages: readonly Page[], clock: HandClock | typeof systemClock = systemClock) {
  server = await startWebServer((_, response) => {
    const page = pages[server.seen.length - 1] ?? pages.at(-1);
    const data = Array.from({ length: page?.rows ?? 0 }, (_row, n) => ({ id: `${server.seen.length}-${n}` }));
    json(
      response,
      200,
      {
        totalRecords: 1,
        count: data.length,
        resultTruncated: page?.truncated ? 'true' : 'false',
        ...(page?.next ? { $skipToken: page.next } : {}),
        data,
        facets: [],
      },
      page?.headers,
    );
  });
  return createGraph(someClients(server.url, { clock }), clock);
}

describe('a question to Resource Graph', () => {
  it('is asked page by page to its end', async () => {
    const graph = await graphOf([{ rows: 1000, next: 'a' }, { rows: 1000, next: 'b' }, { rows: 7 }]);
    expect(await graph.rows('resources', Row, aScope())).toHaveLength(2007);
    const bodies = server.seen.map(({ body }): unknown => JSON.parse(body));
    expect(bodies).toMatchObject([
      { query: 'resources', options: { $top: 1000, resultFormat: 'objectArray' } },
      { options: { $skipToken: 'a' } },
      { options: { $skipToken: 'b' } },
    ]);
  });

  it('fails rather than show a part as the whole', async () => {
    const graph = await graphOf([{ rows: 1000, truncated: true }]);
    await expect(graph.rows('resources', Row, aScope())).rejects.toMatchObject({ kind: 'garbled' });
  });

  it('does not run in circles', async () => {
    const graph = await graphOf([{ rows: 1, next: 'same' }]);
    await expect(graph.rows('resources', Row, aScope())).rejects.toMatchObject({ kind: 'garbled' });
    expect(server.seen).toHaveLength(2);
  });

  it('ends a chain of pages that never ends', async () => {
    const endless = Array.from({ length: 500 }, (_, n) => ({ rows: 1, next: `page ${n}` }));
    const graph = await graphOf(endless);
    await expect(graph.rows('resources', Row, aScope())).rejects.toMatchObject({ kind: 'garbled' });
    expect(server.seen).toHaveLength(200);
  });

  it('fails when the rows are not what was asked for', async () => {
    const graph = await graphOf([{ rows: 1 }]);
    const answer = graph.rows('resources', z.object({ name: z.string() }), aScope());
    await expect(answer).rejects.toMatchObject({ kind: 'garbled', service: 'Azure Resource Graph' });
  });

  it('waits when the quota is used up, until it is renewed', async () => {
    const clock = aHandClock();
    const headers = { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:04' };
    const graph = await graphOf([{ rows: 1, next: 'a', headers }, { rows: 1 }], clock);
    const rows = graph.rows('resources', Row, aScope());
    await expect.poll(() => clock.sleeping()).toEqual([4000]);
    expect(server.seen).toHaveLength(1);
    clock.advance(4000);
    expect(await rows).toHaveLength(2);
  });
});
