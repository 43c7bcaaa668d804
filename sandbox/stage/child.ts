import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** How to start a child program. */
export interface ChildOptions {
  /** What to call it when something is said about it: `the bot`. */
  name: string;
  /** Arguments for Node: the script and its own arguments. */
  args: readonly string[];
  /** Its whole environment, besides what every program needs to run at all. */
  env: Readonly<Record<string, string>>;
  /** Working directory; made when it is missing. */
  cwd: string;
  /** Everything that it prints is kept in this file. */
  logFile: string;
}

/** A child program of the sandbox. */
export interface Child {
  name: string;
  logFile: string;
  /** Resolves when it has ended and its log file is whole, with words about how: `exit code 1`. Never rejects. */
  ended: Promise<string>;
  /** The last lines that it printed, oldest first. */
  lastLines(): readonly string[];
  /** Asks it to end, insists after five seconds, and resolves when it is gone. */
  stop(): Promise<void>;
}

// What a program needs to run at all. Nothing else is handed on: a developer's own AZURE_* or DATABASE_URL
// must not reach the sandbox's bot, and a proxy would stand between parts that talk over loopback.
const passedOn =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TERM|TMPDIR|TEMP|TMP|SystemRoot|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;

const keepInside = new URL('./keep-inside.ts', import.meta.url).href;
const keptLines = 25;
const patienceMs = 5_000;

/** Starts a child program that stays on this computer and ends with its parent (see keep-inside.ts). */
export function startChild(options: ChildOptions): Child {
  mkdirSync(options.cwd, { recursive: true });
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const inherited = Object.entries(process.env).filter(([name]) => passedOn.test(name));
  const child = spawn(process.execPath, ['--import', keepInside, ...options.args], {
    cwd: options.cwd,
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Out of the terminal's group: Ctrl-C reaches the parent alone, which ends its children in order.
    detached: process.platform !== 'win32',
  });
  child.channel?.unref();

  const lines: string[] = [];
  const log = createWriteStream(options.logFile, { flags: 'w' });
  log.on('error', () => undefined); // a full disk must not end the sandbox
  const closed = new Promise<void>((resolve) => log.once('close', resolve)); // after an error too
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
    });
  }

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not start: ${error.message}`));
    // `close` comes after the last line has been read; `exit` can come before it.
    child.once('close', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  }).then(async (how) => {
    log.end();
    await closed; // whoever is told that it ended is sent to the log, and shall find every line there
    return how;
  });

  return {
    name: options.name,
    logFile: options.logFile,
    ended,
    lastLines: () => lines,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const insist = new AbortController();
      const late = delay(patienceMs, undefined, { signal: insist.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      );
      await ended;
      insist.abort();
      await late;
    },
  };
}
