const usualMs = 5_000;

/** Waits for something to become true, looked at after every change. */
export interface Waiting {
  /** Something has changed. */
  look(): void;
  /** Resolves with the first value that is not undefined or false; rejects after `withinMs`. */
  until<T>(look: () => T | undefined | false, withinMs?: number): Promise<T>;
}

/** Nobody waits yet. */
export function createWaiting(): Waiting {
  const waiting = new Set<() => void>();
  return {
    look() {
      for (const check of [...waiting]) check();
    },
    until: (look, withinMs = usualMs) =>
      new Promise((resolve, reject) => {
        const end = () => {
          waiting.delete(check);
          clearTimeout(timer);
        };
        const check = () => {
          const value = look();
          if (value === undefined || value === false) return;
          end();
          resolve(value);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`It did not happen within ${withinMs} ms: ${look.toString().slice(0, 200)}`));
        }, withinMs);
        waiting.add(check);
        check();
      }),
  };
}
