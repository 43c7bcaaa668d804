import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Audit, Message, Moment, State } from './words.ts';

/** How a bot's process ended. */
export interface Ending {
  /** True when it killed itself at the moment that it was told. */
  killed: boolean;
  /** What it said last, for people. */
  words: string;
}

/** A bot in a process of its own. */
export interface BotChild {
  /** Where it takes messages. */
  url: string;
  /** From the start of the process until it listened, in milliseconds. */
  startMs: number;
  ended: Promise<Ending>;
  /** Has it count moments from now on, and die at one. */
  count(die?: Moment): Promise<void>;
  /** Ends the counting, and tells what was counted. */
  moments(): Promise<Moment[]>;
  state(): Promise<State>;
  audit(): Promise<Audit>;
  /** What it has logged as warnings and errors. */
  troubles(): Promise<string[]>;
  /** Kills it. */
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL('./bot-child.ts', import.meta.url));
const startWithinMs = 30_000;

/** Starts a bot with these settings. Rejects when it ends before it listens. */
export async function startBotChild(env: Record<string, string>): Promise<BotChild> {
  const started = performance.now();
  const child = fork(program, [], {
    env: { ...env, PATH: process.env.PATH, NODE_COMPILE_CACHE: join(tmpdir(), 'hubwatch-kill-cache') },
    execArgv: ['--liftoff-only'], // Compiling the database well costs more than it saves in a short life.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = endingOf(child);
  const answers = new Map<number, (value: unknown) => void>();
  let lastId = 0;
  const port = new Promise<number>((resolve) => {
    child.on('message', (sent) => {
      const message = Message.parse(sent);
      if ('ready' in message) resolve(message.ready);
      else answers.get(message.id)?.(message.value);
    });
  });

  async function ask<T>(question: object, answer: z.ZodType<T>): Promise<T> {
    lastId += 1;
    const id = lastId;
    const value = new Promise<unknown>((resolve) => answers.set(id, resolve));
    child.send({ ...question, id }, () => {}); // That it is dead already is told by `ended`.
    const first = await Promise.race([value, ended.then(({ words }) => new ChildDied(words))]);
    if (first instanceof ChildDied) throw first;
    return answer.parse(first);
  }

  const tooLate = AbortSignal.timeout(startWithinMs);
  const found = await Promise.race([
    port,
    ended.then(({ words }) => Promise.reject(new ChildDied(words))),
    new Promise<never>((_, reject) =>
      tooLate.addEventListener('abort', () => reject(new Error('the bot did not start')), { once: true }),
    ),
  ]);
  return {
    url: `http://127.0.0.1:${found}/api/messages`,
    startMs: performance.now() - started,
    ended,
    async count(die) {
      await ask({ ask: 'count', ...(die ? { die } : {}) }, z.unknown());
    },
    moments: () => ask({ ask: 'moments' }, z.array(Moment)),
    state: () => ask({ ask: 'state' }, State),
    audit: () => ask({ ask: 'audit' }, Audit),
    troubles: () => ask({ ask: 'troubles' }, z.array(z.string())),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The process is gone. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';
}

function endingOf(child: ChildProcess): Promise<Ending> {
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = `${words}${text}`.slice(-4_000);
    });
  }
  return new Promise((resolve) => {
    child.once('close', (code, signal) =>
      resolve({
        killed: signal === 'SIGKILL' && words.includes('dies '),
        words: `${words} (${code ?? signal})`,
      }),
    );
  });
}
