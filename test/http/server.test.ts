import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Health } from '../../src/http/health-route.ts';
import type { InboundMessage } from '../../src/http/messages-route.ts';
import { createHttpServer, type HttpServer, type HttpServerNeeds } from '../../src/http/server.ts';
import { aLog } from '../support/a-log.ts';

const running: HttpServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function start(over: Partial<HttpServerNeeds> = {}) {
  const log = aLog();
  const seen: InboundMessage[] = [];
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    handleMessage: async (message) => {
      seen.push(message);
      return { status: 200, body: { ok: true } };
    },
    ready: () => ({ ok: true, reasons: [] }),
    ...over,
  });
  running.push(server);
  const { port } = await server.start();
  const url = `http://127.0.0.1:${port}`;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  return { server, port, url, log, seen, post };
}

/** Writes raw bytes and gives what comes back until the connection ends. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(text);
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

const stillAlive = async (url: string) => expect((await fetch(`${url}/livez`)).status).toBe(200);

describe('messages', () => {
  it('hands on the body, the authorization and a request id, and writes the answer', async () => {
    const { post, seen } = await start();
    const answer = await post({ type: 'message' }, { authorization: 'Bearer x' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ok: true });
    expect(seen).toEqual([
      { authorization: 'Bearer x', body: { type: 'message' }, requestId: answer.headers.get('x-request-id') },
    ]);
  });

  it('does not tell what it is made of', async () => {
    const { post } = await start();
    const { headers } = await post({});
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('answers an error of the handler with 500 and none of its words', async () => {
    const { post, log } = await start({
      handleMessage: async () => {
        throw new Error('password=hunter2');
      },
    });
    const answer = await post({});
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    expect(log.lines.map(({ message }) => message)).toContain('Message handler failed');
  });

  it('writes one log line per request, without bodies, headers or query strings', async () => {
    const { url, post, log } = await start();
    await post({ text: 'very private' }, { authorization: 'Bearer secret-token' });
    await fetch(`${url}/nothing?key=secret-query`);
    await expect.poll(() => log.lines.length).toBe(2);
    const [first] = log.lines;
    expect(first?.fields).toMatchObject({ method: 'POST', path: '/api/messages', status: 200 });
    expect(JSON.stringify(log.lines)).not.toMatch(/private|secret/);
  });

  it.each([
    ['a body that is not JSON', '{"type":', { 'content-type': 'application/json' }, 400],
    ['another content type', 'type=message', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a content encoding, even a true one', gzipSync('{}'), { 'content-encoding': 'gzip' }, 415],
    ['a content encoding that is a lie', '{}', { 'content-encoding': 'gzip' }, 415],
    ['a body above 256 KB', JSON.stringify({ text: 'x'.repeat(300_000) }), {}, 413],
  ])('refuses %s', async (_, body, headers, status) => {
    const { post, seen, url } = await start();
    expect((await post(body, headers)).status).toBe(status);
    expect(seen).toEqual([]);
    await stillAlive(url);
  });

  it('stops reading a body without a length once it is too large', async () => {
    const { port, url } = await start();
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = 'POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    const answer = await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`);
    expect(answer).toContain('413');
    await stillAlive(url);
  });

  it('gives up on a body that does not come', async () => {
    const { port, url } = await start({ timeouts: { bodyMs: 50 } });
    const head = 'POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    expect(await raw(port, `${head}Content-Length: 100\r\n\r\n{"type"`)).toContain('408');
    await stillAlive(url);
  });

  it('answers GET with 405 and unknown paths with 404', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/api/messages`)).status).toBe(405);
    const missing = await fetch(`${url}/<script>`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).not.toContain('script');
  });
});

describe('hostile requests', () => {
  it.each(['[x', 'a b', '%', 'a:b', 'a:99999', ''])('survives the Host header "%s"', async (host) => {
    const { port, url } = await start();
    const answer = await raw(port, `GET /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (200|400)/);
    await stillAlive(url);
  });

  it.each(['http://[', 'http://a:99999/', '//', '/%', '*', 'http://'])(
    'survives the target %s',
    async (target) => {
      const { port, url } = await start();
      const answer = await raw(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
      await stillAlive(url);
    },
  );

  it('closes a socket that asks for an upgrade', async () => {
    const { port, url } = await start();
    const upgrade =
      'GET /api/messages HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await raw(port, upgrade)).toBe('');
    await stillAlive(url);
  });

  it('answers bytes that are not HTTP with 400', async () => {
    const { port, url } = await start();
    expect(await raw(port, '\x16\x03\x01 this is no request\r\n\r\n')).toContain('400');
    await stillAlive(url);
  });

  it('bounds headers', async () => {
    const { port, url } = await start();
    const answer = await raw(port, `GET /livez HTTP/1.1\r\nHost: a\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`);
    expect(answer).toContain('431');
    await stillAlive(url);
  });
});

describe('health', () => {
  it('says 200 when well and 503 with reasons when not', async () => {
    let health: Health = { ok: true, reasons: [] };
    const { url } = await start({ ready: () => health });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    health = { ok: false, reasons: ['The database does not answer.'] };
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual(health);
  });

  it('counts a check that throws or hangs as failed, without its words', async () => {
    const hanging = await start({ ready: () => new Promise(() => {}), timeouts: { healthMs: 20 } });
    expect((await fetch(`${hanging.url}/readyz`)).status).toBe(503);
    const throwing = await start({
      ready: () => {
        throw new Error('postgres://user:secret@db');
      },
    });
    const answer = await fetch(`${throwing.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('secret');
  });

  it('is live on its own account', async () => {
    const { url } = await start({ ready: () => ({ ok: false, reasons: ['no'] }) });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });
});

describe('start and stop', () => {
  it('says which setting to change when the port is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const server = createHttpServer({
      host: '127.0.0.1',
      port,
      log: aLog(),
      handleMessage: async () => ({ status: 200 }),
      ready: () => ({ ok: true, reasons: [] }),
    });
    await expect(server.start()).rejects.toThrow(`Port ${port} is taken by another program. Set PORT`);
    await server.stop();
    other.close();
  });

  it('lets a request that is under way end before it stops', async () => {
    let finish = () => {};
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const { server, post, url } = await start({
      handleMessage: () => {
        entered();
        return new Promise((resolve) => {
          finish = () => resolve({ status: 200 });
        });
      },
    });
    const answer = post({});
    await inside;
    const stopped = server.stop();
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    finish();
    expect((await answer).status).toBe(200);
    await stopped;
  });

  it('cuts what does not end in time', async () => {
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const { server, port } = await start({
      timeouts: { drainMs: 30 },
      handleMessage: () => {
        entered();
        return new Promise(() => {});
      },
    });
    const answer = raw(
      port,
      'POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    );
    await inside;
    await server.stop();
    await server.stop();
    expect(await answer).toBe('');
  });
});
