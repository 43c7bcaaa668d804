import { rmSync } from 'node:fs';
import { asChatPerson } from '../../sandbox/connector/as-chat-person.ts';
import type { ChatMessage, ChatPerson } from '../../sandbox/connector/chat.ts';
import { type Connector, startConnector } from '../../sandbox/connector/connector.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import type { LaggedStore } from '../../sandbox/world/lagged-store.ts';
import { textOf } from '../support/a-whole-bot.ts';
import { aFolder } from '../support/fast-folder.ts';
import { seedDataDir } from '../support/test-database.ts';
import { type BotChild, startBotChild } from './a-bot-child.ts';
import type { State } from './words.ts';

/**
 * How much faster than the computer the time of the bot and of Azure runs while the bot only waits. Half a minute of
 * patience takes 3 s then.
 */
const speed = 10;
/**
 * Azure shows a new connector after 20 s instead of ten: well within the bot's patience, and later than a bot that has
 * just been started again looks for the first time, also on a busy machine. One that looks once and writes is found out.
 */
const azureSpeed = 0.5;
const tickMs = 20;
/** Longer than anything in the pretend Azure lags behind. */
const settledMs = 120_000;
const isWrite = /\.(put|patch|delete)$/;

/** Who takes part: the requester in an own chat with the bot, the approver in a channel. */
export type Who = 'operator' | 'approver';

/** A pretend Azure and a pretend Teams that outlive every bot, and the folder that the bots hand on. */
export interface Stage {
  sandbox: Sandbox;
  teams: Connector;
  /** The bot that runs, or ran last. */
  bot(): BotChild;
  /** Starts a bot on the folder, and lets Teams talk to it. */
  startBot(): Promise<BotChild>;
  /** Makes Azure what it was in the beginning, and forgets what was said: for the next story. */
  clear(): Promise<void>;
  say(who: Who, words: string): Promise<void>;
  /** Clicks and gives the note; `no answer` when the bot dies meanwhile. */
  click(who: Who, message: ChatMessage, title: string | RegExp): Promise<string>;
  /** The messages that somebody sees, of this story. */
  messages(who: Who): readonly ChatMessage[];
  /** The newest of them with a button of this title. */
  withButton(who: Who, title: string): ChatMessage | undefined;
  /** What the bot's database says of this story. */
  state(): Promise<State>;
  /** Route and path of all that was sent to change something in Azure, in this story. */
  writes(): string[];
  /** Nobody is at work: time passes as usual, until Azure is asked again. */
  letTimePassSlowly(): void;
  end(): Promise<void>;
}

/** Sets everything up and starts the first bot. The approvers' place is known to it. */
export async function openStage(): Promise<Stage> {
  const dataDir = aFolder();
  const [sandbox, teams] = await Promise.all([
    startSandbox({ speed: azureSpeed }),
    startConnector(),
    seedDataDir(dataDir),
  ]);
  const { world } = sandbox;
  const person = castOf(sandbox, teams);
  const personal = { kind: 'personal', members: [person('operator')] } as const;
  const members = [person('approver'), person('operator')];
  const places = {
    operator: teams.conversation(personal),
    approver: teams.conversation({ kind: 'channel', name: 'Approvers', members }),
  };
  const restore = [restorer(world.connectors), restorer(world.solutions), restorer(world.rules)];

  // A bot that takes over looks at Azure some seconds after the other one wrote, so Azure's lag is not over by then.
  let slowSince: number | undefined;
  const asked = () => sandbox.requests.filter(({ principal }) => principal !== '').length;
  // By what has really passed: Azure must not fall behind the bots when this process has much to do.
  let last = Date.now();
  const time = setInterval(() => {
    const passed = Date.now() - last;
    last += passed;
    if (slowSince !== undefined && asked() > slowSince) slowSince = undefined;
    if (slowSince === undefined) sandbox.control.moveClock(passed * (speed - 1));
  }, tickMs);

  const env = {
    ...sandbox.env,
    ...{ HOST: '127.0.0.1', PORT: '0', BOT_AUTH: 'off', DATA_DIR: dataDir, CLOCK_SPEED: String(speed) },
  };
  const opened = Date.now();
  let running: BotChild | undefined;
  const marks = { operator: 0, approver: 0 };
  let known = new Set<string>();
  const all = (who: Who) => teams.messages(places[who]);
  const bot = () => {
    if (!running) throw new Error('no bot runs');
    return running;
  };

  const stage: Stage = {
    ...{ sandbox, teams, bot },
    async startBot() {
      // The time of the one before has gone no further than this: it must not go back between the two.
      const ahead = (Date.now() - opened) * (speed - 1);
      running = await startBotChild({ ...env, CLOCK_AHEAD_MS: String(ahead) });
      teams.useBot(running.url);
      return running;
    },
    async clear() {
      slowSince = undefined;
      world.change(() => {
        for (const one of restore) one();
      });
      sandbox.control.moveClock(settledMs);
      sandbox.control.clearRequests();
      Object.assign(marks, { operator: all('operator').length, approver: all('approver').length });
      known = new Set((await bot().state()).changes.map(({ id }) => id));
    },
    async say(who, words) {
      await teams.say(person(who), places[who], words);
    },
    async click(who, message, title) {
      const sent = await teams.click(person(who), message, title).catch(() => undefined);
      if (!sent) return 'no answer';
      const { body } = sent;
      return typeof body === 'object' && body !== null ? String(Reflect.get(body, 'value')) : '';
    },
    messages: (who) => all(who).slice(marks[who]),
    withButton: (who, title) =>
      stage.messages(who).findLast((message) => textOf(message).includes(`[ ${title} ]`)),
    async state() {
      const { changes, cards, jobs } = await bot().state();
      const ours = new Set(changes.map(({ id }) => id).filter((id) => !known.has(id)));
      return {
        changes: changes.filter(({ id }) => ours.has(id)),
        cards: cards.filter(({ change }) => ours.has(change)),
        jobs,
      };
    },
    writes: () =>
      sandbox.requests
        .filter(({ route }) => isWrite.test(route))
        .map(({ route, path }) => `${route} ${path.replace(/\?.*$/, '')}`),
    letTimePassSlowly() {
      slowSince = asked();
    },
    async end() {
      clearInterval(time);
      await running?.kill();
      await teams.stop();
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await stage.startBot();
    await stage.say('approver', 'approvals here');
    await teams.until(() => all('approver').some((one) => /Approvals come here/.test(textOf(one))), 15_000);
    return stage;
  } catch (error) {
    await stage.end();
    throw error;
  }
}

function castOf({ people, world }: Sandbox, teams: Connector): (who: Who) => ChatPerson {
  return (who) => {
    const found = people.find(({ key }) => key === who);
    if (!found) throw new RangeError(`The story knows nobody called ${who}.`);
    return teams.person(asChatPerson(found, world.tenant.id));
  };
}

/** Notes what is in a store; gives what puts it back there. */
function restorer<T extends { id: string }>(store: LaggedStore<T>): () => void {
  const before = store.all();
  return () => {
    for (const { id } of store.all()) if (!before.some((one) => one.id === id)) store.remove(id);
    for (const one of before) if (store.get(one.id) !== one) store.put(one.id, one);
  };
}
