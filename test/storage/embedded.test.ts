import { spawn } from 'node:child_process';
import fs, { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/shared/clock.ts';
import { UserError } from '../../src/shared/errors.ts';
import type { Database } from '../../src/storage/database.ts';
import { openEmbedded } from '../../src/storage/embedded.ts';
import { aLog } from '../support/a-log.ts';
import { aFolder } from '../support/fast-folder.ts';
import { seedDataDir } from '../support/test-database.ts';

let dataDir: string;
const opened: Database[] = [];

beforeEach(() => {
  dataDir = aFolder();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((database) => database.close()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(): Promise<Database> {
  const database = await openEmbedded(dataDir, aLog(), systemClock);
  opened.push(database);
  return database;
}
async function close(database: Database): Promise<void> {
  opened.splice(opened.indexOf(database), 1);
  await database.close();
}
/** PGlite opens, which takes questions of its own; then the one about its version fails. */
function failFirstQuestion(): void {
  const { query } = PGlite.prototype;
  vi.spyOn(PGlite.prototype, 'query').mockImplementation(function (this: PGlite, ...question) {
    if (question[0].includes('server_version')) return Promise.reject(new Error('out of memory'));
    return query.apply(this, question);
  });
}
const reason = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error) => error,
  );

describe('the embedded database', () => {
  it('is made in a folder that only its owner can read, and is whole or not there at all', async () => {
    rmSync(dataDir, { recursive: true });
    mkdirSync(join(dataDir, 'database.new'), { recursive: true }); // A start that was cut short.
    writeFileSync(join(dataDir, 'database.new', 'half'), '');
    const { kind, version } = await open();
    expect({ kind, version }).toEqual({ kind: 'embedded', version: expect.stringMatching(/^18\./) });
    expect(statSync(join(dataDir, 'database')).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDir)).not.toContain('database.new');
    expect(readdirSync(join(dataDir, 'database'))).not.toContain('half');
  });

  it('makes a missing data folder for its owner alone', async () => {
    await seedDataDir(join(dataDir, 'seeded'));
    dataDir = join(dataDir, 'seeded');
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await open();
  });

  it('has a real fsync: one per commit at least, none failing', async () => {
    await seedDataDir(dataDir);
    const { db } = await open();
    await sql`create table t (n int)`.execute(db);
    const fsync = vi.spyOn(fs, 'fsyncSync');
    for (let n = 0; n < 20; n += 1) await sql`insert into t values (${n})`.execute(db);
    expect(fsync.mock.calls.length).toBeGreaterThanOrEqual(20);
    expect(fsync.mock.results.every(({ type }) => type === 'return')).toBe(true);
  });

  it('syncs files and folders at a checkpoint as well', async () => {
    await seedDataDir(dataDir);
    const { db } = await open();
    await sql`create table t (n int)`.execute(db);
    const opens = vi.spyOn(fs, 'openSync');
    const fsync = vi.spyOn(fs, 'fsyncSync');
    await sql`checkpoint`.execute(db);
    expect(fsync.mock.calls.length).toBeGreaterThan(3);
    expect(fsync.mock.results.every(({ type }) => type === 'return')).toBe(true);
    expect(opens.mock.calls.some(([path]) => statSync(String(path)).isDirectory())).toBe(true);
  });

  it('runs with the settings that make it durable and small', async () => {
    await seedDataDir(dataDir);
    const { db } = await open();
    const { rows } = await sql<{ name: string; setting: string }>`
      select name, setting from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'max_wal_size', 'min_wal_size')
      order by name`.execute(db);
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      max_wal_size: '64',
      min_wal_size: '32',
      synchronous_commit: 'on',
      wal_sync_method: 'fsync',
    });
  });

  it('keeps its rows from one opening to the next', async () => {
    await seedDataDir(dataDir);
    const first = await open();
    await sql`create table t (n int)`.execute(first.db);
    await close(first);
    const second = await open();
    expect((await sql`select count(*)::int as n from t`.execute(second.db)).rows).toEqual([{ n: 0 }]);
  });
});

describe('opening is refused, and gives back what it took,', () => {
  it('when this process has the folder open already', async () => {
    await seedDataDir(dataDir);
    const first = await open();
    const error = await reason(openEmbedded(dataDir, aLog(), systemClock));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/in use by another Hubwatch.*DATABASE_URL/),
    });
    await close(first);
    await open();
  });

  it('when another process has it open', async () => {
    await seedDataDir(dataDir);
    await open();
    const script = `
      import { openEmbedded } from ${JSON.stringify(new URL('../../src/storage/embedded.ts', import.meta.url))};
      const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
      const clock = { now: () => new Date(), sleep: () => new Promise(() => {}) };
      openEmbedded(${JSON.stringify(dataDir)}, log, clock)
        .then(() => 'opened', (error) => error.message)
        .then((outcome) => process.stdout.write(outcome, () => process.exit()));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(output).toMatch(/in use by another Hubwatch.*DATABASE_URL/);
  });

  it('when the files are of another PostgreSQL version', async () => {
    mkdirSync(join(dataDir, 'database'));
    writeFileSync(join(dataDir, 'database', 'PG_VERSION'), '17\n');
    const error = await reason(openEmbedded(dataDir, aLog(), systemClock));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringContaining('was written by PostgreSQL 17') });
    rmSync(join(dataDir, 'database'), { recursive: true });
    await seedDataDir(dataDir);
    await open();
  });

  it('when the folder holds something else', async () => {
    mkdirSync(join(dataDir, 'database'));
    expect(await reason(openEmbedded(dataDir, aLog(), systemClock))).toMatchObject({
      message: expect.stringContaining('holds no database'),
    });
  });

  it('when the data folder cannot be written', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    const error = await reason(openEmbedded(join(dataDir, 'file'), aLog(), systemClock));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/cannot hold the embedded database.*DATA_DIR/),
    });
  });

  it('when the files are damaged', async () => {
    await seedDataDir(dataDir);
    writeFileSync(join(dataDir, 'database', 'global', 'pg_control'), 'damaged');
    const error = await reason(openEmbedded(dataDir, aLog(), systemClock));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(/does not open.*restore a backup/) });
  });

  it('when its first question fails, also when closing fails then', async () => {
    await seedDataDir(dataDir);
    failFirstQuestion();
    expect(await reason(openEmbedded(dataDir, aLog(), systemClock))).toMatchObject({
      message: 'out of memory',
    });
    vi.restoreAllMocks();
    await close(await open());
    failFirstQuestion();
    const closing = vi.spyOn(PGlite.prototype, 'close').mockRejectedValueOnce(new Error('cannot close'));
    const log = aLog();
    expect(await reason(openEmbedded(dataDir, log, systemClock))).toMatchObject({ message: 'out of memory' });
    expect(closing).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { error: { message: 'cannot close' } } }]);
    await open();
  });
});
