import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Clock } from '../shared/clock.ts';
import { UserError } from '../shared/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Database } from './database.ts';
import { createDurableFileSystem, syncPath, syncTree } from './durable-file-system.ts';
import { giveBack } from './give-back.ts';
import { lockDirectory } from './lock-directory.ts';
import { schemaName, type Tables } from './schema.ts';
import { startUpkeep } from './upkeep.ts';

/** Major version of the PostgreSQL inside the pinned PGlite. It can read no other version's files. */
const majorVersion = '18';

const title = 'Hubwatch cannot start';

/**
 * PGlite's own parameters less `-F`, which turns fsync off, plus: sync by plain fsync (the call that
 * `durable-file-system.ts` supplies), and a small log and small buffers, because nobody else is connected.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    'wal_sync_method=fsync',
    'max_wal_size=64MB',
    'min_wal_size=32MB',
    'shared_buffers=16MB',
    'wal_buffers=1MB',
  ].flatMap((setting) => ['-c', setting]),
];

/**
 * Opens the embedded database below `dataDir`, creating it at the first start (about 2.5 s, later 0.4 s).
 * One process at a time. Throws a `UserError` when the folder is in use, cannot be written, or holds files
 * that this version cannot read.
 */
export async function openEmbedded(dataDir: string, log: Logger, clock: Clock): Promise<Database> {
  const lock = lockDirectory(dataDir);
  let pglite: PGlite | undefined;
  try {
    const directory = join(resolve(dataDir), 'database');
    if (existsSync(directory)) refuseForeignVersion(directory);
    else await createCluster(directory);
    pglite = await openCluster(directory);
    return await describe(pglite, lock.release, log, clock);
  } catch (error) {
    await giveBack(log, async () => pglite?.close());
    lock.release();
    throw error;
  }
}

async function describe(pglite: PGlite, release: () => void, log: Logger, clock: Clock): Promise<Database> {
  const { rows } = await pglite.query<{ server_version: string }>('show server_version');
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) }).withSchema(schemaName);
  const upkeep = startUpkeep(db, log, clock);
  return {
    kind: 'embedded',
    version: rows[0]?.server_version ?? 'unknown',
    db,
    // There is no process to run autovacuum, which pg-boss would report again and again: upkeep vacuums.
    jobConnection: { backend: 'pglite', db: fromPglite(pglite), monitorVacuum: false },
    explain: (error) => error,
    async close() {
      try {
        await upkeep.stop();
        await pglite.close();
      } finally {
        release();
      }
    },
  };
}

async function openCluster(directory: string): Promise<PGlite> {
  try {
    return await PGlite.create({ fs: createDurableFileSystem(directory), startParams });
  } catch (error) {
    throw new UserError(
      `The embedded database in ${directory} does not open. Is the disk full? If not, restore a backup of the ` +
        'folder, or move it away to begin with an empty database.',
      { title, cause: error },
    );
  }
}

/** Creates the files under another name and renames them when all is on the disk: never half a database. */
async function createCluster(directory: string): Promise<void> {
  const unfinished = `${directory}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 }); // PGlite makes its files readable to all: the folder is the fence.
  const pglite = await openCluster(unfinished);
  await pglite.close();
  syncTree(unfinished);
  renameSync(unfinished, directory);
  syncPath(dirname(directory));
}

function refuseForeignVersion(directory: string): void {
  const file = join(directory, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (found === majorVersion) return;
  throw new UserError(
    `The folder ${directory} ${found ? `was written by PostgreSQL ${found}` : 'holds no database'}; this ` +
      `Hubwatch reads PostgreSQL ${majorVersion}. Start the Hubwatch version that wrote it, or move the folder ` +
      'away to begin with an empty database.',
    { title },
  );
}
