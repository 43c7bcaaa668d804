import { afterAll } from 'vitest';
import type { ChatPerson, ChatPlace } from '../../sandbox/connector/chat.ts';
import { aChangeFlow, type ChangeFlow, shortPast } from './a-change-flow.ts';
import { aLookInside, type LookInside, watchEmbedded } from './a-look-inside.ts';
import { startWholeBot, type WholeBot } from './a-whole-bot.ts';

/** A whole bot with eyes for its changes. */
export interface WatchedBot {
  bot: WholeBot;
  flow: ChangeFlow;
  inside: LookInside;
}

/**
 * Starts a bot, with a look into its database, for the whole test file that asks for it at its top; it is stopped
 * after the last test. Azure takes any number of requests.
 */
export async function aWatchedBot(env: Record<string, string> = {}): Promise<WatchedBot> {
  watchEmbedded();
  const bot = await startWholeBot({ story: shortPast(), env });
  afterAll(() => bot.stop());
  bot.sandbox.control.set({ throttling: false });
  const inside = aLookInside(bot);
  afterAll(() => inside.close());
  return { bot, inside, flow: aChangeFlow(bot, inside) };
}

/** A channel of these people to which approval cards come. */
export async function anApproversChannel(bot: WholeBot, members: readonly ChatPerson[]): Promise<ChatPlace> {
  const channel = bot.teams.conversation({ kind: 'channel', name: 'Approvers', members: [...members] });
  await bot.ask('approver', 'approvals here', { place: channel });
  return channel;
}
