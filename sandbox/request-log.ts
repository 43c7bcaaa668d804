/** A request that the sandbox has received. */
export interface ReceivedRequest {
  method: string;
  /** Path with query, as sent. */
  path: string;
  /** Name of the route; `unknown` when there is none. */
  route: string;
  /** Object id of the caller; empty before a token was accepted. */
  principal: string;
  /** Status answered; 0 when the connection was cut or nothing has been answered yet. */
  status: number;
  at: Date;
  /** Value of `x-ms-client-request-id`; empty when absent. */
  clientRequestId: string;
  /** Body as text, cut after 10,000 characters. */
  body: string;
  /** The whole body, parsed; undefined when there is none or it is not JSON. */
  json: unknown;
}

/** The newest requests; older ones are forgotten. */
const limit = 10_000;

/** A bounded list of requests, newest last. Control requests are not in it. */
export interface RequestLog {
  readonly all: readonly ReceivedRequest[];
  add(request: ReceivedRequest): void;
  clear(): void;
}

/** Starts empty. */
export function createRequestLog(): RequestLog {
  const all: ReceivedRequest[] = [];
  return {
    all,
    add(request) {
      all.push(request);
      if (all.length > limit) all.splice(0, all.length - limit);
    },
    clear: () => void all.splice(0),
  };
}
