import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '../shared/errors.ts';

/** SQLite's "database is locked" (https://www.sqlite.org/rescode.html#busy). */
const busy = 5;

/** A held lock on a directory. */
export interface DirectoryLock {
  /** Gives the directory free. Calling it again does nothing. */
  release(): void;
}

/**
 * Locks `directory` against other processes, and against a second use in this one; makes it (mode 0700) if
 * need be. PGlite takes no lock of its own: two processes on one folder both run, and each silently destroys
 * what the other wrote.
 *
 * The lock is the operating system's file lock, held by SQLite on the file `lock`: the kernel lets it go
 * when the process dies in whatever way, so nothing is ever left behind to clean up.
 *
 * Throws a `UserError` when the directory is in use or cannot be written.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = resolve(directory);
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(path, 'lock'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    throw explain(path, error);
  }
  // The closure keeps the handle: a collected DatabaseSync would close the file and lose the lock.
  let held: DatabaseSync | undefined = database;
  return {
    release() {
      held?.close();
      held = undefined;
    },
  };
}

function explain(path: string, error: unknown): UserError {
  const options = { title: 'Hubwatch cannot start', cause: error };
  if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
    return new UserError(
      `The folder ${path} is in use by another Hubwatch. Stop that one first. To run several instances, ` +
        'give all of them the same PostgreSQL database with DATABASE_URL.',
      options,
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new UserError(
    `The folder ${path} cannot hold the embedded database (${why}). Let DATA_DIR name a folder on a local ` +
      'disk that this user may write to, or use PostgreSQL with DATABASE_URL.',
    options,
  );
}
