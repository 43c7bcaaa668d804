/** Trouble for the next calls to a route. */
export interface Fault {
  /** A route's name (`iotHubs.list`), the start of one before a dot (`iotHubs`), or a part of the path. */
  match: string;
  method?: string | undefined;
  /** For how many calls; 1 if absent. */
  times?: number | undefined;
  /** Answer with this status and Azure's error body… */
  status?: number | undefined;
  /** …with this error code and message, … */
  code?: string | undefined;
  message?: string | undefined;
  /** …and with this Retry-After header. */
  retryAfter?: string | undefined;
  /** Wait this many real milliseconds first. */
  delayMs?: number | undefined;
  /** Do the work at once, but answer only after this many real milliseconds. */
  slowAnswerMs?: number | undefined;
  /** Never answer. */
  hang?: boolean | undefined;
  /** Answer 200 with something that makes no sense. */
  garbage?: 'html' | 'truncated-json' | 'empty' | 'other-json' | undefined;
  /** Cut the connection: before the work, or after it, so that the caller cannot know whether it was done. */
  drop?: 'before' | 'after' | undefined;
  /** Log Analytics only: answer with half of the rows and a partial error. */
  partial?: boolean | undefined;
  /** Lists only: answer with a next link to this address. */
  nextLink?: string | undefined;
}

/** The faults that are set. */
export interface Faults {
  /** Sets a fault. Faults are used in the order in which they were set. */
  add(fault: Fault): void;
  clear(): void;
  /** The fault of this call, used up by one. */
  take(call: { route: string; method: string; path: string }): Fault | undefined;
  /** What is still set, with the calls left. */
  list(): readonly Fault[];
}

/** Starts without faults. */
export function createFaults(): Faults {
  let faults: (Fault & { times: number })[] = [];
  return {
    add: (fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    clear() {
      faults = [];
    },
    take(call) {
      const fault = faults.find((one) => fits(one, call));
      if (!fault) return undefined;
      fault.times -= 1;
      faults = faults.filter(({ times }) => times > 0);
      return fault;
    },
    list: () => faults.map((fault) => ({ ...fault })),
  };
}

function fits({ match, method }: Fault, call: { route: string; method: string; path: string }): boolean {
  if (method !== undefined && method.toUpperCase() !== call.method) return false;
  const wanted = match.toLowerCase();
  const route = call.route.toLowerCase();
  if (wanted.includes('/')) return call.path.toLowerCase().includes(wanted);
  return route === wanted || route.startsWith(`${wanted}.`);
}
