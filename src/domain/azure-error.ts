/** Azure services that Hubwatch talks to, by the names people know. */
export type AzureService =
  | 'Azure Resource Graph'
  | 'Azure Resource Manager'
  | 'Azure IoT Hub'
  | 'Microsoft Defender for IoT'
  | 'Microsoft Sentinel'
  | 'Log Analytics'
  | 'Azure role assignments'
  | 'Microsoft Entra ID';

/** What kind of trouble it was; decides the words and whether trying again helps. */
export type AzureErrorKind =
  | 'not signed in' // 401, or Entra's no: the bot's identity is not accepted, whatever its rights
  | 'forbidden' // 403: the bot's identity lacks a right
  | 'not found' // 404
  | 'conflict' // 409 or 412: somebody else changed it since we read it
  | 'refused' // any other 4xx: our request was wrong or not possible now
  | 'throttled' // 429
  | 'unavailable' // 5xx, connection refused or reset
  | 'timed out' // no answer within our deadline
  | 'garbled'; // an answer that makes no sense: not JSON, wrong shape, foreign host

/** What is known about a failed call besides its service and kind. */
export interface AzureErrorOptions {
  code?: string;
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
  /** Goes into the message, in brackets. */
  detail?: string;
  nothingSent?: boolean;
}

/**
 * A failed Azure call in our own words. `src/azure/errors.ts` makes these from SDK errors and keeps the
 * original as `cause`; nothing outside the azure room looks at SDK errors.
 */
export class AzureError extends Error {
  override readonly name = 'AzureError';
  readonly kind: AzureErrorKind;
  readonly service: AzureService;
  /** Azure's own error code, for example `AuthorizationFailed`; empty when there was none. */
  readonly code: string;
  /** Seconds that Azure asked us to wait, when it did. */
  readonly retryAfterSeconds: number | undefined;
  /**
   * True when it is known that no request that changes anything has left for the service; false says nothing.
   * What a failed write means is `writeOutcome`'s to tell.
   */
  readonly nothingSent: boolean;

  constructor(service: AzureService, kind: AzureErrorKind, options: AzureErrorOptions = {}) {
    super(`${service}: ${kind}${options.detail ? ` (${options.detail})` : ''}`, { cause: options.cause });
    this.service = service;
    this.kind = kind;
    this.code = options.code ?? '';
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.nothingSent = options.nothingSent ?? false;
  }
}
