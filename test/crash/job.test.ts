import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { seedDataDir } from '../support/test-database.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Runs the worker until its job starts, then kills it; resolves to the milliseconds that took. */
async function killWhenStarted(dataDir: string, which: 'hang' | 'resume'): Promise<number> {
  const child = spawn(process.execPath, [worker, dataDir, which], { stdio: ['ignore', 'pipe', 'inherit'] });
  const begun = performance.now();
  const closed = new Promise((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('close', () => reject(new Error('the worker ended before its job started')));
  });
  const ms = performance.now() - begun;
  child.kill('SIGKILL');
  await closed;
  return ms;
}

it('starts a job again, after its heartbeat is missed, whose process was killed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hubwatch-crash-'));
  try {
    await seedDataDir(dataDir);
    await killWhenStarted(dataDir, 'hang');
    const ms = await killWhenStarted(dataDir, 'resume');
    process.stdout.write(`job of a killed process started again after ${(ms / 1000).toFixed(1)} s\n`);
    // 15 s heartbeat, 5 s to the next check, some for the start; without heartbeats it would be 15 minutes.
    expect(ms).toBeLessThan(45_000);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
