/** Trouble for the next calls of the bot to the connector. */
export interface ConnectorFault {
  /** Only calls of this method; all if absent. */
  method?: 'POST' | 'PUT' | 'DELETE' | 'GET';
  /** For how many calls; 1 if absent. */
  times?: number;
  /** Answer with this status… */
  status?: number;
  /** …this error code, … */
  code?: string;
  /** …this whole body in place of the usual error body… */
  body?: string;
  /** …and this Retry-After, in seconds. */
  retryAfterSeconds?: number;
  /** Never answer. */
  hang?: boolean;
  /** Do the work, then cut the connection: the bot cannot know that it was done. */
  dropAfter?: boolean;
}

/** The faults that are set, used in the order in which they were set. */
export interface ConnectorFaults {
  add(fault: ConnectorFault): void;
  clear(): void;
  take(method: string): ConnectorFault | undefined;
}

/** Starts without faults. */
export function createConnectorFaults(): ConnectorFaults {
  let faults: (ConnectorFault & { times: number })[] = [];
  return {
    add: (fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    clear() {
      faults = [];
    },
    take(method) {
      const fault = faults.find((one) => one.method === undefined || one.method === method);
      if (!fault) return undefined;
      fault.times -= 1;
      faults = faults.filter(({ times }) => times > 0);
      return fault;
    },
  };
}
