import type { ChatMessage, ChatPlace } from '../../sandbox/connector/chat.ts';
import type { Sent } from '../../sandbox/connector/connector.ts';
import { loadStory, type Story } from '../../sandbox/world/story.ts';
import type { LookInside } from './a-look-inside.ts';
import { type Answered, textOf, type WholeBot } from './a-whole-bot.ts';

/** What tests of changes look at. */
export interface ChangeFlow {
  /** Requests that changed something in Azure since they were last forgotten: `dataConnectors.put`. */
  writes(): string[];
  /** Waits, while time flies for the bot and for Azure, until all that is said about a message is true; gives its text. */
  shows(message: ChatMessage, ...what: RegExp[]): Promise<string>;
  /** The note that a click was answered with. */
  note(sent: Pick<Sent, 'body'>): string;
  /** Clicks, and gives the note. */
  click(
    key: string,
    message: ChatMessage,
    title: string | RegExp,
    inputs?: Record<string, unknown>,
  ): Promise<string>;
  /** The newest message of the bot there that fits, once there is one. */
  newest(place: ChatPlace, what: RegExp): Promise<ChatMessage>;
  /** Says something as the operator (or somebody else) in a chat of its own, where no message of earlier requests is. */
  askAlone(words: string, key?: string): Promise<Answered>;
  /** Clicks "Ask for approval" as the operator (or whoever asked), and gives the new card that the approvers get. */
  askApproval(message: ChatMessage, approvers: ChatPlace, key?: string): Promise<ChatMessage>;
  /** Lets time pass for the bot and for Azure until the work is done. */
  whileTimeFlies<T>(work: () => Promise<T>): Promise<T>;
}

const patienceMs = 15_000;

/** The usual story with hardly any alerts: changes do not look at them, and every list of hubs has to query them. */
export const shortPast = (): Story => ({ ...loadStory('plant'), historyDays: 0.1 });

/**
 * Looks at a whole bot's changes. With a look inside, jobs that wait for the next poll of the workers run at once while
 * time flies.
 */
export function aChangeFlow(bot: WholeBot, inside?: Pick<LookInside, 'wake'>): ChangeFlow {
  /** Azure's lag is ten seconds and the bot's patience half a minute, so both clocks have to run. */
  async function whileTimeFlies<T>(work: () => Promise<T>): Promise<T> {
    const time = setInterval(() => {
      bot.clock.advance(500);
      bot.sandbox.control.moveClock(500);
    }, 25);
    // A database that is closed just now has no jobs to wake.
    const wake = inside && setInterval(() => void inside.wake().catch(() => {}), 250);
    try {
      return await work();
    } finally {
      clearInterval(time);
      clearInterval(wake);
    }
  }

  function note({ body }: Pick<Sent, 'body'>): string {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'value') : body;
    return typeof value === 'string' ? value : JSON.stringify(body);
  }

  return {
    whileTimeFlies,
    note,
    writes: () =>
      bot.sandbox.requests
        .map(({ route }) => route)
        .filter((route) =>
          /^(dataConnectors|iotSecuritySolutions|alertRules)\.(put|patch|delete)$/.test(route),
        ),
    async shows(message, ...what) {
      try {
        await whileTimeFlies(() =>
          bot.teams.until(() => what.every((one) => one.test(textOf(message))), patienceMs),
        );
      } catch {
        throw new Error(`The card does not show ${what.join(' and ')}: ${textOf(message)}`);
      }
      return textOf(message);
    },
    click: async (key, message, title, inputs) =>
      note(await bot.teams.click(bot.person(key), message, title, inputs)),
    askAlone(words, key = 'operator') {
      const place = bot.teams.conversation({ kind: 'personal', members: [bot.person(key)] });
      return bot.ask(key, words, { place });
    },
    async askApproval(message, approvers, key = 'operator') {
      const before = new Set(bot.teams.messages(approvers));
      const said = note(await bot.teams.click(bot.person(key), message, 'Ask for approval'));
      if (!said.startsWith('An approver is asked')) throw new Error(`Nobody is asked: ${said}`);
      return whileTimeFlies(() =>
        bot.teams.until(
          () =>
            bot.teams
              .messages(approvers)
              .find((one) => !before.has(one) && /\[ Approve \]/.test(textOf(one))),
          patienceMs,
        ),
      );
    },
    newest: (place, what) =>
      whileTimeFlies(() =>
        bot.teams.until(
          () => bot.teams.messages(place).findLast((message) => what.test(textOf(message))),
          patienceMs,
        ),
      ),
  };
}
