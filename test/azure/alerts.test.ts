import { afterEach, describe, expect, it } from 'vitest';
import { createAlerts } from '../../src/azure/alerts.ts';
import { createHubData } from '../../src/azure/hub-data.ts';
import { createLogs } from '../../src/azure/logs.ts';
import { createPortalLinks } from '../../src/azure/portal-links.ts';
import { UserError } from '../../src/shared/errors.ts';
import { json, type SeenRequest, startWebServer, type WebServer } from '../support/a-web-server.ts';
import { ids, law, startAnswering } from '../support/some-answers.ts';
import { aScope, someClients } from '../support/some-clients.ts';

let server: WebServer;
afterEach(() => server.stop());

async function answering(routes: Readonly<Record<string, unknown>>) {
  server = await startAnswering(routes);
  return someClients(server.url);
}

describe('Log Analytics', () => {
  const table = (columns: [string, string][], rows: unknown[][]) => ({
    tables: [{ name: 'PrimaryResult', columns: columns.map(([name, type]) => ({ name, type })), rows }],
  });
  const alertColumns: [string, string][] = [
    ['SystemAlertId', 'string'],
    ['Name', 'string'],
    ['AlertType', 'string'],
    ['AlertSeverity', 'string'],
    ['Status', 'string'],
    ['Description', 'string'],
    ['ResourceId', 'string'],
    ['First', 'datetime'],
    ['Last', 'datetime'],
    ['TimeGenerated', 'datetime'],
    ['ProductName', 'string'],
    ['RemediationSteps', 'string'],
    ['ExtendedProperties', 'string'],
    ['AlertLink', 'string'],
  ];
  const alertRow = (id: string, minute: number) => [
    id,
    'Name',
    'Type',
    'High',
    'New',
    'Words',
    ids.hub,
    null,
    null,
    `2026-11-23T12:${String(minute).padStart(2, '0')}:00.1234567Z`,
    'Product',
    '[]',
    '{}',
    '',
  ];
  const countColumns: [string, string][] = [
    ['AlertSeverity', 'string'],
    ['Alerts', 'long'],
  ];
  const links = createPortalLinks('https://portal.azure.com', 'tenant');
  const question = { workspaces: [law], hours: 24, limit: 2, offset: 0 };
  const isCount = ({ body }: SeenRequest) => body.includes('count()');

  async function alerts(rows: unknown[][], counts: unknown[][] = [['High', rows.length]]) {
    const clients = await answering({
      '/query': (request: SeenRequest) =>
        isCount(request) ? table(countColumns, counts) : table(alertColumns, rows),
    });
    return createAlerts(['Defender for IoT'], { logs: createLogs(clients), links });
  }

  it('shows a page of alerts with the true total', async () => {
    const reader = await alerts(
      [alertRow('a', 3), alertRow('b', 2), alertRow('c', 1)],
      [
        ['High', 7],
        ['low', 4],
        [null, 1],
      ],
    );
    const page = await reader.latest({ ...question, offset: 1 }, aScope());
    expect(page.alerts.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(page).toMatchObject({ total: 12, bySeverity: { High: 7, Medium: 0, Low: 4, Informational: 1 } });
    expect(page.alerts[0]?.firstSeen).toEqual(new Date('2026-11-23T12:02:00.123Z')); // no StartTime, and not 1970
    expect(page.logsUrl).toContain(encodeURIComponent(law.id));
    for (const { body, path, headers } of server.seen) {
      expect(JSON.parse(body)).toMatchObject({ timespan: 'PT24H' });
      expect(path).toBe(`/v1${law.id}/query`);
      expect(headers.prefer).toContain('wait=9');
    }
  });

  const law2 = { ...law, id: `${law.id}-2`, name: 'law-2' };

  /** Two workspaces that hold different rows. */
  async function inTwo(first: unknown[][], second: unknown[][]) {
    const clients = await answering({
      '/query': (request: SeenRequest) => {
        const rows = request.path.includes(`${law2.name}/query`) ? second : first;
        if (!isCount(request)) return table(alertColumns, rows);
        const counts = ['High', 'Low'].map((name) => [name, rows.filter((row) => row[3] === name).length]);
        return table(countColumns, counts);
      },
    });
    return createAlerts(['Defender for IoT'], { logs: createLogs(clients), links });
  }

  it('puts the alerts of several workspaces in one order', async () => {
    const reader = await inTwo([alertRow('a', 3), alertRow('b', 1)], [alertRow('c', 2)]);
    const page = await reader.latest({ ...question, workspaces: [law, law2] }, aScope());
    expect(page.alerts.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(page.total).toBe(3);
  });

  it('shows an alert that two workspaces hold once, with its newest row', async () => {
    const old = alertRow('Shared', 1).with(3, 'Low');
    const reader = await inTwo([old, alertRow('a', 2)], [alertRow('shared', 5)]);
    const page = await reader.latest({ ...question, limit: 8, workspaces: [law, law2] }, aScope());
    expect(page.alerts.map(({ id, workspaceId }) => [id, workspaceId])).toEqual([
      ['shared', law2.id],
      ['a', law.id],
    ]);
    expect(page).toMatchObject({ total: 2, bySeverity: { High: 2, Low: 0 } });
  });

  it('finds the newest row of an alert that two workspaces hold', async () => {
    const reader = await inTwo([alertRow('12345678-aaaa', 1)], [alertRow('12345678-aaaa', 5)]);
    expect(await reader.byId('12345678', [law, law2], aScope())).toMatchObject({ workspaceId: law2.id });
    expect(await reader.byId('12345678-aaaa', [law, law2], aScope())).toMatchObject({ workspaceId: law2.id });
  });

  it('turns no page beyond the two thousandth alert', async () => {
    const reader = await alerts([alertRow('a', 1)]);
    expect((await reader.latest({ ...question, offset: 2000 }, aScope())).alerts).toEqual([]);
    expect(server.seen.every(isCount)).toBe(true);
  });

  it('finds an alert by its id or the beginning of it', async () => {
    const reader = await alerts([alertRow('12345678-aaaa', 1)]);
    expect((await reader.byId('12345678', [law], aScope()))?.id).toBe('12345678-aaaa');
    expect((await reader.byId(' 12345678-AAAA ', [law], aScope()))?.id).toBe('12345678-aaaa');
  });

  it('asks for more of an id that several alerts begin with, unless one is exactly it', async () => {
    const reader = await alerts([alertRow('12345678-aaaa', 1), alertRow('12345678-bbbb', 2)]);
    await expect(reader.byId('12345678', [law], aScope())).rejects.toBeInstanceOf(UserError);
    expect((await reader.byId('12345678-bbbb', [law], aScope()))?.id).toBe('12345678-bbbb');
  });

  it.each(['', '1234567', 'x'.repeat(201)])('does not look for an alert by "%s"', async (id) => {
    const reader = await alerts([alertRow('a', 1)]);
    expect(await reader.byId(id, [law], aScope())).toBeUndefined();
    expect(server.seen).toEqual([]);
  });

  it('reads when each hub last had an alert', async () => {
    const clients = await answering({
      '/query': table(
        [
          ['Hub', 'string'],
          ['LastAlert', 'datetime'],
          ['Alerts', 'long'],
        ],
        [[ids.hub.toLowerCase(), '2026-11-23T12:00:00Z', 42]],
      ),
    });
    expect(await createHubData([], createLogs(clients))(law, aScope())).toEqual([
      { hubId: ids.hub.toLowerCase(), lastAlertAt: new Date('2026-11-23T12:00:00Z'), alerts: 42 },
    ]);
  });

  it('holds nothing in a workspace without data', async () => {
    server = await startWebServer((_, response) => response.writeHead(204).end());
    expect(await createHubData([], createLogs(someClients(server.url)))(law, aScope())).toEqual([]);
  });

  it('holds nothing when the table does not exist yet', async () => {
    const clients = await answering({ '/query': table([['Hub', 'string']], []) });
    expect(await createHubData([], createLogs(clients))(law, aScope())).toEqual([]);
  });

  it.each([
    [
      'a part of the answer',
      { ...table([['Hub', 'string']], []), error: { code: 'PartialError', message: 'x', details: [] } },
      'unavailable',
    ],
    ['no table', { tables: [] }, 'garbled'],
    ['other columns', table([['Other', 'string']], [['x']]), 'garbled'],
  ])('fails when it gives %s', async (_, answer, kind) => {
    const clients = await answering({ '/query': answer });
    await expect(createHubData([], createLogs(clients))(law, aScope())).rejects.toMatchObject({
      service: 'Log Analytics',
      kind,
    });
  });

  it('runs three queries at a time', async () => {
    const held: (() => void)[] = [];
    server = await startWebServer((_, response) => {
      held.push(() => json(response, 200, table([['Hub', 'string']], [])));
    });
    const read = createHubData([], createLogs(someClients(server.url)));
    const answers = Promise.all(Array.from({ length: 7 }, () => read(law, aScope())));
    for (let sent = 0; sent < 7; sent += 1) {
      await server.arrived(Math.min(7, sent + 3));
      expect(server.seen.length).toBeLessThanOrEqual(sent + 3);
      held[sent]?.();
    }
    expect(await answers).toHaveLength(7);
  });

  it('lets a caller who gives up leave the line of queries', async () => {
    server = await startWebServer(() => undefined);
    const read = createHubData([], createLogs(someClients(server.url)));
    const others = new AbortController();
    const three = Array.from({ length: 3 }, () => read(law, aScope(others.signal)));
    await server.arrived(3);
    const caller = new AbortController();
    const fourth = read(law, aScope(caller.signal));
    caller.abort();
    await expect(fourth).rejects.toMatchObject({ service: 'Log Analytics', kind: 'timed out' });
    others.abort();
    await Promise.allSettled(three);
    expect(server.seen).toHaveLength(3);
  });
});
