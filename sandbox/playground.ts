import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { playgroundConfig, type WindowConfig } from './playground-config.ts';
import { type Child, startChild } from './stage/child.ts';
import { StageError, waitForAnswer } from './stage/wait-for.ts';

/** A chat window: Microsoft's Agents Playground, a local stand-in for Teams in the browser. */
export interface ChatWindow {
  key: string;
  /** Who types there. */
  who: string;
  /** Address to open in a browser. */
  url: string;
  child: Child;
}

/** Where a chat window runs and which bot it talks to. */
export interface ChatWindowOptions {
  config: WindowConfig;
  port: number;
  /** The bot's messages endpoint. */
  endpoint: string;
  /** Folder for its settings, logs and temporary files. */
  folder: string;
}

/**
 * Starts a chat window and waits until it answers. Throws a `StageError` when the tool is not installed or
 * ends early.
 */
export async function startChatWindow(options: ChatWindowOptions): Promise<ChatWindow> {
  const { config, port, endpoint, folder } = options;
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  // The tool reads its settings from, and writes its logs to, the folder that it runs in.
  writeFileSync(path.join(folder, '.m365agentsplayground.yml'), playgroundConfig(config));
  const child = startChild({
    name: `the ${config.key}'s chat window`,
    args: [findTool(), 'start', '-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    env: {
      // It leaves a folder in the temporary directory even with its telemetry off.
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      // No pop-up browser: the address is printed instead.
      BROWSER: 'none',
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
    },
    cwd: folder,
    logFile: path.join(folder, 'output.log'),
  });
  const url = `http://localhost:${port}`;
  try {
    await waitForAnswer(`http://127.0.0.1:${port}/`, child);
  } catch (error) {
    await child.stop();
    const reason = reasonInLog(folder);
    throw error instanceof StageError && reason ? new StageError(`${error.message}\n  ${reason}`) : error;
  }
  return { key: config.key, who: config.me.name, url, child };
}

/** The tool prints "Listening" and tells only its own log why it gave up. */
function reasonInLog(folder: string): string {
  try {
    const log = readFileSync(path.join(folder, 'devTools', 'm365agentsplayground.log'), 'utf8');
    return log.split('\n').findLast((line) => line.startsWith('error Reason:')) ?? '';
  } catch {
    return '';
  }
}

function findTool(): string {
  try {
    return createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
  } catch {
    throw new StageError('The chat window (@microsoft/m365agentsplayground) is not installed. Run: npm ci');
  }
}
