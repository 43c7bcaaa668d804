import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../src/shared/clock.ts';
import { chainHash, noHash } from '../src/storage/audit-body.ts';
import { createAuditEntries } from '../src/storage/audit-entries.ts';
import { openStorage, type Storage } from '../src/storage/open-storage.ts';
import { aHandClock } from './support/a-hand-clock.ts';
import { aLog } from './support/a-log.ts';
import { aNote } from './support/a-note.ts';
import { aFolder } from './support/fast-folder.ts';
import { quickNode, sharedCompiling } from './support/quick-node.ts';
import { seedDataDir } from './support/test-database.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = [
  ...quickNode,
  '--import',
  join(root, 'src', 'check-node.js'),
  join(root, 'src', 'audit-log.ts'),
];
const Line = z.object({ seq: z.number(), previous: z.string(), hash: z.string(), body: z.string() });

/** Not the checkout: a developer's `.env` is no part of a test. */
let folder = '';
let dataDir = '';
beforeAll(async () => {
  folder = aFolder();
  dataDir = join(folder, 'data');
  await seedDataDir(dataDir);
  const clock = aHandClock(Date.parse('2026-11-21T12:00:00Z'));
  await withStorage(async ({ db }) => {
    const entries = createAuditEntries(db, clock);
    for (let day = 21; day <= 23; day += 1) {
      await entries.append(aNote({ outcome: `on the ${day}th\0 \u2028 "` }));
      clock.advance(24 * 3_600_000);
    }
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withStorage(work: (storage: Storage) => Promise<unknown>): Promise<void> {
  const storage = await openStorage({ dataDir, clock: systemClock, log: aLog() });
  try {
    await work(storage);
  } finally {
    await storage.close();
  }
}

/** Runs the program with nothing set but where the database is. */
function run(args: readonly string[], env: Record<string, string> = { DATA_DIR: dataDir }) {
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: folder,
    env: { ...sharedCompiling, ...env },
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.error += chunk.toString();
  });
  return new Promise<{ code: number | null; out: string; error: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, ...said })),
  );
}

describe('audit:verify', () => {
  it('finds a chain intact, ends with 0 and tells the hash to compare', async () => {
    const { code, out, error } = await run(['verify']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^The audit is intact: 3 entries, the newest with hash [0-9a-f]{64}\.\nCompare that/);
  });

  it('reads the settings from .env', async () => {
    writeFileSync(join(folder, '.env'), 'DATA_DIR=./data\nDATABASE_URL=\n');
    const { code } = await run(['verify'], {});
    rmSync(join(folder, '.env'));
    expect(code).toBe(0);
  });

  it('says to stop the bot first when the folder is in use, and ends with 2', async () => {
    await withStorage(async () => {
      const { code, out, error } = await run(['verify']);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).toMatch(
        /^The audit could not be read\. The folder \S+ is in use by another Hubwatch\. Stop that/,
      );
      expect(error).not.toMatch(/^ +at /m);
    });
  });

  it('makes no database where there is none', async () => {
    const { code, error } = await run(['verify'], { DATA_DIR: './nowhere' });
    expect(code).toBe(2);
    expect(error).toContain('There is no embedded database in');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it.concurrent.each([
    [
      ['verify'],
      { DATABASE_URL: 'mysql://db.example.com/hubwatch' },
      'DATABASE_URL is not a postgres:// address',
    ],
    [['verify'], { DATABASE_URL: 'postgres://bot:hunter2@127.0.0.1:1/hubwatch' }, 'it cannot be reached'],
    [[], {}, 'Please say what to do'],
    [['verify', '--since', '2026-11-01'], {}, 'Please say what to do'],
    [['export', '--since', 'yesterday'], {}, '“yesterday” is no date such as 2026-11-01'],
    [['export', '--until', '2026-11-01'], {}, 'npm run -s audit:export -- [--since 2026-11-01] [--out file]'],
    [['export', 'everything'], {}, 'I do not understand “everything”'],
  ])('%j with %j is refused with words', async (args, env, words) => {
    const { code, out, error } = await run(args, { DATA_DIR: dataDir, ...env });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(words);
    expect(error).not.toContain('hunter2');
  });
});

it.each(['verify', 'export'])(
  'audit:%s tells how to use it, also where there is no database',
  async (what) => {
    const { code, out, error } = await run([what, '--help'], { DATA_DIR: './nowhere' });
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(
      /^How to use it:\n {2}npm run audit:verify\n {2}npm run -s audit:export -- \[--since/,
    );
  },
);

describe('audit:export', () => {
  it('writes lines of JSON that anybody can verify', async () => {
    const { code, out, error } = await run(['export']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const lines = out.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(3);
    let before = noHash;
    for (const [i, { seq, previous, hash, body }] of lines
      .map((text) => Line.parse(JSON.parse(text)))
      .entries()) {
      expect({ seq, previous }).toEqual({ seq: i + 1, previous: before });
      expect(hash).toBe(chainHash(previous, body));
      before = hash;
    }
  });

  it('writes into a file of its owner’s, from a day on, and never over another one', async () => {
    const out = join(folder, 'audit.jsonl');
    const args = ['export', '--since', '2026-11-23', '--out', out];
    expect(await run(args)).toEqual({ code: 0, out: `1 entry written to ${out}.\n`, error: '' });
    expect(Line.parse(JSON.parse(readFileSync(out, 'utf8')))).toMatchObject({ seq: 3 });
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
    const again = await run(args);
    expect(again.code).toBe(2);
    expect(again.error).toContain(`The file ${out} exists.`);
    expect(readFileSync(out, 'utf8')).not.toBe('');
  });

  it('says that a file cannot be written', async () => {
    const { code, error } = await run(['export', '--out', join(folder, 'no', 'folder', 'audit.jsonl')]);
    expect(code).toBe(2);
    expect(error).toContain('ENOENT');
  });
});

describe('audit:verify after somebody changed the database', () => {
  it('names the first broken entry and ends with 1', async () => {
    await withStorage(async ({ db }) => {
      await sql`alter table hubwatch.audit_entries disable trigger all`.execute(db);
      await sql`update hubwatch.audit_entries set body = replace(body, 'Arjun', 'Bertil') where seq = 2`.execute(
        db,
      );
      await sql`alter table hubwatch.audit_entries enable trigger all`.execute(db);
    });
    const { code, out } = await run(['verify']);
    expect(code).toBe(1);
    expect(out).toMatch(/^The audit is BROKEN at entry 2 \(changed\)\. /);
  });

  it('sees that all of it was removed', async () => {
    await withStorage(async ({ db }) => {
      await sql`alter table hubwatch.audit_entries disable trigger all`.execute(db);
      await sql`delete from hubwatch.audit_entries`.execute(db);
    });
    const { code, out } = await run(['verify']);
    expect(code).toBe(1);
    expect(out).toBe('The audit is BROKEN at entry 1 (cut off). Entries 1 to 3 are missing at the end.\n');
  });

  it('refuses a database that holds no audit yet', async () => {
    await withStorage(async ({ db }) => {
      await sql`drop table hubwatch.audit_entries`.execute(db);
    });
    const { code, error } = await run(['verify']);
    expect(code).toBe(2);
    expect(error).toContain('This database holds no audit yet. Start this version of Hubwatch on it once.');
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['data']));
  });
});
