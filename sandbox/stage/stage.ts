import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type ChatWindow, startChatWindow } from '../playground.ts';
import type { WindowPerson } from '../playground-config.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { largeStory } from '../world/large-world.ts';
import { type Person, peopleOf } from '../world/people.ts';
import { loadStory } from '../world/story.ts';
import { type Bot, startBot } from './bot.ts';
import { obituary, StageError } from './wait-for.ts';

/** What to set up. */
export interface StageOptions {
  /** Folder for databases, logs and the windows' settings. */
  folder: string;
  tenantPort: number;
  botPort: number;
  /** A chat window for each of these people of the story, by key. */
  windows: readonly { person: string; port: number }[];
  /** Keeps the bot's database of the last time. */
  keep?: boolean;
  /** 5,000 hubs in 800 subscriptions. */
  large?: boolean;
}

/** Pretend tenant, bot and chat windows, all up and running. */
export interface Stage {
  tenant: Sandbox;
  bot: Bot;
  windows: readonly ChatWindow[];
  people: readonly Person[];
  tenantId: string;
  /** Resolves, with words for people, when a part ends by itself. */
  brokeDown: Promise<StageError>;
  /** Ends everything, windows first. May be called more than once. */
  stop(): Promise<void>;
}

/** People without any Azure role, for stories that have too few to fill a chat window. */
const colleagues: readonly WindowPerson[] = ['Kim', 'Lee', 'Noor', 'Rio', 'Sam'].map((name, i) => ({
  name: `${name} Colleague`,
  objectId: `c0a11ea6-0000-4000-8000-00000000000${i}`,
  upn: `${name.toLowerCase()}@contoso.example`,
}));

/** Sets the stage. When a part fails to start, ends the others and throws. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { folder } = options;
  if (!options.keep) rmSync(path.join(folder, 'data'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const story = options.large ? largeStory() : loadStory('plant');
  const people = peopleOf(story);
  const tenant = await startSandbox({ port: options.tenantPort, story });
  const endpoint = `http://127.0.0.1:${options.botPort}/api/messages`;
  // Loading the query runner takes a second or two: now, while the others start, not at the first question.
  const warm = tenant.warmUp();
  const parts = await Promise.allSettled([
    startBot({ port: options.botPort, folder, tenantEnv: tenant.env }),
    ...options.windows.map(({ person, port }) =>
      startChatWindow({
        config: {
          key: person,
          tenantId: story.tenant.id,
          teamName: 'Plant security',
          ...cast(people, person),
        },
        port,
        endpoint,
        folder: path.join(folder, person),
      }),
    ),
  ]);
  await warm;
  const started = parts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  const failures = parts.flatMap((part) => (part.status === 'rejected' ? [part.reason] : []));
  const windows = started.filter((part) => 'url' in part);
  const bot = started.find((part) => 'endpoint' in part);

  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await Promise.all(windows.map(({ child }) => child.stop()));
    await bot?.child.stop();
    await tenant.stop();
  };
  const stop = (): Promise<void> => {
    stopping ??= stopAll();
    return stopping;
  };
  if (!bot || failures.length > 0) {
    await stop();
    if (failures.length === 1) throw failures[0];
    throw new StageError(failures.map(words).join('\n'));
  }
  const brokeDown = new Promise<StageError>((resolve) => {
    for (const { child } of started) {
      void child.ended.then((how) => {
        if (!stopping) resolve(new StageError(obituary(child, how)));
      });
    }
  });
  return { tenant, bot, windows, people, tenantId: story.tenant.id, brokeDown, stop };
}

function cast(people: readonly Person[], key: string): { me: Person; others: readonly WindowPerson[] } {
  const me = people.find((person) => person.key === key);
  if (!me) throw new StageError(`The story has no person called ${key}.`);
  const others = [...people.filter((person) => person !== me), ...colleagues].slice(0, colleagues.length);
  return { me, others };
}

function words(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
