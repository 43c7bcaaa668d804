import type { WorldClock } from './clock.ts';

/**
 * Resources by id (compared without regard to case) that remember their past, because Azure shows a
 * change in some places later than in others.
 */
export interface LaggedStore<T> {
  /** The true present value. */
  get(id: string): T | undefined;
  /** All true present values, in the order in which they were first put. */
  all(): T[];
  /** Stores a new value as of now. */
  put(id: string, value: T): void;
  /** Stores a value as if it had always been there. */
  seed(id: string, value: T): void;
  /** Removes; false when there was nothing. */
  remove(id: string): boolean;
  /** What a reader sees who lags `lagMs` milliseconds behind. */
  seen(id: string, lagMs: number): T | undefined;
  /** All values as such a reader sees them. */
  allSeen(lagMs: number): T[];
}

interface Version<T> {
  at: number;
  value: T | undefined;
}

/** Versions older than this are forgotten, except the last of them. No reader lags an hour behind. */
const memoryMs = 3_600_000;

/** Makes an empty store. */
export function createLaggedStore<T>(clock: WorldClock): LaggedStore<T> {
  const past = new Map<string, Version<T>[]>();

  const write = (id: string, at: number, value: T | undefined) => {
    const key = id.toLowerCase();
    const horizon = at - memoryMs;
    const versions = past.get(key) ?? [];
    const lastOld = versions.findLastIndex((version) => version.at <= horizon);
    past.set(key, [...versions.slice(Math.max(0, lastOld)), { at, value }]);
  };
  const at = (versions: Version<T>[] | undefined, moment: number) =>
    versions?.findLast((version) => version.at <= moment)?.value;
  const present = (value: T | undefined): value is T => value !== undefined;

  return {
    get: (id) => past.get(id.toLowerCase())?.at(-1)?.value,
    all: () => [...past.values()].map((versions) => versions.at(-1)?.value).filter(present),
    put: (id, value) => write(id, clock.now().getTime(), value),
    seed: (id, value) => write(id, Number.NEGATIVE_INFINITY, value),
    remove(id) {
      if (past.get(id.toLowerCase())?.at(-1)?.value === undefined) return false;
      write(id, clock.now().getTime(), undefined);
      return true;
    },
    seen: (id, lagMs) => at(past.get(id.toLowerCase()), clock.now().getTime() - lagMs),
    allSeen(lagMs) {
      const moment = clock.now().getTime() - lagMs;
      return [...past.values()].map((versions) => at(versions, moment)).filter(present);
    },
  };
}
