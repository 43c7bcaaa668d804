/**
 * Lets the Azure SDKs retry at once. They wait on timers of their own (`delay` in the helpers of
 * @typespec/ts-http-runtime), which no clock of ours reaches, and hundreds of failing calls would sleep for
 * minutes. Call the result to have the usual timers back.
 */
export function retryQuickly(): () => void {
  const usual = globalThis.setTimeout;
  const quick = (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
    const isRetry = ms !== undefined && /ts-http-runtime\/.*helpers/.test(new Error().stack ?? '');
    return usual(() => run(...given), isRetry ? 1 : ms);
  };
  globalThis.setTimeout = Object.assign(quick, usual);
  return () => {
    globalThis.setTimeout = usual;
  };
}
