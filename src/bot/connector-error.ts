import type { SendResult } from '../domain/send-result.ts';

/** A failed call to the Bot Connector in our own words; nothing else in the bot looks at HTTP details. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** The service's own error code (`Throttled`), or the network's (`ECONNRESET`). */
  readonly code: string;
  /** Seconds that the service asked us to wait, when it did. */
  readonly retryAfterSeconds: number | undefined;
  /** False when the request surely never reached the service. */
  readonly left: boolean;

  constructor(
    code: string,
    options: {
      status?: number;
      retryAfterSeconds?: number | undefined;
      left?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(`Bot Connector: ${options.status ?? 'no answer'} ${code}`, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.left = options.left ?? true;
  }
}

// Codes of a 403 that mean "you are not wanted here any more", as listed under "Status codes from bot
// conversational APIs" in the Teams bot documentation. MessageWritesBlocked comes as a subCode.
const notWelcome = new Set([
  'BotDisabledByAdmin',
  'BotNotInConversationRoster',
  'ConversationBlockedByUser',
  'ForbiddenOperationException',
  'MessageWritesBlocked',
]);

/** Turns whatever a send threw into a `SendResult`. Anything unforeseen counts as "nobody knows". */
export function explainFailure(error: unknown): Exclude<SendResult, { kind: 'sent' }> {
  if (!(error instanceof ConnectorError)) return { kind: 'failed', unknown: true };
  const { status, code, retryAfterSeconds, left } = error;
  if (status === undefined) return { kind: 'failed', unknown: left };
  if (status === 429 || status === 412) {
    return { kind: 'throttled', ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
  if (status === 413 || code === 'MessageSizeTooBig') return { kind: 'too big' };
  if (status === 404) {
    return { kind: 'gone', what: code === 'ActivityNotFoundInConversation' ? 'message' : 'conversation' };
  }
  if (status === 403 && notWelcome.has(code)) return { kind: 'gone', what: 'conversation' };
  if (status >= 500 || status === 408) return { kind: 'failed', unknown: true };
  return { kind: 'refused', why: `${status} ${code}` };
}
