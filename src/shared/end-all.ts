/** Something that runs and has to be ended. */
export interface RunningPart {
  /** For the log. */
  name: string;
  end(): Promise<void> | void;
}

/** How long ending may take, in milliseconds of the computer's own clock, and who hears of trouble. */
export interface EndLimits {
  /** All parts together. */
  totalMs: number;
  /** Every part gets at least this long, even when those before it used up the time. */
  leastMs: number;
  /** A part did not end, or not in time; the rest is ended all the same. */
  onTrouble(part: string, error: unknown): void;
}

/**
 * Ends the parts one after the other, each of them whatever becomes of the others. Rejects at the end with an
 * Error that names the parts that did not end.
 */
export async function endAll(
  parts: readonly RunningPart[],
  { totalMs, leastMs, onTrouble }: EndLimits,
): Promise<void> {
  const deadline = performance.now() + totalMs;
  const troubled: string[] = [];
  for (const part of parts) {
    try {
      await endWithin(part, Math.max(leastMs, deadline - performance.now()));
    } catch (error) {
      troubled.push(part.name);
      onTrouble(part.name, error);
    }
  }
  if (troubled.length > 0) throw new Error(`Did not end cleanly: ${troubled.join(', ')}`);
}

async function endWithin({ end }: RunningPart, ms: number): Promise<void> {
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeUp.reject(new Error('It took too long')), ms);
  try {
    await Promise.race([end(), timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}
