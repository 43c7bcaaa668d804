import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import type { Clock } from '../../src/shared/clock.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { openStorage, type Storage } from '../../src/storage/open-storage.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import { aLog } from './a-log.ts';
import { aFolder, fastFolder } from './fast-folder.ts';
import { fingerprint } from './fingerprint.ts';

/** Address of a server on which databases may be made: set by `npm run test:postgres`, else undefined. */
export const testServer: string | undefined = process.env.TEST_DATABASE_URL;

/** A database for one test file: what `openStorage` takes, and its end. */
export interface TestDatabase {
  databaseUrl?: string;
  dataDir: string;
  /** Deletes it. Close the storages first. */
  remove(): Promise<void>;
}

/** On PostgreSQL an empty database, else a migrated folder. */
export async function aDatabase(): Promise<TestDatabase> {
  const dataDir = aFolder();
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true });
  if (testServer === undefined) {
    await seedDataDir(dataDir);
    return { dataDir, remove: async () => removeFolder() };
  }
  const name = `hubwatch_${randomUUID().replaceAll('-', '')}`;
  await onServer(testServer, `create database ${name}`);
  const url = new URL(testServer);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    dataDir,
    async remove() {
      removeFolder();
      await onServer(testServer ?? '', `drop database ${name} with (force)`);
    },
  };
}

/** A storage of a test file's own. */
export interface TestStorage extends Storage {
  database: TestDatabase;
  /** Deletes every row and job, in some milliseconds: for `beforeEach`. */
  empty(): Promise<void>;
  /** Closes and deletes: for `afterAll`. */
  remove(): Promise<void>;
}

/** The real storage on `aDatabase()`: about 0.4 s. Open one per test file and empty it between tests. */
export async function aStorage({ clock = systemClock, log = aLog() }: { clock?: Clock; log?: Logger } = {}) {
  const database = await aDatabase();
  const storage = await openStorage({ ...database, clock, log });
  const testStorage: TestStorage = {
    ...storage,
    database,
    async empty() {
      await sql`delete from hubwatch.conversations`.execute(storage.db);
      await sql`delete from hubwatch.handled_activities`.execute(storage.db);
      await sql`delete from hubwatch_jobs.job`.execute(storage.db);
      await emptyAudit(storage.db);
    },
    async remove() {
      await storage.close();
      await database.remove();
    },
  };
  return testStorage;
}

/** The audit refuses to forget, so it has to be held back for a moment. */
async function emptyAudit(db: Storage['db']): Promise<void> {
  await sql`
    do $$ begin
      alter table hubwatch.audit_entries disable trigger all;
      delete from hubwatch.audit_entries;
      alter table hubwatch.audit_entries enable trigger all;
      update hubwatch.audit_head set seq = 0, hash = repeat('0', 64);
    end $$`.execute(db);
}

/**
 * Puts a created and migrated embedded database into `dataDir`, so that opening it takes 0.3 s instead of 3 s.
 * It is made once for this state of the sources and kept in the temporary folder.
 */
export async function seedDataDir(dataDir: string): Promise<void> {
  const seed = join(fastFolder, `hubwatch-seed-${fingerprint('src/storage', 'package-lock.json')}`);
  if (!existsSync(seed)) await makeSeed(seed);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  cpSync(join(seed, 'database'), join(dataDir, 'database'), { recursive: true });
}

async function makeSeed(seed: string): Promise<void> {
  removeOldSeeds();
  const dataDir = mkdtempSync(`${seed}-`);
  const storage = await openStorage({ dataDir, clock: systemClock, log: aLog() });
  await storage.close();
  try {
    renameSync(dataDir, seed);
  } catch {
    rmSync(dataDir, { recursive: true, force: true }); // Another test file was quicker.
  }
}

/** Seeds of earlier states of the sources, 40 MB each. Not the newest ones: a run beside this may use them. */
function removeOldSeeds(): void {
  const dayAgo = Date.now() - 24 * 3_600_000;
  for (const name of readdirSync(fastFolder).filter((entry) => entry.startsWith('hubwatch-seed-'))) {
    const path = join(fastFolder, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: dayAgo };
    if (mtimeMs < dayAgo) rmSync(path, { recursive: true, force: true });
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
