import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject } from './chat.ts';
import { type ConnectorAnswer, failed } from './connector-answer.ts';
import type { ConnectorFault, ConnectorFaults } from './connector-faults.ts';
import type { ConnectorCall } from './connector-routes.ts';

/** A call of the bot and what it got. */
export interface RecordedCall {
  at: Date;
  method: string;
  /** Decoded path below the service address. */
  path: string;
  body: JsonObject;
  authorization: string;
  /** 0 when there was no answer. */
  status: number;
}

/** What the server is made of. */
export interface ConnectorServerNeeds {
  port: number;
  /** Path of the service address: `/teams/`. */
  base: string;
  faults: ConnectorFaults;
  answer(call: ConnectorCall): ConnectorAnswer;
  record(call: RecordedCall): void;
}

/** Listens on loopback. Throws when the port is taken. */
export async function startConnectorServer(needs: ConnectorServerNeeds) {
  const server = createServer((request, response) => {
    serve(request, response, needs).catch((error: unknown) => {
      if (!response.headersSent) write(response, failed(500, 'ServiceError', String(error)));
    });
  });
  server.listen(needs.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : needs.port;
  return {
    port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  needs: ConnectorServerNeeds,
): Promise<void> {
  // Put together as text: a path that begins with `//` would be read as a host otherwise.
  const url = new URL(`http://connector${request.url ?? '/'}`);
  const method = request.method ?? 'GET';
  const text = await readText(request);
  const body = parse(text);
  const path = url.pathname.startsWith(needs.base)
    ? `/${url.pathname.slice(needs.base.length)}`
    : url.pathname;
  const seen = { at: new Date(), method, path: decodeURIComponent(path), body: body ?? {} };
  const authorization = request.headers.authorization ?? '';
  const record = (status: number) => needs.record({ ...seen, authorization, status });

  const fault = needs.faults.take(method);
  if (fault && !fault.dropAfter) {
    record(fault.hang ? 0 : (fault.status ?? 500));
    if (!fault.hang) write(response, troubled(fault), fault);
    return;
  }
  const answer =
    body || method === 'GET' || method === 'DELETE'
      ? needs.answer({ method, path, query: url.searchParams, text, body: body ?? {} })
      : failed(400, 'BadSyntax', 'The body is not a JSON object.');
  record(fault ? 0 : answer.status);
  if (fault) response.destroy();
  else write(response, answer);
}

function troubled({ status = 500, code = 'ServiceError' }: ConnectorFault): ConnectorAnswer {
  return failed(status, code, 'A fault that was asked for.');
}

function write(response: ServerResponse, { status, body }: ConnectorAnswer, fault?: ConnectorFault): void {
  const text = fault?.body ?? (body === undefined ? '' : JSON.stringify(body));
  const retryAfter = fault?.retryAfterSeconds;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  });
  response.end(text);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
