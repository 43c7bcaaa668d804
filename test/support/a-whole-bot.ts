import { cardToText } from '../../sandbox/card-to-text.ts';
import { asChatPerson } from '../../sandbox/connector/as-chat-person.ts';
import type { ChatMessage, ChatPerson, ChatPlace } from '../../sandbox/connector/chat.ts';
import { type Connector, type Sent, startConnector } from '../../sandbox/connector/connector.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import type { Story } from '../../sandbox/world/story.ts';
import { type App, createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { aLog, type LogLine } from './a-log.ts';
import { aRunningClock, type RunningClock } from './a-running-clock.ts';
import { aDatabase, type TestDatabase } from './test-database.ts';

/** How to start a whole bot. */
export interface WholeBotOptions {
  /** What the pretend tenant holds; the `plant` story if absent. */
  story?: Story;
  /** Settings that differ from those of a bot in the sandbox. */
  env?: Record<string, string>;
}

/** An answer of the bot, when it stands there for good. */
export interface Answered {
  /** What went back over HTTP. */
  sent: Sent;
  /** How long the bot took over that, in milliseconds. */
  ms: number;
  message: ChatMessage;
  /** All that a reader sees of it, on one line. */
  text: string;
}

/** What may be said about where and how something is asked. */
export interface AskOptions {
  place?: ChatPlace;
  threadId?: string;
  mention?: boolean;
}

/** The real app between a pretend Azure and a pretend Teams. */
export interface WholeBot {
  sandbox: Sandbox;
  teams: Connector;
  clock: RunningClock;
  /** Everything that the bot has logged. */
  lines: LogLine[];
  database: TestDatabase;
  /** `http://127.0.0.1:<port>` of the app as it runs now. */
  url(): string;
  /** The settings that it runs with. */
  env: Readonly<Record<string, string>>;
  /** Somebody of the story, by key. */
  person(key: string): ChatPerson;
  /** That person's own chat with the bot: always the same one. */
  chat(key: string): ChatPlace;
  /** Says something (in the own chat if no place is given) and waits for the answer that stays. */
  ask(key: string, words: string, options?: AskOptions): Promise<Answered>;
  /** Clicks a button that answers on its own card. */
  click(key: string, message: ChatMessage, title: string | RegExp): Promise<Answered>;
  /** Clicks a button that answers with a message of its own. */
  open(key: string, message: ChatMessage, title: string | RegExp): Promise<Answered>;
  /** Lets the bot forget what it has read from Azure; role definitions, which stay longer, only if asked. */
  forget(what?: 'answers' | 'roles too'): void;
  /** Ends the app; what it remembers stays. */
  stopApp(): Promise<void>;
  /** Starts it again over the same database. */
  startApp(): Promise<void>;
  stop(): Promise<void>;
}

/** How long answers of Azure are kept, and role definitions. */
const memoryMs = { answers: 60_000, 'roles too': 10 * 60_000 };
const patienceMs = 15_000;

/**
 * Starts pretend Azure, pretend Teams and the app. Only one in a test file: MSAL keeps the address of the
 * managed identity for the life of a process.
 */
export async function startWholeBot({ story, env: more = {} }: WholeBotOptions = {}): Promise<WholeBot> {
  const sandbox = await startSandbox(story ? { story } : {});
  const [teams, database] = await Promise.all([startConnector(), aDatabase(), sandbox.warmUp()]);
  Object.assign(process.env, pick(sandbox.env, 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER'));
  const env = {
    ...sandbox.env,
    HOST: '127.0.0.1',
    PORT: '0',
    BOT_AUTH: 'off',
    DATA_DIR: database.dataDir,
    ...(database.databaseUrl ? { DATABASE_URL: database.databaseUrl } : {}),
    ...more,
  };
  const clock = aRunningClock();
  const log = aLog();
  const cast = castOf(sandbox, teams);
  let app: App | undefined;
  let url = '';

  async function startApp(): Promise<void> {
    app = anApp(env, log, clock);
    const { port } = await app.start();
    url = `http://127.0.0.1:${port}`;
    teams.useBot(`${url}/api/messages`);
  }

  /** Waits for the message that `look` finds to stand there for good. */
  async function settled(post: () => Promise<Sent>, look: () => ChatMessage | undefined): Promise<Answered> {
    const started = performance.now();
    const sent = await post();
    const ms = performance.now() - started;
    const message = await teams.until(() => {
      const found = look();
      return found !== undefined && !isWorking(found) && found;
    }, patienceMs);
    return { sent, ms, message, text: textOf(message) };
  }

  await startApp();
  return {
    ...{ sandbox, teams, clock, database, env, startApp },
    lines: log.lines,
    url: () => url,
    person: (key) => cast(key).person,
    chat: (key) => cast(key).chat,
    ask(key, words, { place = cast(key).chat, ...options } = {}) {
      const before = teams.messages(place).length;
      return settled(
        () => teams.say(cast(key).person, place, words, options),
        () => teams.messages(place)[before],
      );
    },
    click(key, message, title) {
      const before = JSON.stringify(message.card);
      return settled(
        () => teams.click(cast(key).person, message, title),
        () => (JSON.stringify(message.card) === before ? undefined : message),
      );
    },
    open(key, message, title) {
      const before = teams.messages(message.place).length;
      return settled(
        () => teams.click(cast(key).person, message, title),
        () => teams.messages(message.place)[before],
      );
    },
    forget: (what = 'answers') => clock.advance(memoryMs[what]),
    async stopApp() {
      await app?.stop();
    },
    async stop() {
      await app?.stop();
      await teams.stop();
      await sandbox.stop();
      await database.remove();
      delete process.env.IDENTITY_ENDPOINT;
      delete process.env.IDENTITY_HEADER;
    },
  };
}

/** The app with these settings, not started. Throws when a setting is wrong. */
export function anApp(env: Record<string, string>, log = aLog(), clock = aRunningClock()): App {
  const loaded = loadConfig(env);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return createApp(loaded.config, log, clock);
}

/** All that a reader sees of a message, buttons included, on one line. */
export function textOf({ card, text }: Pick<ChatMessage, 'card' | 'text'>): string {
  if (!card) return text;
  return cardToText(card, { width: 2_000 })
    .replaceAll(/[│╭╮╰╯─┃\s]+/g, ' ')
    .trim();
}

/** True for the card that stands where an answer will come. */
export function isWorking(message: Pick<ChatMessage, 'card' | 'text'>): boolean {
  return textOf(message).includes('Working on it');
}

/** Gives each person of the story an account in Teams and a chat with the bot. */
function castOf({ people, world }: Sandbox, teams: Connector) {
  const cast = new Map(
    people.map((one) => {
      const person = teams.person(asChatPerson(one, world.tenant.id));
      return [one.key, { person, chat: teams.conversation({ kind: 'personal', members: [person] }) }];
    }),
  );
  return (key: string) => {
    const found = cast.get(key);
    if (!found) throw new RangeError(`The story knows nobody called ${key}.`);
    return found;
  };
}

function pick(env: Readonly<Record<string, string>>, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, env[name] ?? '']));
}
