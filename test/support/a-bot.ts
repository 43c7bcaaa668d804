import { z } from 'zod';
import type { ChatPerson, ChatPlace } from '../../sandbox/connector/chat.ts';
import { type Connector, type ConnectorOptions, startConnector } from '../../sandbox/connector/connector.ts';
import { type Bot, type BotNeeds, createBot } from '../../src/bot/bot.ts';
import type { Command } from '../../src/commands/command.ts';
import type { Runner } from '../../src/commands/run-command.ts';
import type { Call } from '../../src/domain/call.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aTenantId } from './a-call.ts';
import { aLog, type LogLine } from './a-log.ts';

/** A command as far as reading words and clicks goes. */
export function aCommand(name: string, over: Partial<Command> = {}): Command {
  return {
    name,
    aliases: [],
    usage: name,
    summary: name,
    examples: [],
    permission: 'none',
    args: z.record(z.string(), z.unknown()),
    read: (words) => (words.length > 0 ? { words: [...words] } : {}),
    run: async () => aReply(name),
    ...over,
  };
}

/** The commands that the bot of `startBot` knows. */
export const botCommands: readonly Command[] = [
  aCommand('help'),
  aCommand('hubs', { aliases: ['list hubs', 'show hubs'] }),
  aCommand('hub'),
  aCommand('check', { aliases: ['check prerequisites'] }),
  aCommand('alerts'),
  aCommand('page', { listed: false }),
];

/** A card with one line and whatever else is given. */
export function aReply(summary: string, card: Record<string, unknown> = {}): Reply {
  return {
    summary,
    card: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: summary }], ...card },
  };
}

/** Conversations that the bot knows, in memory, with the same rules as the stored ones. */
export function someConversations() {
  const known = new Map<string, { at: Date; welcomed: boolean; installed: boolean; name: string }>();
  const book: BotNeeds['conversations'] = {
    async remember({ id, name = '' }, at) {
      known.set(id, { welcomed: false, ...known.get(id), at, installed: true, name });
    },
    async uninstalled(id, at) {
      const row = known.get(id);
      if (row) known.set(id, { ...row, at, installed: false, welcomed: false });
    },
    async claimWelcome(id) {
      const row = known.get(id);
      if (!row || row.welcomed) return false;
      row.welcomed = true;
      return true;
    },
    async releaseWelcome(id) {
      const row = known.get(id);
      if (row) row.welcomed = false;
    },
  };
  return { known, book };
}

/** Deliveries that were handled, in memory. */
export function someHandled(): BotNeeds['handled'] {
  const keys = new Map<string, { answer?: unknown }>();
  const text = (key: { conversationId: string; activityId: string }) => JSON.stringify(key);
  return {
    async claim(key) {
      const known = keys.get(text(key));
      if (known) return 'answer' in known ? { kind: 'done', answer: known.answer } : { kind: 'busy' };
      keys.set(text(key), {});
      return { kind: 'fresh' };
    },
    async finish(key, answer) {
      keys.set(text(key), { answer });
    },
    async abandon(key) {
      keys.delete(text(key));
    },
  };
}

/** A bot behind real HTTP and a pretend Teams, with a runner of the test's own. */
export interface StartedBot {
  bot: Bot;
  http: HttpServer;
  url: string;
  teams: Connector;
  ada: ChatPerson;
  personal: ChatPlace;
  channel: ChatPlace;
  group: ChatPlace;
  /** Calls that reached the runner. */
  calls: Call[];
  lines: LogLine[];
  known: ReturnType<typeof someConversations>['known'];
  stop(): Promise<void>;
}

/** A gate to commands of the test's own, with words that are easy to look for. */
export function aRunner(run: Runner['run'] = async ({ command }) => aReply(command)): Runner {
  return {
    run,
    welcome: ({ kind }) => aReply(`welcome to this ${kind}`),
    unknown: (text, suggestions) =>
      aReply(`unknown: ${text}; ${suggestions.map(({ words }) => words).join(', ')}`),
    working: ({ command }) => aReply(`working on ${command}`),
    interrupted: ({ command }) => aReply(`interrupted: ${command}`),
    refused: (why) => aReply(`refused: ${why}`),
  };
}

/** Starts it all; `run` answers the calls, `over` replaces parts of the bot. */
export async function startBot(
  run: (call: Call) => Promise<Reply> | Reply = ({ command }) => aReply(`answer to ${command}`),
  over: Partial<BotNeeds> = {},
  connectorOptions: ConnectorOptions = {},
): Promise<StartedBot> {
  const log = aLog();
  const calls: Call[] = [];
  const { known, book } = someConversations();
  const teams = await startConnector(connectorOptions);
  const bot = createBot({
    adapter: { auth: 'off' },
    commands: botCommands,
    runner: aRunner(async (call) => {
      calls.push(call);
      return run(call);
    }),
    conversations: book,
    handled: someHandled(),
    allowedTenants: [aTenantId],
    refusedClick: async () => {},
    changeCardShown: async () => {},
    clock: systemClock,
    log,
    ...over,
  });
  const http = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    handleMessage: bot.handle,
    ready: () => ({ ok: true, reasons: [] }),
  });
  const { port } = await http.start();
  const url = `http://127.0.0.1:${port}/api/messages`;
  teams.useBot(url);
  const ada = teams.person({
    name: 'Ada Operator',
    objectId: '33333333-3333-4333-8333-333333333333',
    tenantId: aTenantId,
  });
  return {
    bot,
    http,
    url,
    teams,
    ada,
    personal: teams.conversation({ kind: 'personal', members: [ada] }),
    channel: teams.conversation({ kind: 'channel', name: 'Alerts', members: [ada] }),
    group: teams.conversation({ kind: 'groupChat', members: [ada] }),
    calls,
    lines: log.lines,
    known,
    async stop() {
      await http.stop();
      await bot.stop();
      await teams.stop();
    },
  };
}
