import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server as NodeServer } from 'node:http';
import restify, { type Next, type Request, type Response } from 'restify';
import type { Logger } from '../telemetry/logger.ts';
import { type HealthCheck, healthRoute } from './health-route.ts';
import { type HandleMessage, messagesRoute } from './messages-route.ts';
import { type Timeouts, usualTimeouts } from './timeouts.ts';
import { writeJson } from './write-json.ts';

/** What the server is built from. */
export interface HttpServerNeeds {
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: Logger;
  handleMessage: HandleMessage;
  /** May requests be sent here. */
  ready: HealthCheck;
  /** Is the process worth keeping; always well when left out. */
  live?: HealthCheck;
  timeouts?: Partial<Timeouts>;
}

/** The HTTP server. */
export interface HttpServer {
  /** Listens. Rejects with an Error that names the setting to change when the port or address cannot be had. */
  start(): Promise<{ port: number }>;
  /** Takes no more connections, lets what is under way end, then closes the rest. */
  stop(): Promise<void>;
}

/** Far more than a request of the Bot Connector has. */
const maxHeaders = 100;

/**
 * Builds the server on restify 12 with what it lacks by itself: malformed Host headers and targets end the
 * process there (node-restify issue 2011), sockets that ask for an upgrade are never closed, and nothing
 * limits slow or large requests.
 */
export function createHttpServer(needs: HttpServerNeeds): HttpServer {
  const { host, port, log, handleMessage, ready, live = () => ({ ok: true, reasons: [] }) } = needs;
  const timeouts = { ...usualTimeouts, ...needs.timeouts };
  // An empty name leaves out the "Server" header.
  const server = restify.createServer({ name: '' });
  const node: NodeServer = server.server;
  limit(node, timeouts);
  // restify throws errors of the server that nobody listens to; `start` reports them.
  server.on('error', (error) => {
    if (node.listening) log.error({ error }, 'HTTP server failed');
  });
  server.on('upgrade', (_request, socket) => socket.destroy());

  const requestIds = new WeakMap<Request, string>();
  const idOf = (request: Request): string => requestIds.get(request) ?? '';
  // Runs before routing.
  server.pre((request: Request, response: Response, next: Next) => {
    const requestId = randomUUID();
    requestIds.set(request, requestId);
    noteAccess(request, response, requestId, log);
    response.setHeader('x-request-id', requestId);
    if (isRoutable(request)) return next();
    writeJson(response, 400, { error: 'The request line or the Host header is malformed.' }, true);
    return next(false);
  });

  const messages = messagesRoute(handleMessage, timeouts.bodyMs);
  // restify wants handlers without a `next` to be `async` by name.
  server.post('/api/messages', async (request: Request, response: Response) =>
    messages(request, response, idOf(request), log),
  );
  const livez = healthRoute('livez', live, timeouts.healthMs);
  const readyz = healthRoute('readyz', ready, timeouts.healthMs);
  server.get('/livez', async (_request: Request, response: Response) => livez(response, log));
  server.get('/readyz', async (_request: Request, response: Response) => readyz(response, log));
  for (const [event, status, error] of [
    ['NotFound', 404, 'There is nothing here.'],
    ['MethodNotAllowed', 405, 'Not with this method.'],
  ] as const) {
    server.on(event, (_request: Request, response: Response) => writeJson(response, status, { error }, true));
  }

  let stopping: Promise<void> | undefined;
  return {
    async start() {
      node.listen(port, host);
      try {
        await once(node, 'listening');
      } catch (error) {
        throw explain(error, host, port);
      }
      const address = node.address();
      return { port: typeof address === 'object' && address ? address.port : port };
    },
    stop() {
      stopping ??= drain(node, timeouts.drainMs);
      return stopping;
    },
  };
}

function limit(node: NodeServer, timeouts: Timeouts): void {
  node.headersTimeout = timeouts.headersMs;
  node.requestTimeout = timeouts.requestMs;
  node.keepAliveTimeout = timeouts.keepAliveMs;
  node.maxHeadersCount = maxHeaders;
}

/** The router works out the address, and restify does not catch what that throws. */
function isRoutable(request: Request): boolean {
  try {
    request.getUrl();
    return true;
  } catch {
    return false;
  }
}

/** One line per request. Neither bodies nor headers nor query strings are logged. */
function noteAccess(request: Request, response: Response, requestId: string, log: Logger): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const path = (request.url ?? '').split('?', 1)[0]?.slice(0, 100);
    const ms = Math.round(performance.now() - startedAt);
    const fields = { requestId, method: request.method, path, status: response.statusCode, ms };
    // Probes come every few seconds.
    if (path === '/livez' || path === '/readyz') log.debug(fields, 'Request');
    else log.info(fields, 'Request');
  });
}

async function drain(node: NodeServer, drainMs: number): Promise<void> {
  if (!node.listening) return;
  const closed = once(node, 'close');
  // Connections that are busy now close as soon as their answer is out.
  node.keepAliveTimeout = 1;
  node.close();
  node.closeIdleConnections();
  const timer = setTimeout(() => node.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(timer);
}

function explain(error: unknown, host: string, port: number): Error {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'EADDRINUSE') {
    return new Error(`Port ${port} is taken by another program. Set PORT to a free one.`, { cause: error });
  }
  if (code === 'EACCES') {
    return new Error(`Port ${port} may not be used by this account. Set PORT to one above 1023.`, {
      cause: error,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Error(`${host} is not an address of this machine. Set HOST to one that is.`, { cause: error });
  }
  return new Error(`The HTTP server does not start on ${host}, port ${port}.`, { cause: error });
}
