/**
 * Settles as `work` does, or rejects with the signal's reason when `signal` aborts first. The work itself
 * goes on: use it where several callers wait for one piece of work and one of them may give up.
 */
export function race<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined); // nobody listens to it any more
    return Promise.reject(abortError(signal));
  }
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(abortError(signal));
    signal.addEventListener('abort', giveUp, { once: true });
    const done = () => signal.removeEventListener('abort', giveUp);
    work.then(
      (value) => {
        done();
        resolve(value);
      },
      (error) => {
        done();
        reject(error);
      },
    );
  });
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Given up', 'AbortError');
}
