import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { WatchdogOrders } from './watchdog.ts';

// The thread of `watchdog.ts`. It shares nothing with the main thread but one counter, so it goes on when
// that one hangs. It imports next to nothing: what it loads, it loads a second time into the process.

const { beats, limitSeconds }: WatchdogOrders = workerData;

/** Looks per limit. Looks are counted, not the time: a laptop that slept must not be taken for a hang. */
const looks = 10;

const counter = new Int32Array(beats);
const own = new Int32Array(new SharedArrayBuffer(4));
let seen = Atomics.load(counter, 0);
let unchanged = 0;

while (unchanged < looks) {
  Atomics.wait(own, 0, 0, (limitSeconds * 1000) / looks); // A sleep without an event loop.
  const now = Atomics.load(counter, 0);
  unchanged = now === seen ? unchanged + 1 : 0;
  seen = now;
}

// Written straight to the descriptor: `process.stderr` of a thread goes through the hanging main thread.
writeSync(2, `${JSON.stringify({ level: 'fatal', limitSeconds, msg: 'event loop dead, process ended' })}\n`);
process.kill(process.pid, 'SIGKILL');
