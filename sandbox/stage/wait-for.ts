import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './child.ts';

/** Something that kept the sandbox from starting or running, in words for the person at the terminal. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/** What to say about a child program that ended by itself: how it ended and its last lines. */
export function obituary(child: Child, how: string): string {
  const lines = child.lastLines().map((line) => `    ${line}`);
  const said = lines.length > 0 ? `Its last lines:\n${lines.join('\n')}` : 'It printed nothing.';
  return `${child.name} ended early (${how}). ${said}\n  All that it printed: ${child.logFile}`;
}

/**
 * Resolves when `url` answers 200. Throws a `StageError` when the child behind it ends first, or after
 * `limitMs` milliseconds.
 */
export async function waitForAnswer(url: string, child: Child, limitMs = 60_000): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  while (!(await answers(url))) {
    const how = await Promise.race([child.ended, delay(100)]);
    if (how !== undefined) throw new StageError(obituary(child, how));
    if (Date.now() > giveUpAt) {
      throw new StageError(
        `${child.name} did not answer at ${url} within ${Math.round(limitMs / 1000)} s.\n  All that it printed: ${child.logFile}`,
      );
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
