import { writeSync } from 'node:fs';
import type { Moment } from './words.ts';

let counting = false;
let deadly: Moment | undefined;
const turns = new Map<string, number>();
let seen: Moment[] = [];

/** Begins to count; with `die`, the process kills itself at that moment. */
export function countMoments(die?: Moment): void {
  counting = true;
  deadly = die;
  turns.clear();
  seen = [];
}

/** Ends the counting; gives everything that was counted, in order. */
export function stopCounting(): readonly Moment[] {
  counting = false;
  return seen;
}

/** The program is at this moment. Dies here when it was told so. */
export function at(name: string): void {
  if (!counting) return;
  const turn = (turns.get(name) ?? 0) + 1;
  turns.set(name, turn);
  seen.push({ name, turn });
  if (deadly?.name !== name || deadly.turn !== turn) return;
  writeSync(1, `dies ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}
