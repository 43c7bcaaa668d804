import type { Logger } from '../telemetry/logger.ts';

/**
 * Gives back what a failed start took. Never rejects: what went wrong first is what people must be told, so a
 * failure here only goes into the log.
 */
export async function giveBack(log: Logger, ...releases: (() => Promise<unknown>)[]): Promise<void> {
  for (const release of releases) {
    try {
      await release();
    } catch (error) {
      log.warn({ error }, 'not all was given back after a failed start');
    }
  }
}
