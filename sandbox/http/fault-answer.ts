import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import type { Answer } from './answer.ts';
import { armError, iotHubError, logsError } from './azure-error.ts';
import { partialError } from './partial-error.ts';

/** Longest delay of a fault: a minute, so that no test hangs for long. */
const maxDelayMs = 60_000;

/** Waits a fault's delay. The wait does not keep the process alive. */
export function hold(ms: number): Promise<void> {
  return delay(Math.min(Math.max(0, ms), maxDelayMs), undefined, { ref: false });
}

/** What a fault answers instead of the service; undefined when the service shall answer. */
export function garbageOf(fault: Fault, path: string): Answer | undefined {
  const { status, garbage, retryAfter } = fault;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  if (garbage)
    return {
      status: status ?? 200,
      ...nonsense(garbage),
      headers: { ...nonsense(garbage).headers, ...headers },
    };
  if (status === undefined) return undefined;
  const code = fault.code ?? codeOf(status);
  const message = fault.message ?? `A fault of the sandbox: status ${status}.`;
  // The IoT Hub provider answers its own troubles in its own shape.
  if (
    status >= 500 &&
    /\/providers\/microsoft\.devices\/[^/]+/i.test(path) &&
    !/microsoft\.authorization/i.test(path)
  )
    return { ...iotHubError(status, code, message).answer, headers };
  return path.startsWith('/v1/')
    ? logsError(status, code, message, { headers }).answer
    : armError(status, code, message, { headers }).answer;
}

function nonsense(kind: NonNullable<Fault['garbage']>): Omit<Answer, 'status'> {
  switch (kind) {
    case 'html':
      return {
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>',
      };
    case 'truncated-json':
      return { body: '{"value":[{"id":"/subscriptions/' };
    case 'other-json':
      return { body: { unexpected: true } };
    case 'empty':
      return {};
  }
}

function codeOf(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    401: 'InvalidAuthenticationToken',
    403: 'AuthorizationFailed',
    404: 'ResourceNotFound',
    409: 'Conflict',
    412: 'PreconditionFailed',
    429: 'SubscriptionRequestsThrottled',
    500: 'InternalServerError',
    502: 'BadGateway',
    503: 'ServerUnavailable',
    504: 'GatewayTimeout',
  };
  return codes[status] ?? 'SandboxFault';
}

/** Changes an answer of the service as a fault asks: half of the rows, a foreign next link. */
export function applyToAnswer(fault: Fault, answer: Answer): Answer {
  const { body } = answer;
  if (answer.status !== 200 || typeof body !== 'object' || body === null) return answer;
  if (fault.nextLink !== undefined) return { ...answer, body: { ...body, nextLink: fault.nextLink } };
  if (fault.partial && 'tables' in body && Array.isArray(body.tables))
    return { ...answer, body: { ...body, tables: body.tables.map(halved), error: partialError(0) } };
  return answer;
}

function halved(table: unknown): unknown {
  if (typeof table !== 'object' || table === null || !('rows' in table) || !Array.isArray(table.rows))
    return table;
  return { ...table, rows: table.rows.slice(0, Math.ceil(table.rows.length / 2)) };
}
