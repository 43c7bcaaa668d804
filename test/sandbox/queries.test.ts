import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { largeStory } from '../../sandbox/world/large-world.ts';
import { placesIn, refusalOf, sandboxClients } from '../support/sandbox-clients.ts';

/* Everything that runs KQL stands in this one file: loading the runner takes a second or two. */

let sandbox: Sandbox;
let large: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  large = await startSandbox({ story: largeStory() });
  await sandbox.warmUp();
});
afterAll(async () => {
  await sandbox.stop();
  await large.stop();
});

const hubsQuery =
  "resources | where type =~ 'microsoft.devices/iothubs' | project id, name, subscriptionId, tier = tostring(sku.tier) | order by id asc";

const graph = (query: string, more: Record<string, unknown> = {}, principal?: string, at = sandbox) =>
  sandboxClients(at, principal ?? placesIn(at).bot)
    .graph()
    .resources({ query, ...more });
const namesIn = (data: unknown) => (Array.isArray(data) ? data.map(({ name }) => name) : []);

describe('Resource Graph', () => {
  it('runs a query over the hubs that the caller may read', async () => {
    expect(await graph(hubsQuery)).toMatchObject({ totalRecords: 12, count: 12, resultTruncated: 'false' });
    const pablo = placesIn(sandbox).person('plant-only');
    const { data } = await graph(hubsQuery, {}, pablo);
    expect(namesIn(data)).toEqual(
      ['ctso-mty-assembly', 'ctso-mty-paintshop', 'ctso-mty-warehouse'].toSorted(),
    );
    expect(await graph(hubsQuery, {}, placesIn(sandbox).person('stranger'))).toMatchObject({
      totalRecords: 0,
    });
  });

  it('knows solutions and subscriptions as well', async () => {
    const solutions =
      "resources | where type =~ 'microsoft.security/iotsecuritysolutions' | project id, name, status = tostring(properties.status), hubs = properties.iotHubs";
    const { data } = await graph(solutions);
    expect(data).toContainEqual(
      expect.objectContaining({ name: 'ctso-mty-paintshop', status: 'Disabled', hubs: [expect.any(String)] }),
    );
    const places = await graph(
      "ResourceContainers | where type == 'microsoft.resources/subscriptions' | project id, name",
    );
    expect(namesIn(places.data)).toContain('Contoso Field Services');
  });

  it('is half a minute behind', async () => {
    const onHubs = () =>
      graph("resources | where type =~ 'microsoft.security/iotsecuritysolutions' | project id, name");
    sandbox.control.portal.disableDefender('ctso-rtm-packaging');
    expect(namesIn((await onHubs()).data)).toContain('ctso-rtm-packaging');
    sandbox.control.moveClock(30_000);
    expect(namesIn((await onHubs()).data)).not.toContain('ctso-rtm-packaging');
    sandbox.control.portal.enableDefender('ctso-rtm-packaging');
    sandbox.control.moveClock(30_000);
  });

  it('pages 5,000 hubs by tokens, a thousand at a time', async () => {
    const ids = new Set<unknown>();
    let pages = 0;
    let skipToken: string | undefined;
    do {
      const page = await graph(
        hubsQuery,
        { options: { top: 1000, ...(skipToken ? { skipToken } : {}) } },
        undefined,
        large,
      );
      for (const { id } of Array.isArray(page.data) ? page.data : []) ids.add(id);
      skipToken = page.skipToken;
      pages += 1;
    } while (skipToken);
    expect({ pages, hubs: ids.size }).toEqual({ pages: 5, hubs: 5000 });
  });

  it('shows one moment on all pages of a list', async () => {
    const first = await graph(hubsQuery, { options: { top: 8 } });
    sandbox.control.portal.removeHub('ctso-rtm-lab');
    sandbox.control.moveClock(30_000);
    const skipToken = first.skipToken ?? '';
    expect(await graph(hubsQuery, { options: { top: 8, skipToken } })).toMatchObject({
      count: 4,
      totalRecords: 12,
    });
    expect(await graph(hubsQuery)).toMatchObject({ totalRecords: 11 });
  });

  it('gives no token when the result has no id to go on from', async () => {
    const page = await graph("resources | where type =~ 'microsoft.devices/iothubs' | project name", {
      options: { top: 5 },
    });
    expect(page).toMatchObject({ count: 5, totalRecords: 11, resultTruncated: 'true' });
    expect(page.skipToken).toBeUndefined();
  });

  it('refuses large pages, foreign tokens, subscriptions out of reach and queries that are wrong', async () => {
    expect(await refusalOf(graph(hubsQuery, { options: { top: 1001 } }))).toMatchObject({ status: 400 });
    expect(await refusalOf(graph(hubsQuery, { options: { skipToken: 'x' } }))).toMatchObject({ status: 400 });
    const { subscription, person } = placesIn(sandbox);
    const elsewhere = { subscriptions: [subscription('Contoso Plant Penang')] };
    expect(await refusalOf(graph(hubsQuery, elsewhere, person('plant-only')))).toMatchObject({ status: 400 });
    for (const wrong of ['resources | where', 'resources | where nope == 1', 'resource | take 1'])
      expect(await refusalOf(graph(wrong))).toMatchObject({ status: 400, code: 'BadRequest' });
    sandbox.control.moveClock(5_000);
  });

  it('takes 15 queries in 5 seconds and then answers 429 with the time to wait', async () => {
    sandbox.control.moveClock(5_000);
    const seen: (string | undefined)[] = [];
    const client = sandboxClients(sandbox, placesIn(sandbox).bot).graph();
    const ask = () =>
      client.resources(
        { query: 'resourcecontainers | take 1' },
        { onResponse: ({ headers }) => seen.push(headers.get('x-ms-user-quota-remaining')) },
      );
    for (let index = 0; index < 15; index += 1) await ask();
    expect(seen.slice(-2)).toEqual(['1', '0']);
    expect(await refusalOf(ask())).toMatchObject({ status: 429, code: 'RateLimiting' });
    sandbox.control.moveClock(5_000);
    expect(await ask()).toMatchObject({ count: 1 });
  });
});

const workspace = () => placesIn(sandbox).workspace;
const logs = (query: string, principal?: string, duration = 'P30D') =>
  sandboxClients(sandbox, principal ?? placesIn(sandbox).bot)
    .logs()
    .queryWorkspace(workspace().customerId, query, { duration });
const rowsOf = async (query: string, principal?: string, duration?: string) => {
  const result = await logs(query, principal, duration);
  if (result.status !== 'Success') throw new Error('Only a part came.');
  return result.tables[0]?.rows ?? [];
};

describe('Log Analytics', () => {
  it('answers by the workspace’s GUID and by its ARM id', async () => {
    const query = 'SecurityAlert | summarize n = count() by ProductName | order by n desc';
    const [first] = await rowsOf(query);
    expect(first?.[0]).toBe('Azure Security Center for IoT');
    const client = sandboxClients(sandbox, placesIn(sandbox).bot).logs();
    const byId = await client.queryResource(workspace().id, query, { duration: 'P30D' });
    expect(byId.status === 'Success' && byId.tables[0]?.rows.length).toBeGreaterThan(1);
  });

  it('has rows of the hubs that are protected and connected, and of no others', async () => {
    const names = await rowsOf(
      "SecurityAlert | where ProviderName == 'IoTSecurity' | summarize by hub = tostring(split(tolower(ResourceId), '/')[-1]) | order by hub asc",
    );
    expect(names.flat()).toEqual([
      'ctso-mty-assembly',
      'ctso-mty-warehouse',
      'ctso-pen-utilities',
      'ctso-pen-waferfab',
      'ctso-rtm-packaging',
      'ctso-rtm-refinery',
      'ctso-rtm-tankfarm',
    ]);
  });

  it('has several rows for some alerts, one of them new unless that one is still on its way', async () => {
    const [counts] = await rowsOf(
      "SecurityAlert | where ProviderName == 'IoTSecurity' | extend isNew = tostring(parse_json(ExtendedProperties).isNew) | summarize Rows = count(), News = countif(isNew == 'True') by SystemAlertId | summarize rows = sum(Rows), alerts = count(), news = sum(News), most = max(News)",
    );
    const [rows, alerts, news, most] = (counts ?? []).map(Number);
    expect(rows).toBeGreaterThan(alerts ?? 0);
    expect(most).toBe(1);
    expect(news).toBeGreaterThan((alerts ?? 0) * 0.9);
  });

  it('applies the timespan on top of the query', async () => {
    sandbox.control.addAlerts({ hub: 'ctso-rtm-refinery', name: 'Just now' });
    sandbox.control.addAlerts({
      hub: 'ctso-rtm-refinery',
      name: 'Last week',
      at: new Date(Date.now() - 7 * 86_400_000),
    });
    const names = (duration: string) =>
      rowsOf(
        "SecurityAlert | where DisplayName in ('Just now', 'Last week') | summarize by DisplayName | order by DisplayName asc",
        undefined,
        duration,
      );
    expect((await names('P30D')).flat()).toEqual(['Just now', 'Last week']);
    expect((await names('PT1H')).flat()).toEqual(['Just now']);
  });

  it('knows when a row arrived', async () => {
    const at = new Date(sandbox.control.now().getTime() - 5 * 3_600_000);
    sandbox.control.addAlerts({ hub: 'ctso-rtm-refinery', name: 'Late', at });
    const late = await rowsOf(
      "SecurityAlert | where DisplayName == 'Late' | where ingestion_time() - TimeGenerated > 4h | count",
    );
    expect(late).toEqual([[1]]);
  });

  it('answers dates, numbers, texts and dynamic values as the API does', async () => {
    const { bot } = placesIn(sandbox);
    const raw = await fetch(`${sandbox.url}/v1/workspaces/${workspace().customerId}/query`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sandbox.tokenFor(bot, 'logs')}`,
        'content-type': 'application/json',
        prefer: 'wait=30,include-statistics=true',
      },
      body: JSON.stringify({
        query:
          "print at = datetime(2026-01-02T03:04:05.678Z), n = 5, none = '', bag = parse_json('{\"a\":[1]}'), nothing = datetime(null)",
      }),
    });
    expect(await raw.json()).toMatchObject({
      tables: [{ name: 'PrimaryResult', rows: [['2026-01-02T03:04:05.6780000Z', 5, '', '{"a":[1]}', null]] }],
      statistics: {},
    });
  });

  it('has no SecurityAlert table before the first row', async () => {
    const [empty] = [largeStory({ hubs: 3, subscriptions: 3, defended: 0 })];
    const quiet = await startSandbox({ story: empty });
    const { workspace: place, bot } = placesIn(quiet);
    const ask = (query: string) =>
      sandboxClients(quiet, bot).logs().queryWorkspace(place.customerId, query, { duration: 'P1D' });
    const refusal = await refusalOf(ask('SecurityAlert | count'));
    expect(refusal).toMatchObject({ status: 400, code: 'BadArgumentError' });
    const fuzzy = await ask(
      'union isfuzzy=true (SecurityAlert | project TimeGenerated), (print TimeGenerated = now()) | count',
    );
    expect(fuzzy).toMatchObject({ status: 'Success' });
    await quiet.stop();
  });

  it('names what is wrong with a query', async () => {
    const refused = async (body: unknown) => {
      const { bot } = placesIn(sandbox);
      const answer = await fetch(`${sandbox.url}/v1/workspaces/${workspace().customerId}/query`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sandbox.tokenFor(bot, 'logs')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      return `${answer.status} ${text}`;
    };
    expect(await refused({ query: 'SecurityAlert |' })).toMatch(/^400 .*SyntaxError/);
    expect(await refused({ query: 'SecurityAlert | where Nope == 1' })).toMatch(
      /^400 .*SemanticError.*SEM0100/,
    );
    expect(
      await refused({ query: 'SecurityAlert | make-series n = count() on TimeGenerated step 1h' }),
    ).toMatch(/^400 .*make-series/);
    expect(await refused({ query: 'print 1', timespan: 'yesterday' })).toMatch(/^400 .*yesterday/);
    expect(await refused({ query: 'print 1', workspaces: ['x'] })).toMatch(/^400 .*several workspaces/);
    expect(await refused({ query: 'print 1', colour: 'red' })).toMatch(/^400 .*BadArgumentError/);
  });

  it('asks for the right to query and to each table', async () => {
    const { person } = placesIn(sandbox);
    expect(await rowsOf('SecurityAlert | count', person('operator'))).toHaveLength(1);
    const refusal = await refusalOf(logs('SecurityAlert | count', person('plant-only')));
    expect(refusal).toMatchObject({ status: 403, code: 'InsufficientAccessError' });
    sandbox.control.portal.deny({
      name: 'no alerts',
      who: 'operator',
      scope: 'workspace',
      actions: ['Microsoft.OperationalInsights/workspaces/query/SecurityAlert/read'],
    });
    expect(await refusalOf(logs('SecurityAlert | count', person('operator')))).toMatchObject({ status: 403 });
    expect(await rowsOf('print 1', person('operator'))).toEqual([[1]]);
    sandbox.control.portal.undeny('no alerts');
  });

  it('answers a part with an error when there are too many rows or a fault says so', async () => {
    sandbox.control.set({ logsRowLimit: 3 });
    expect(await logs('SecurityAlert | project SystemAlertId')).toMatchObject({
      status: 'PartialFailure',
      partialError: { code: 'PartialError' },
    });
    sandbox.control.set({ logsRowLimit: 500_000 });
    sandbox.control.addFault({ match: 'logs', partial: true });
    expect(await logs('SecurityAlert | take 10')).toMatchObject({ status: 'PartialFailure' });
  });

  it('answers an empty 200 to a request that does not say that it is JSON, as documented', async () => {
    const { bot } = placesIn(sandbox);
    const answer = await fetch(`${sandbox.url}/v1/workspaces/${workspace().customerId}/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.tokenFor(bot, 'logs')}`, 'content-type': 'text/plain' },
      body: '{"query":"print 1"}',
    });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('lets five queries run at a time and the others wait', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => rowsOf('print 1')));
    expect(results).toHaveLength(12);
  });

  it('answers 429 after 200 queries in 30 seconds', async () => {
    sandbox.control.moveClock(30_000);
    const ask = () => logs('print 1');
    for (let index = 0; index < 200; index += 1) await ask();
    expect(await refusalOf(ask())).toMatchObject({ status: 429 });
    sandbox.control.moveClock(30_000);
    expect(await rowsOf('print 1')).toEqual([[1]]);
  });
});

describe('a new connection', () => {
  it('brings its first rows a quarter of an hour later, unless the hub is quiet', async () => {
    const ofField = () =>
      rowsOf(
        "SecurityAlert | where ResourceId has 'ctso-fld' | summarize hubs = dcount(tolower(ResourceId))",
      );
    sandbox.control.portal.connect('Contoso Field Services');
    sandbox.control.moveClock(14 * 60_000);
    expect((await ofField())[0]?.[0]).toBe(0);
    sandbox.control.moveClock(10 * 60_000 + 8 * 3_600_000);
    expect((await ofField())[0]?.[0]).toBe(1);
    sandbox.control.portal.enableDefender('ctso-fld-windfarm');
    sandbox.control.moveClock(14 * 60_000);
    expect((await ofField())[0]?.[0]).toBe(1);
    sandbox.control.moveClock(10 * 60_000 + 8 * 3_600_000);
    expect((await ofField())[0]?.[0]).toBe(2);
    expect(await rowsOf("SecurityAlert | where ResourceId has 'ctso-pen-testlab' | count")).toEqual([[0]]);
  });

  it('ends when it is cut: nothing arrives afterwards', async () => {
    const count = async () =>
      Number((await rowsOf("SecurityAlert | where ResourceId has 'ctso-fld' | count"))[0]?.[0]);
    const before = await count();
    sandbox.control.portal.disconnect('Contoso Field Services');
    sandbox.control.moveClock(3 * 86_400_000);
    expect(await count()).toBe(before);
  });
});
