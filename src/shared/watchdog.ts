import { url as inspectorUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** A running watch over the event loop. */
export interface Watchdog {
  /** Ends the watch: before a shutdown that may block. */
  stop(): void;
}

/** What the watching thread is given. */
export interface WatchdogOrders {
  /** One 32-bit counter, shared; the main thread raises it as long as its event loop turns. */
  beats: SharedArrayBuffer;
  limitSeconds: number;
}

const beatEveryMs = 1_000;

/**
 * Ends the process (SIGKILL, seen by a shell as exit code 137, after one line on stderr) when its event loop
 * has not turned for `limitSeconds` seconds, so that its supervisor starts it anew. Needed because the embedded
 * database spins for ever inside one call when the disk is full, and then neither a health check nor a signal
 * handler can run. Killing is safe: what was acknowledged is on the disk.
 *
 * Does nothing under a debugger, which stops the event loop on purpose.
 */
export function startWatchdog(limitSeconds = 60): Watchdog {
  if (inspectorUrl() !== undefined) return { stop() {} };
  const orders: WatchdogOrders = { beats: new SharedArrayBuffer(4), limitSeconds };
  const counter = new Int32Array(orders.beats);
  const timer = setInterval(
    () => {
      Atomics.add(counter, 0, 1);
    },
    Math.min(beatEveryMs, limitSeconds * 250),
  );
  timer.unref();
  const worker = new Worker(new URL('./watchdog-worker.ts', import.meta.url), {
    workerData: orders,
    env: {},
    execArgv: [], // Not what the process preloads for itself.
  });
  worker.unref();
  return {
    stop() {
      clearInterval(timer);
      void worker.terminate();
    },
  };
}
