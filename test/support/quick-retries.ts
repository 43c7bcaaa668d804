/** Longest wait between retries of an SDK: four times the delay in `src/azure/clients.ts`. */
const longestRetryMs = 1_000;

/**
 * Lets the Azure SDKs retry at once. They wait on timers of their own, which no clock of ours reaches, and
 * hundreds of failing calls would sleep for a minute. Call the result to have the usual timers back.
 */
export function retryQuickly(): () => void {
  const usual = globalThis.setTimeout;
  const quick = (run: () => void, ms?: number) => {
    const isRetry =
      ms !== undefined && ms <= longestRetryMs && new Error().stack?.includes('/ts-http-runtime/');
    return usual(run, isRetry ? 1 : ms);
  };
  globalThis.setTimeout = Object.assign(quick, usual);
  return () => {
    globalThis.setTimeout = usual;
  };
}
