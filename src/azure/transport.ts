import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { AzureError, type AzureService } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clock } from '../shared/clock.ts';
import { isLoopback } from '../shared/loopback.ts';
import type { Logger } from '../telemetry/logger.ts';
import { startDeadline } from './deadline.ts';
import { isBrokenBody, isRead, longWait, TransportError } from './errors.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { routeOf } from './route.ts';

/** What the transport is told once. */
export interface TransportOptions {
  /** Base address of Azure Resource Manager: `https://…`, or `http://` on this computer. */
  armUrl: string;
  /** Base address of Log Analytics, likewise. */
  logsUrl: string;
  /** Longest time for one request with its answer. Default 10 s: a turn has to end well before Teams gives up. */
  deadlineMs?: number;
  /** Longest answer, unpacked. Default 32 MB: 5,000 hubs take about 3 MB, in pages. */
  maxBytes?: number;
}

/** Makes the HTTP side of SDK clients. */
export interface Transport {
  /**
   * An HTTP client for requests to one service on behalf of one caller. `leaving` is called each time when
   * a request that may change something is about to be written to the network.
   */
  clientFor(service: AzureService, scope: CallScope, leaving?: () => void): HttpClient;
}

/** How long a person would wait for a throttled service; a longer `Retry-After` is an error with the time in it. */
const patienceSeconds = 3;
/** Resource Graph's quota is counted per 5 seconds, so the wait is worth it (learn.microsoft.com, "Guidance for throttled requests in Azure Resource Graph"). */
const graphPatienceSeconds = 5;

/**
 * The one way out to Azure for all SDK clients. It sends only to the host configured for the service, so
 * that a token never follows a foreign `nextLink` or redirect; bounds the time and size of every answer;
 * refuses answers that are not JSON, which the SDKs would read as "empty"; and logs one line per request.
 *
 * The SDKs refuse to send tokens to `http:` addresses. They are given `https:` ones, and this is where a
 * configured loopback address becomes `http:` again.
 */
export function createTransport(options: TransportOptions, log: Logger, clock: Clock): Transport {
  const { deadlineMs = 10_000, maxBytes = 32 * 1024 * 1024 } = options;
  let inner: Promise<HttpClient> | undefined;

  /** Sends one request within its deadline; an early end has its own error. */
  async function send(request: PipelineRequest, scope: CallScope): Promise<PipelineResponse> {
    inner ??= import('@azure/core-rest-pipeline').then((core) => core.createDefaultHttpClient());
    const deadline = startDeadline(clock, deadlineMs);
    let tooLarge = false;
    request.abortSignal = AbortSignal.any([scope.signal, deadline.signal]);
    request.onDownloadProgress = ({ loadedBytes }) => {
      tooLarge = loadedBytes > maxBytes;
      if (tooLarge) throw new RangeError('too large'); // ends the reading; an abort would come too late
    };
    try {
      return await (await inner).sendRequest(request);
    } catch (error) {
      if (tooLarge) {
        throw new TransportError('garbled', `the answer is larger than ${maxBytes} bytes`);
      }
      if (deadline.signal.aborted && !scope.signal.aborted) {
        throw new TransportError('timed out', `no answer within ${deadlineMs / 1000} s`);
      }
      if (isBrokenBody(error)) {
        throw new TransportError('unavailable', 'the connection broke in the middle of the answer');
      }
      throw error;
    } finally {
      deadline.clear();
      // The retry policy waits with the request's signal; ours are spent.
      request.abortSignal = scope.signal;
      delete request.onDownloadProgress;
    }
  }

  return {
    clientFor: (service, scope, leaving) => ({
      async sendRequest(request) {
        const asked = request.url;
        const started = clock.now().getTime();
        const { correlationId } = scope;
        const line = { service, method: request.method, route: routeOf(new URL(asked)), correlationId };
        const elapsed = () => clock.now().getTime() - started;
        try {
          const url = allowedUrl(asked, service === 'Log Analytics' ? options.logsUrl : options.armUrl);
          request.url = url.href;
          if (url.protocol === 'http:') allowPlainHttp(request);
          request.headers.set('x-ms-client-request-id', correlationId);
          if (!isRead(request) && !scope.signal.aborted) leaving?.();
          const answer = await send(request, scope);
          refuseWrongType(answer);
          const fields = { ...line, status: answer.status, ms: elapsed() };
          if (answer.status < 400) log.info(fields, 'Azure answered');
          else log.warn(fields, 'Azure answered with an error');
          refuseLongWait(service, answer, clock.now());
          return answer;
        } catch (error) {
          if (!(error instanceof AzureError))
            log.warn({ ...line, ms: elapsed(), error }, 'Azure gave no usable answer');
          throw error;
        } finally {
          request.url = asked; // a retry signs the request again, and signing wants the https address
        }
      },
    }),
  };
}

/** The address to send to, or an error before anything leaves. */
function allowedUrl(asked: string, base: string): URL {
  const url = new URL(asked);
  const allowed = new URL(base);
  if (url.protocol !== 'https:' || url.host !== hostOf(allowed)) {
    throw new TransportError('garbled', `refused to send to ${url.protocol}//${url.host}`);
  }
  if (allowed.protocol === 'http:') {
    url.protocol = 'http:';
    url.port = allowed.port;
  }
  return url;
}

/** Host and port as they stand in the https address that the SDKs are given. */
function hostOf(base: URL): string {
  return new URL(httpsAddress(base.href)).host;
}

/** The address that the SDKs are given: they refuse `http:`. Port 80 has to be spelled out then. */
export function httpsAddress(base: string): string {
  const url = new URL(base);
  if (url.protocol === 'https:') return url.origin;
  return `https://${url.hostname}:${url.port || '80'}`;
}

function allowPlainHttp(request: PipelineRequest): void {
  if (!isLoopback(request.url)) throw new TransportError('garbled', 'refused to send in plain http');
  request.allowInsecureConnection = true;
  // A proxy has no business between two programs on one computer.
  delete request.agent;
  delete request.proxySettings;
}

function refuseLongWait(service: AzureService, answer: PipelineResponse, now: Date): void {
  if (answer.status !== 429 && answer.status !== 503) return;
  const seconds = retryAfterSeconds((name) => answer.headers.get(name), now);
  const patience = service === 'Azure Resource Graph' ? graphPatienceSeconds : patienceSeconds;
  if (seconds !== undefined && seconds > patience) {
    throw longWait(service, answer, seconds, isRead(answer.request));
  }
}

// A gateway's HTML page with status 200 would pass through the SDKs as an object without fields, and a list
// of nothing would be shown as the truth.
function refuseWrongType(answer: PipelineResponse): void {
  if (answer.status !== 200 || answer.request.method === 'DELETE') return;
  const type = answer.headers.get('content-type') ?? '';
  if (!/\bjson\b/i.test(type) || !answer.bodyAsText) {
    throw new TransportError('garbled', `the answer is not JSON (${type || 'no content type'})`);
  }
}
