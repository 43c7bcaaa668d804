import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Clients } from '../../src/azure/clients.ts';
import { collect } from '../../src/azure/collect.ts';
import { createGraph } from '../../src/azure/graph.ts';
import { AzureError } from '../../src/domain/azure-error.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { type Answer, json, startWebServer, type WebServer } from '../support/a-web-server.ts';
import { aScope, someClients } from '../support/some-clients.ts';

const subscription = '11111111-1111-4111-8111-111111111111';
const resourceId = `subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law`;
let server: WebServer;

afterEach(() => server.stop());

async function answering(answer: Answer): Promise<WebServer> {
  server = await startWebServer(answer);
  return server;
}

/** One request through each SDK that the bot uses. */
const uses: Record<string, (clients: Clients, scope?: ReturnType<typeof aScope>) => Promise<unknown>> = {
  'Azure Resource Graph': (clients, scope = aScope()) =>
    createGraph(clients, systemClock).rows('resources', z.unknown(), scope),
  'Azure Resource Manager': (clients, scope = aScope()) =>
    clients.subscriptions(scope, (client) => collect((page) => client.subscriptions.list(page))),
  'Azure IoT Hub': (clients, scope = aScope()) =>
    clients.iotHub(subscription, scope, (client) =>
      collect((page) => client.iotHubResource.listBySubscription(page)),
    ),
  'Microsoft Defender for IoT': (clients, scope = aScope()) =>
    clients.security(subscription, scope, (client) =>
      collect((page) => client.iotSecuritySolution.listBySubscription(page)),
    ),
  'Microsoft Sentinel': (clients, scope = aScope()) =>
    clients.sentinel(subscription, scope, (client) =>
      collect((page) => client.dataConnectors.list('rg', 'law', page)),
    ),
  'Azure role assignments': (clients, scope = aScope()) =>
    clients.authorization(subscription, scope, (client) =>
      collect((page) => client.permissions.listForResourceGroup('rg', page)),
    ),
  'Log Analytics': (clients, scope = aScope()) =>
    clients.logs(scope, (client) => client.queryResource(`/${resourceId}`, 'print 1', { duration: 'PT1H' })),
};

async function errorOf(work: Promise<unknown>): Promise<AzureError> {
  const error = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AzureError)) throw new Error(`not an AzureError: ${String(error)}`);
  return error;
}

function empty(request: { path: string }, response: ServerResponse): void {
  if (request.path.includes('ResourceGraph')) json(response, 200, { totalRecords: 0, count: 0, data: [] });
  else if (request.path.startsWith('/v1/')) json(response, 200, { tables: [] });
  else json(response, 200, { value: [] });
}

describe.each(Object.keys(uses))('%s', (service) => {
  const use = (clients: Clients, scope?: ReturnType<typeof aScope>) =>
    uses[service]?.(clients, scope) ?? Promise.reject(new Error('unknown service'));

  it('is asked with a token for its own audience and the correlation id', async () => {
    const { url, seen } = await answering(empty);
    await use(someClients(url));
    const audience =
      service === 'Log Analytics' ? 'https://api.loganalytics.io' : 'https://management.azure.com';
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers.authorization).toBe(`Bearer token for ${audience}`);
    expect(seen[0]?.headers['x-ms-client-request-id']).toBe(aScope().correlationId);
  });

  it('leaves one log line per request that holds no id', async () => {
    const { url } = await answering(empty);
    const log = aLog();
    await use(someClients(url, { log }));
    expect(log.lines).toMatchObject([
      {
        level: 'info',
        message: 'Azure answered',
        fields: { service, status: 200, correlationId: aScope().correlationId },
      },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain(subscription);
    expect(JSON.stringify(log.lines)).not.toContain('token');
  });

  it.each([
    [401, 'not signed in'],
    [403, 'forbidden'],
    [404, 'not found'],
    [400, 'refused'],
    [409, 'conflict'],
    [412, 'conflict'],
    [422, 'refused'],
    [408, 'timed out'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [307, 'garbled'],
  ])('turns status %i into "%s" with Azure’s code', async (status, kind) => {
    const { url } = await answering((_, response) =>
      json(
        response,
        status,
        { error: { code: 'SomeCode', message: 'Some words of Azure.' } },
        { location: '/x' },
      ),
    );
    expect(await errorOf(use(someClients(url)))).toMatchObject({ service, kind, code: 'SomeCode' });
  });

  it('is asked once more with a new token when it refuses the one it got', async () => {
    const { url, seen } = await answering((request, response) => {
      if (request.headers.authorization === 'Bearer token 2') empty(request, response);
      else json(response, 401, { error: { code: 'ExpiredAuthenticationToken', message: 'Words.' } });
    });
    let made = 0;
    const makeCredential = async () => {
      made += 1;
      const token = `token ${made}`;
      return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 24 * 3_600_000 }) };
    };
    const clients = someClients(url, { makeCredential });
    await use(clients);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token 1', 'Bearer token 2']);
    await use(clients);
    expect(seen).toHaveLength(3);
  });

  it.each([
    [401, 'AuthenticationFailed', 'not signed in'],
    [403, 'InvalidAuthenticationToken', 'not signed in'],
    [403, 'AuthorizationFailed', 'forbidden'],
  ])('that answers %i %s to every token is asked twice at the most', async (status, code, kind) => {
    const { url, seen } = await answering((_, response) =>
      json(response, status, { error: { code, message: 'Words.' } }),
    );
    let asked = 0;
    const makeCredential = async () => ({
      getToken: async () => ({ token: `token ${++asked}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
    });
    const clients = someClients(url, { makeCredential, retries: 2 });
    expect(await errorOf(use(clients))).toMatchObject({ service, kind, code });
    expect(seen).toHaveLength(kind === 'forbidden' ? 1 : 2);
    seen.length = 0;
    expect(await errorOf(use(clients))).toMatchObject({ service, kind, code });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['an empty 500', (response: ServerResponse) => response.writeHead(500).end(), 'unavailable'],
    [
      'an HTML page with status 200',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
      'garbled',
    ],
    [
      'JSON that stops in the middle',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[{"id":'),
      'garbled',
    ],
    [
      'nothing with status 200',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/json' }).end(),
      'garbled',
    ],
    [
      'JSON that is something else',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}'),
      'garbled',
    ],
    ['a dropped connection', (response: ServerResponse) => response.socket?.destroy(), 'unavailable'],
    [
      'an answer cut off by the connection',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"value":', () => response.socket?.destroy());
      },
      'unavailable',
    ],
  ])('turns %s into the right error', async (_, answer, kind) => {
    const { url } = await answering((_request, response) => void answer(response));
    expect(await errorOf(use(someClients(url)))).toMatchObject({ service, kind });
  });

  it('leaves one log line for an answer that is of no use', async () => {
    const { url } = await answering((_, response) => response.writeHead(200).end('<html>'));
    const log = aLog();
    await errorOf(use(someClients(url, { log })));
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { service, route: expect.stringContaining('/'), ms: expect.any(Number) } },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain(subscription);
  });

  it('gives up on a hanging request at the deadline, without a retry', async () => {
    const { url, seen, arrived } = await answering(() => undefined);
    const clock = aHandClock();
    const failure = errorOf(use(someClients(url, { clock, retries: 2 })));
    await arrived(1);
    clock.advance(9_999);
    expect(clock.sleeping()).toEqual([1]);
    clock.advance(1);
    expect(await failure).toMatchObject({ service, kind: 'timed out' });
    expect(seen).toHaveLength(1);
    expect(clock.sleeping()).toEqual([]);
  });

  it('gives up at once when the caller does', async () => {
    const { url, arrived } = await answering(() => undefined);
    const caller = new AbortController();
    const failure = errorOf(use(someClients(url), aScope(caller.signal)));
    await arrived(1);
    caller.abort();
    expect(await failure).toMatchObject({ service, kind: 'timed out' });
  });

  it('tells how long Azure asks to wait instead of waiting long', async () => {
    const { url, seen } = await answering((_, response) =>
      json(response, 429, { error: { code: 'TooMany', message: 'Slower.' } }, { 'retry-after': '120' }),
    );
    expect(await errorOf(use(someClients(url, { retries: 2 })))).toMatchObject({
      service,
      kind: 'throttled',
      code: 'TooMany',
      retryAfterSeconds: 120,
    });
    expect(seen).toHaveLength(1);
  });

  it('tries again after a short wait and after a server error', async () => {
    const { url, seen } = await answering((request, response) => {
      if (seen.length === 1) json(response, 429, {}, { 'retry-after': '0' });
      else if (seen.length === 2) json(response, 500, {});
      else empty(request, response);
    });
    await use(someClients(url, { retries: 2 }));
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ headers }) => headers['x-ms-client-request-id']))).toEqual(
      new Set([aScope().correlationId]),
    );
  });
});

describe('the way out', () => {
  it('never takes the token to the host of a foreign nextLink', async () => {
    const other = await startWebServer(empty);
    const { url } = await answering((_, response) =>
      json(response, 200, {
        value: [],
        nextLink: `${other.url.replace('http:', 'https:')}/subscriptions?page=2`,
      }),
    );
    try {
      for (const service of ['Azure Resource Manager', 'Azure IoT Hub', 'Microsoft Sentinel']) {
        const failure = await errorOf(uses[service]?.(someClients(url)) ?? Promise.resolve());
        expect(failure).toMatchObject({ service, kind: 'garbled' });
        expect(failure.message).toContain('refused to send');
      }
      expect(other.seen).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it.each(['http://evil.example/x', 'https://evil.example/x', 'https://127.0.0.1@evil.example/x'])(
    'refuses a nextLink to %s',
    async (nextLink) => {
      const { url, seen } = await answering((_, response) => json(response, 200, { value: [], nextLink }));
      const failure = await errorOf(uses['Azure IoT Hub']?.(someClients(url)) ?? Promise.resolve());
      expect(failure.kind).toBe('garbled');
      expect(seen).toHaveLength(1);
    },
  );

  it('follows a nextLink to the same host', async () => {
    const { url, seen } = await answering((request, response) => {
      const nextLink = `${url.replace('http:', 'https:')}/subscriptions/2?page=2`;
      json(response, 200, { value: [{ id: 'a' }], ...(request.path.includes('page=2') ? {} : { nextLink }) });
    });
    expect(await uses['Azure IoT Hub']?.(someClients(url))).toHaveLength(2);
    expect(seen).toHaveLength(2);
  });

  it('does not take a Resource Manager token to Log Analytics or back', async () => {
    const logs = await startWebServer(empty);
    const { url } = await answering((_, response) =>
      json(response, 200, { value: [], nextLink: `${logs.url.replace('http:', 'https:')}/x` }),
    );
    const failure = await errorOf(
      uses['Azure IoT Hub']?.(someClients(url, { logsUrl: logs.url })) ?? Promise.resolve(),
    );
    expect(failure.kind).toBe('garbled');
    expect(logs.seen).toEqual([]);
    await logs.stop();
  });

  it.each(['plain', 'packed'])('stops reading a %s answer that is too large', async (kind) => {
    const { url } = await answering((_, response) => {
      const body = JSON.stringify({ value: [{ name: 'x'.repeat(200_000) }] });
      const headers = { 'content-type': 'application/json' };
      if (kind === 'packed')
        response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(body));
      else response.writeHead(200, headers).end(body);
    });
    const failure = await errorOf(
      uses['Azure IoT Hub']?.(someClients(url, { maxBytes: 100_000 })) ?? Promise.resolve(),
    );
    expect(failure).toMatchObject({ kind: 'garbled' });
    expect(failure.message).toContain('larger than 100000 bytes');
  });

  it('refuses plain http to any other computer', async () => {
    await answering(empty);
    const failure = await errorOf(
      uses['Azure IoT Hub']?.(someClients('http://192.0.2.1:8080')) ?? Promise.resolve(),
    );
    expect(failure).toMatchObject({ kind: 'garbled' });
  });

  it('ignores a proxy for addresses on this computer', async () => {
    const { url, seen } = await answering(empty);
    process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
    try {
      await uses['Azure IoT Hub']?.(someClients(url));
    } finally {
      delete process.env.HTTPS_PROXY;
    }
    expect(seen).toHaveLength(1);
  });

  it('says that nobody listens', async () => {
    await answering(empty);
    const failure = await errorOf(
      uses['Azure IoT Hub']?.(someClients('http://127.0.0.1:9', { retries: 1 })) ?? Promise.resolve(),
    );
    expect(failure).toMatchObject({ service: 'Azure IoT Hub', kind: 'unavailable', code: '' });
    expect(failure).toHaveProperty('message', expect.stringContaining('ECONNREFUSED'));
  });
});
