import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { waitForAnswer } from './wait-for.ts';

/** The bot as a program of its own. */
export interface Bot {
  /** Where messages are posted to: `http://127.0.0.1:3978/api/messages`. */
  endpoint: string;
  child: Child;
}

/** How to start the bot against a pretend tenant. */
export interface BotOptions {
  port: number;
  /** Folder for its database and log. */
  folder: string;
  /** Settings that point it at the pretend tenant. */
  tenantEnv: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Starts the bot as `npm start` does and waits until it is ready. Throws a `StageError` when it ends early. */
export async function startBot({ port, folder, tenantEnv }: BotOptions): Promise<Bot> {
  const child = startChild({
    name: 'the bot',
    args: [path.join(root, 'src', 'main.ts')],
    env: {
      ...tenantEnv,
      HOST: '127.0.0.1',
      PORT: String(port),
      BOT_AUTH: 'off',
      DATA_DIR: path.join(folder, 'data'),
    },
    // Not the checkout: a developer's `.env` there is none of the sandbox's business.
    cwd: path.join(folder, 'bot'),
    logFile: path.join(folder, 'bot.log'),
  });
  try {
    await waitForAnswer(`http://127.0.0.1:${port}/readyz`, child);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { endpoint: `http://127.0.0.1:${port}/api/messages`, child };
}
