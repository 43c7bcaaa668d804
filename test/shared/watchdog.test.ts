import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';

const watchdog = JSON.stringify(new URL('../../src/shared/watchdog.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Runs `script`, which finds `startWatchdog` in scope, in a process of its own. */
async function run(script: string): Promise<{ signal: string | null; code: number | null; errors: string }> {
  const source = `import { startWatchdog } from ${watchdog};\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, errors })));
}

it('ends a process whose event loop is dead, with one line that says why', async () => {
  const { signal, errors } = await run('startWatchdog(0.5); setTimeout(() => { for (;;); }, 20);');
  expect(signal).toBe('SIGKILL');
  expect(JSON.parse(errors)).toMatchObject({ level: 'fatal', msg: 'event loop dead, process ended' });
});

it('lets a process live that is only slow, and one that has stopped its watch', async () => {
  const busy = 'const busy = (ms) => { const end = Date.now() + ms; while (Date.now() < end); };';
  const [slow, stopped] = await Promise.all([
    run(`${busy} startWatchdog(5); busy(500); setTimeout(() => busy(500), 20);`),
    run(`${busy} const watch = startWatchdog(0.5); setTimeout(() => { watch.stop(); busy(1500); }, 20);`),
  ]);
  expect(slow).toEqual({ code: 0, signal: null, errors: '' });
  expect(stopped).toEqual({ code: 0, signal: null, errors: '' });
});

it('does not keep a process alive that has nothing left to do', async () => {
  expect(await run('startWatchdog(60);')).toEqual({ code: 0, signal: null, errors: '' });
});
