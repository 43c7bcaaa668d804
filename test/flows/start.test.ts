import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { aFolder } from '../support/fast-folder.ts';
import { quickNode, sharedCompiling } from '../support/quick-node.ts';
import { seedDataDir } from '../support/test-database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'src', 'main.ts');
const checkNode = join(root, 'src', 'check-node.js');

let sandbox: Sandbox;
/** Not the checkout: a developer's `.env` is no part of a test. */
let folder = '';
const children: ChildProcess[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = aFolder();
  await seedDataDir(join(folder, 'data'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sandbox?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Settings of a bot in the sandbox. */
const settings = () => ({
  ...sandbox.env,
  HOST: '127.0.0.1',
  PORT: '0',
  BOT_AUTH: 'off',
  DATA_DIR: join(folder, 'data'),
});

/** Starts the program as `npm start` does; `said` grows with everything that it prints. */
function start(env: Record<string, string>, node = process.execPath) {
  const child = spawn(node, [...quickNode, '--import', checkNode, main], {
    cwd: folder,
    env: { ...sharedCompiling, ...env },
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, ended, said: () => said };
}

/** A Node on this machine that is too old for the bot. */
const oldNode = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((directory) => !directory.includes('node_modules'))
  .map((directory) => join(directory, 'node'))
  .filter((path) => existsSync(path))
  .find((path) => {
    const [major = 0, minor = 0] = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' })
      .stdout.trim()
      .split('.')
      .map(Number);
    return major < 22 || (major === 22 && minor < 18);
  });

describe('the program', () => {
  it('without any settings names every missing one with its cure, and ends with 1', async () => {
    const { ended, said } = start({});
    expect(await ended).toBe(1);
    for (const setting of [
      'SENTINEL_WORKSPACE',
      'MicrosoftAppType',
      'MicrosoftAppId',
      'MicrosoftAppTenantId',
    ]) {
      expect(said()).toMatch(new RegExp(`^ {2}${setting} is not set\\.\\n {4}\\S`, 'm'));
    }
    expect(said()).toContain('Hubwatch cannot start. 4 settings are missing or wrong:');
    expect(said()).toContain('npm run sandbox');
    expect(said()).not.toMatch(/^ +at /m);
  });

  it('refuses to run unauthenticated on an address that others reach', async () => {
    const { ended, said } = start({ ...settings(), HOST: '0.0.0.0' });
    expect(await ended).toBe(1);
    expect(said()).toMatch(/BOT_AUTH is off, which would let anybody act in Azure/);
    expect(said()).toMatch(/HOST is reachable from outside/);
  });

  it('gets ready, keeps a second one off its folder, and ends with 0 when asked to', async () => {
    const first = start(settings());
    await expect.poll(first.said, { interval: 10, timeout: 15_000 }).toContain('"ready"');
    const second = start(settings());
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain('could not start');
    expect(second.said()).toContain('is in use by another Hubwatch');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.said()).toContain('stopping');
  });

  it.skipIf(oldNode === undefined)('refuses an old Node by name, with the cure', async () => {
    const { ended, said } = start({}, oldNode);
    expect(await ended).toBe(1);
    expect(said()).toMatch(
      /^Hubwatch needs Node 22\.18 or newer; this is Node \d+\.\d+\.\d+\.\nRun `npm ci`/,
    );
  });
});
