/** What every Azure call gets last: when to stop, and the id that follows it. A `Request` is one. */
export interface Scope {
  signal: AbortSignal;
  /** Sent to Azure as `x-ms-client-request-id`. */
  correlationId: string;
}
