/** How long a client may take, in milliseconds. Tests make them short. */
export interface Timeouts {
  /** From the first byte to the end of the headers. */
  headersMs: number;
  /** From the end of the headers to the end of the body. */
  bodyMs: number;
  /** From the first byte to the end of the whole request: Node's own limit, behind the two above. */
  requestMs: number;
  /** An idle connection is kept for this long. Longer than the idle time of the usual load balancers' probes. */
  keepAliveMs: number;
  /** At stop, what is under way may end within this time. */
  drainMs: number;
  /** A health check that takes longer counts as failed. */
  healthMs: number;
}

/** What applies when nothing else is said. */
export const usualTimeouts: Timeouts = {
  headersMs: 10_000,
  bodyMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  drainMs: 5_000,
  healthMs: 5_000,
};
