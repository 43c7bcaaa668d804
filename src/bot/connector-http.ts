import type { ConnectorClientOptions } from 'botframework-connector';
import { z } from 'zod';
import { ConnectorError } from './connector-error.ts';

/** The transport that botframework-connector's clients accept. */
type ConnectorHttp = NonNullable<ConnectorClientOptions['httpClient']>;

/** More than the Bot Connector ever answers to a send; the rest is not read. */
const maxAnswerBytes = 64 * 1024;

// Trouble that arises before a request can have left this machine.
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
]);

const ErrorBody = z.object({
  error: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
  errorCode: z.number().optional(),
  message: z.string().optional(),
});
// The id of what was sent, or a member of a conversation (roster.ts).
const ResourceBody = z.object({
  id: z.string().optional(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

/**
 * The transport below botbuilder's connector client. The stock one retries 500, 502, 503 and 504 on its own,
 * which posts messages twice, and waits for an answer without end. This one makes each call once, within
 * `timeoutMs`, and throws `ConnectorError` for everything but success. The client's own retry policy lets
 * errors pass that are not its `RestError`.
 */
export function createConnectorHttp(timeoutMs: number): ConnectorHttp {
  return {
    async sendRequest(request) {
      const response = await callOnce(request, timeoutMs);
      const text = await readText(response);
      if (response.status < 200 || response.status > 299) throw failure(response, text);
      const resource = ResourceBody.safeParse(parseJson(text));
      return {
        request,
        // Only the content type is looked at, and that is JSON as in the request.
        headers: request.headers.clone(),
        status: response.status,
        bodyAsText: JSON.stringify(resource.success ? resource.data : {}),
      };
    },
  };
}

async function callOnce(request: Parameters<ConnectorHttp['sendRequest']>[0], timeoutMs: number) {
  const headers = Object.entries(request.headers.rawHeaders());
  const body: unknown = request.body;
  try {
    return await fetch(request.url, {
      method: request.method,
      headers: headers.filter(([name]) => !/^(host|content-length|connection)$/i.test(name)),
      body: typeof body === 'string' ? body : null,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const code = networkCode(error);
    throw new ConnectorError(code, { left: !neverLeft.has(code), cause: error });
  }
}

function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}

function failure(response: Response, text: string): ConnectorError {
  const parsed = ErrorBody.safeParse(parseJson(text));
  const body = parsed.success ? parsed.data : {};
  const words = `${body.error?.message ?? ''} ${body.message ?? ''}`;
  // "User blocked the bot" comes as errorCode 209 with the sub code inside the message's text.
  const blocked = body.errorCode === 209 || words.includes('MessageWritesBlocked');
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ConnectorError(
    blocked ? 'MessageWritesBlocked' : (body.error?.code ?? 'no code').slice(0, 100),
    {
      status: response.status,
      retryAfterSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined,
    },
  );
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxAnswerBytes) break;
    }
  } catch (error) {
    throw new ConnectorError(networkCode(error), { left: true, cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
