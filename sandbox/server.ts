import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ControlRoutes } from './control/control-routes.ts';
import { isControlPath } from './control/control-routes.ts';
import type { Fault, Faults } from './faults.ts';
import type { Answer } from './http/answer.ts';
import { Refusal } from './http/answer.ts';
import { armError, logsError } from './http/azure-error.ts';
import { applyToAnswer, garbageOf, hold } from './http/fault-answer.ts';
import type { RawRequest } from './http/read-request.ts';
import { readRequest } from './http/read-request.ts';
import type { ManagedIdentity } from './msi.ts';
import { answerMsi, msiPath } from './msi.ts';
import type { ReceivedRequest, RequestLog } from './request-log.ts';
import type { Service } from './service.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world/world.ts';

/** What the server puts on the wire. */
export interface ServerParts {
  world: World;
  service: Service;
  tokens: Tokens;
  identity: ManagedIdentity;
  faults: Faults;
  log: RequestLog;
  control: ControlRoutes;
}

/** Cut the connection instead of answering. */
type Outcome = Answer | 'drop' | 'hang';

/** An HTTP server that answers as Azure does. It is not listening yet. */
export function createSandboxServer(parts: ServerParts): Server {
  return createServer((message, response) => {
    // Errors are turned into answers inside; what is left is a broken connection.
    handle(parts, message, response).catch(() => response.destroy());
  });
}

async function handle(parts: ServerParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let request: RawRequest;
  try {
    request = await readRequest(message);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    send(response, error.answer);
    return;
  }
  if (isControlPath(request.path)) {
    send(response, await parts.control(request, message.socket.remoteAddress));
    return;
  }
  const match = parts.service.find(request);
  const route = request.path === msiPath ? 'msi.token' : (match?.route.name ?? 'unknown');
  const entry: ReceivedRequest = {
    method: request.method,
    path: message.url ?? '',
    route,
    principal: '',
    status: 0,
    at: parts.world.clock.now(),
    clientRequestId: String(request.headers['x-ms-client-request-id'] ?? ''),
    body: request.text.slice(0, 10_000),
    json: parsed(request.text),
  };
  parts.log.add(entry);
  const fault = parts.faults.take({ route, method: request.method, path: request.path });
  const outcome = await outcomeOf(parts, request, entry, fault);
  if (outcome === 'hang') return;
  if (outcome === 'drop') {
    response.destroy();
    return;
  }
  entry.status = outcome.status;
  send(response, outcome);
}

async function outcomeOf(
  parts: ServerParts,
  request: RawRequest,
  entry: ReceivedRequest,
  fault: Fault | undefined,
): Promise<Outcome> {
  if (fault?.delayMs !== undefined) await hold(fault.delayMs);
  if (fault?.hang) return 'hang';
  if (fault?.drop === 'before') return 'drop';
  const instead = fault && garbageOf(fault, request.path);
  if (instead) return instead;
  const answer = await answerOf(parts, request, entry);
  if (fault?.slowAnswerMs !== undefined) await hold(fault.slowAnswerMs);
  if (fault?.drop === 'after') return 'drop';
  return fault ? applyToAnswer(fault, answer) : answer;
}

async function answerOf(parts: ServerParts, request: RawRequest, entry: ReceivedRequest): Promise<Answer> {
  if (request.path === msiPath) return answerMsi(request, parts.identity, parts.tokens);
  try {
    const match = parts.service.find(request);
    if (!match) throw unknownRoute(request);
    return await parts.service.answer(match, request, (principal) => {
      entry.principal = principal;
    });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 500, body: { error: { code: 'SandboxBug', message } } };
  }
}

/** The body as JSON; undefined when it is none. */
function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unknownRoute({ method, path }: RawRequest): Refusal {
  const words = `The sandbox has no route '${method} ${path}'.`;
  return path.startsWith('/v1/')
    ? logsError(501, 'NotImplemented', words)
    : armError(501, 'NotImplemented', words);
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const id = randomUUID();
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, {
    ...type,
    'cache-control': 'no-cache',
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': id,
    ...headers,
    ...(status === 204 ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
  });
  response.end(text);
}
