/**
 * On whose behalf something outside is asked, and for how long. Every Azure call takes it last; a command's
 * request is one.
 */
export interface CallScope {
  /** Aborts when the caller's time is used up. */
  signal: AbortSignal;
  /** Sent to Azure as `x-ms-client-request-id` and written into every log line about the call. */
  correlationId: string;
  /**
   * True for a call that changes something: it is sent once and never repeated by itself, because a repeat after
   * an answer that was lost would do the work twice.
   */
  once?: boolean;
}
