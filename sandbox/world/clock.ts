/** The time of the pretend tenant: real time plus an offset that tests and control routes may move. */
export interface WorldClock {
  /** The present moment of the world. */
  now(): Date;
  /** Moves the clock by `ms` milliseconds; forward only, as time does. Throws RangeError otherwise. */
  move(ms: number): void;
  /** Azure's own waiting times, divided by the world's speed. Takes and gives milliseconds. */
  delay(ms: number): number;
}

/** Makes a clock that starts at the real time. `speed` shortens delays; it does not make time run faster. */
export function createWorldClock(speed: number): WorldClock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    move(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError('The clock moves forward only.');
      offset += ms;
    },
    delay: (ms) => ms / speed,
  };
}
