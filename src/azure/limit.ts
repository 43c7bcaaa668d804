/** Runs pieces of work, some at a time; the others wait their turn in order. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** A limit that lets `atOnce` pieces of work run side by side. */
export function createLimit(atOnce: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on to the next in line, so `running` changes only when nobody waits.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
