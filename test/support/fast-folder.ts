import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Some databases of 40 MB each, and room for their logs. */
const neededBytes = 2 * 1024 ** 3;

/**
 * Where test databases live: in memory where the system offers enough of it (Linux), because a busy disk makes
 * every commit's fsync slow; else the temporary folder.
 */
export const fastFolder = hasRoom('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new, empty folder there for one test. Delete it afterwards. */
export function aFolder(): string {
  return mkdtempSync(join(fastFolder, 'hubwatch-test-'));
}

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize >= neededBytes;
  } catch {
    return false; // No such place on this system.
  }
}
