import { AzureError, type AzureErrorKind, type AzureService } from '../domain/azure-error.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** Why our own transport ended a request; never an answer of Azure. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: AzureErrorKind;

  constructor(kind: AzureErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The part of an HTTP answer that errors are made from. */
export interface FailedAnswer {
  status: number;
  headers: { get(name: string): string | undefined };
  bodyAsText?: string | null;
}

// Codes of the network, as Node and core-rest-pipeline name them, that mean "nobody answered".
const networkCodes =
  /^(E(CONN|NOT|TIME|SOCKET|PIPE|HOST|NET|AI_|ADDR|PROTO)\w*|REQUEST_SEND_ERROR|ERR_(STREAM|TLS|SSL)\w*|(CERT|DEPTH|SELF|UNABLE)_\w+)$/;

// Of these, the ones that come up before there is a connection that a request could be written to.
const neverConnectedCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ERR_TLS_CERT_\w+|(CERT|DEPTH|SELF|UNABLE)_\w+)$/;

/**
 * Turns whatever an SDK threw into an `AzureError` and keeps the original as its cause. This is the only
 * place that looks at status codes and SDK errors. `signal` tells an abort by the caller from other trouble;
 * `nothingSent` goes into the error.
 */
export function toAzureError(
  service: AzureService,
  error: unknown,
  signal?: AbortSignal,
  nothingSent = false,
): AzureError {
  if (error instanceof AzureError) return error;
  if (error instanceof TransportError) {
    return new AzureError(service, error.kind, { cause: error, detail: error.message, nothingSent });
  }
  // TimeoutError is the reason of our own deadlines.
  if (signal?.aborted || nameOf(error) === 'AbortError' || nameOf(error) === 'TimeoutError') {
    return new AzureError(service, 'timed out', {
      cause: error,
      detail: 'the call was given up',
      nothingSent,
    });
  }
  const status = field(error, 'statusCode');
  const code = textField(error, 'code');
  if (typeof status === 'number') {
    return new AzureError(service, kindOfStatus(status, code), {
      code: isBrokenBody(error) ? '' : code, // that one is the SDK's
      cause: error,
      retryAfterSeconds: retryAfterOf(error),
      detail: detailOf(code, status, error),
      nothingSent,
    });
  }
  // These are the codes of Node and of the SDKs, not Azure's.
  const kind = networkCodes.test(code) ? 'unavailable' : 'garbled';
  return new AzureError(service, kind, {
    cause: error,
    detail: `${code} ${messageOf(error)}`.trim(),
    nothingSent,
  });
}

/** An answer that we do not retry because Azure asked for a longer wait than a person would sit through. */
export function longWait(
  service: AzureService,
  answer: FailedAnswer,
  seconds: number,
  nothingSent: boolean,
): AzureError {
  const code = codeOf(answer.bodyAsText ?? '');
  return new AzureError(service, kindOfStatus(answer.status), {
    code,
    retryAfterSeconds: seconds,
    detail: `${code || answer.status}, asked to wait ${seconds} s`,
    nothingSent,
  });
}

/** True when a request failed before there was a connection to send it on. */
export function isNeverConnected(error: unknown): boolean {
  return field(error, 'statusCode') === undefined && neverConnectedCodes.test(textField(error, 'code'));
}

/** True for a request that changes nothing, however often it is sent. */
export function isRead({ method }: { method: string }): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * True when Log Analytics answered 204: the workspace holds no data at all. The SDK throws it as an error
 * because it expects a table.
 */
export function isEmptyAnswer(error: unknown): boolean {
  return field(error, 'statusCode') === 204;
}

/** True when an answer could not be read: below the SDKs' own parsing, because it broke off before its end. */
export function isBrokenBody(error: unknown): boolean {
  return field(error, 'code') === 'PARSE_ERROR';
}

/**
 * True for an answer that refuses the token itself, whatever its holder may do. Log Analytics does so with 403
 * as well (learn.microsoft.com, "Azure Monitor Log Analytics API errors").
 */
export function refusesToken({ status, bodyAsText }: FailedAnswer): boolean {
  return isTokenTrouble(status, status === 403 ? codeOf(bodyAsText ?? '') : '');
}

/**
 * True for trouble that no failed request shows: an answer that could not be read, or no token to ask with.
 * The transport logs all the rest.
 */
export function isUnseen(error: unknown): boolean {
  if (error instanceof AzureError) return error.retryAfterSeconds === undefined;
  if (error instanceof TransportError || nameOf(error) === 'AbortError') return false;
  return nameOf(error) !== 'RestError' || isBrokenBody(error);
}

/** True when trying the same in another way makes sense because this way is not allowed. */
export function isForbidden(error: unknown): error is AzureError {
  return error instanceof AzureError && error.kind === 'forbidden';
}

function isTokenTrouble(status: number, code: string): boolean {
  return status === 401 || (status === 403 && code === 'InvalidAuthenticationToken');
}

function kindOfStatus(status: number, code = ''): AzureErrorKind {
  if (isTokenTrouble(status, code)) return 'not signed in';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not found';
  if (status === 408) return 'timed out';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'unavailable';
  if (status >= 400) return 'refused';
  return 'garbled'; // a 2xx or 3xx that the SDK could make nothing of
}

function retryAfterOf(error: unknown): number | undefined {
  const headers = field(field(error, 'response'), 'headers');
  if (typeof headers !== 'object' || headers === null) return undefined;
  const get: unknown = Reflect.get(headers, 'get');
  if (typeof get !== 'function') return undefined;
  return retryAfterSeconds((name) => {
    const value: unknown = Reflect.apply(get, headers, [name]);
    return typeof value === 'string' ? value : undefined;
  });
}

// Azure's message names the action and the scope of a missing right; its length is not ours to trust.
function detailOf(code: string, status: number, error: unknown): string {
  const message = messageOf(error);
  return `${code || status}${message ? `: ${message}` : ''}`;
}

function codeOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    return textField(field(parsed, 'error'), 'code') || textField(parsed, 'code');
  } catch {
    return '';
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.length > 400 ? `${message.slice(0, 400)}…` : message;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textField(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}
