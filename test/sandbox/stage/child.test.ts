import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startChild } from '../../../sandbox/stage/child.ts';
import { waitForAnswer } from '../../../sandbox/stage/wait-for.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hubwatch-child-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function run(program: string, env: Record<string, string> = {}) {
  count += 1;
  const file = path.join(folder, `program-${count}.mjs`);
  writeFileSync(file, program);
  return startChild({
    name: 'the child',
    args: [file],
    env,
    cwd: folder,
    logFile: path.join(folder, `${count}.log`),
  });
}

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !what(); i += 1) await delay(25);
  expect(what()).toBe(true);
}

describe('a child program of the sandbox', () => {
  it('that ends early is reported with how it ended and its last lines', async () => {
    const child = run("console.log('first'); console.error('no such folder'); process.exit(3)");
    const waiting = waitForAnswer('http://127.0.0.1:1/', child);
    await expect(waiting).rejects.toThrow(/the child ended early \(exit code 3\)[\s\S]*no such folder/);
    expect(readFileSync(child.logFile, 'utf8')).toContain('first');
  });

  it('gets no settings of the person who starts the sandbox', async () => {
    process.env.DATABASE_URL = 'postgres://mine';
    process.env.AZURE_CLIENT_ID = 'mine';
    try {
      const child = run('console.log(Object.keys(process.env).join())', { PORT: '1' });
      await child.ended;
      expect(child.lastLines().join()).toMatch(/PATH/);
      expect(child.lastLines().join()).toMatch(/PORT/);
      expect(child.lastLines().join()).not.toMatch(/DATABASE_URL|AZURE_CLIENT_ID/);
    } finally {
      delete process.env.DATABASE_URL;
      delete process.env.AZURE_CLIENT_ID;
    }
  });

  it('ends when told to', async () => {
    const child = run(
      "process.on('SIGTERM', () => { console.log('bye'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up')",
    );
    await until(() => child.lastLines().includes('up'));
    await child.stop();
    expect(await child.ended).toBe('exit code 0');
    expect(child.lastLines()).toContain('bye');
  });

  it('makes no connection beyond this computer, by name or by number', async () => {
    const child = run(`
      import net from 'node:net'; import https from 'node:https';
      const tell = (name) => (error) => console.log(name, error.code);
      net.connect(443, '192.0.2.1').on('error', tell('number'));
      net.connect({ host: 'example.com', port: 443 }).on('error', tell('name'));
      https.get('https://example.com/').on('error', tell('https'));
      fetch('https://example.com/').catch((error) => tell('fetch')(error.cause));
    `);
    await child.ended;
    const lines = ['fetch', 'https', 'name', 'number'].map((name) => `${name} ECONNREFUSED`);
    expect([...child.lastLines()].sort()).toEqual(lines);
  });

  it('is reachable from this computer only, whatever it asks for', async () => {
    const child = run(`
      import http from 'node:http';
      for (const args of [[0], [0, '0.0.0.0'], [{ port: 0 }], [{ port: 0, host: '::' }], ['0', () => {}]]) {
        const server = http.createServer().listen(...args);
        server.on('listening', () => { console.log(server.address().address); server.close(); });
      }
    `);
    await child.ended;
    expect(child.lastLines()).toEqual(Array(5).fill('127.0.0.1'));
  });

  it('ends when the program that started it is killed', async () => {
    const pidFile = path.join(folder, 'grandchild.pid');
    const grandchild = path.join(folder, 'grandchild.mjs');
    writeFileSync(
      grandchild,
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const parent = path.join(folder, 'parent.mts');
    const childModule = fileURLToPath(new URL('../../../sandbox/stage/child.ts', import.meta.url));
    writeFileSync(
      parent,
      `import { startChild } from ${JSON.stringify(childModule)}; startChild({ name: 'x', args: [${JSON.stringify(grandchild)}], env: {}, cwd: ${JSON.stringify(folder)}, logFile: ${JSON.stringify(path.join(folder, 'x.log'))} }); setInterval(() => {}, 1000);`,
    );
    const started = spawn(process.execPath, [parent], { stdio: 'ignore' });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    started.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
