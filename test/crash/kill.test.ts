import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { seedDataDir } from '../support/test-database.ts';

const cycles = 30;
const Line = z.union([
  z.object({ opened: z.array(z.number()), unpaired: z.number() }),
  z.object({ acknowledged: z.number() }),
]);

let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hubwatch-crash-')); // On a disk, unlike other tests.
  await seedDataDir(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Life {
  /** What the process found when it opened the database; undefined when it did not open. */
  opened?: readonly number[];
  /** Rows of half a transaction. */
  unpaired: number;
  acknowledged: readonly number[];
  openMs: number;
  errors: string;
}

/** Lets a writer live until it has acknowledged `count` numbers from `first` on, then kills it. */
function live(first: number, count: number): Promise<Life> {
  const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const child = spawn(process.execPath, [writer, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const started = performance.now();
  const acknowledged: number[] = [];
  const life: Life = { unpaired: 0, acknowledged, openMs: 0, errors: '' };
  child.stderr.on('data', (chunk) => {
    life.errors += chunk;
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (text) => {
    const line = Line.parse(JSON.parse(text));
    if ('opened' in line) {
      Object.assign(life, line, { openMs: performance.now() - started });
      return;
    }
    acknowledged.push(line.acknowledged);
    if (acknowledged.length === count) child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    let open = 2;
    const done = () => {
      open -= 1;
      if (open === 0) resolve(life);
    };
    lines.once('close', done);
    child.once('close', done);
  });
}

it(`loses nothing that was acknowledged in ${cycles} kills in mid-write, and always opens again`, async () => {
  const all: number[] = [];
  const openMs: number[] = [];
  let lost = 0;
  let halves = 0;
  let next = 1;
  for (let cycle = 0; cycle <= cycles; cycle += 1) {
    // Uneven lives: now and then none at all but for the first row, now and then through several checkpoints.
    const life = await live(next, cycle === cycles ? 1 : 1 + ((cycle * 97) % 350));
    expect(life.opened, `cycle ${cycle} did not open: ${life.errors}`).toBeDefined();
    const found = new Set(life.opened);
    lost += all.filter((n) => !found.has(n)).length;
    halves += life.unpaired;
    all.push(...life.acknowledged);
    openMs.push(Math.round(life.openMs));
    next = Math.max(next, ...all, ...(life.opened ?? [])) + 1_000; // One more may be written than was said.
  }
  const slowest = Math.max(...openMs);
  process.stdout.write(
    `kills ${cycles}, acknowledged ${all.length}, lost ${lost}, half transactions ${halves}, slowest start ${slowest} ms\n`,
  );
  expect({ lost, halves }).toEqual({ lost: 0, halves: 0 });
  expect(all.length).toBeGreaterThan(cycles * 100);
});
