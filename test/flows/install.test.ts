import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatPlace } from '../../sandbox/connector/chat.ts';
import { startWholeBot, textOf, type WholeBot } from '../support/a-whole-bot.ts';

let bot: WholeBot;
beforeAll(async () => {
  bot = await startWholeBot();
});
afterAll(() => bot?.stop());

/** Welcomes that stand in a conversation, once every activity so far has been answered. */
function welcomes(place: ChatPlace): number {
  return bot.teams.messages(place).filter((message) => textOf(message).startsWith('👋')).length;
}

describe.each(['personal', 'groupChat', 'channel'] as const)('an install in a %s', (kind) => {
  it('is greeted exactly once, and again after an uninstall', async () => {
    const operator = bot.person('operator');
    const place = bot.teams.conversation({ kind, members: [operator] });
    // Teams tells of it in two activities, and the local client at every page load.
    for (let times = 0; times < 3; times += 1) {
      for (const { status } of await bot.teams.install(operator, place)) expect(status).toBe(200);
    }
    await Promise.all([bot.teams.install(operator, place), bot.teams.install(operator, place)]);
    expect(welcomes(place)).toBe(1);

    for (const { status } of await bot.teams.uninstall(operator, place)) expect(status).toBe(200);
    expect(welcomes(place)).toBe(1);
    await bot.teams.install(operator, place);
    expect(welcomes(place)).toBe(2);
  });
});

describe('a welcome', () => {
  it('does not come again from a bot that was restarted', async () => {
    const operator = bot.person('operator');
    const place = bot.teams.conversation({ kind: 'groupChat', members: [operator] });
    await bot.teams.install(operator, place);
    await bot.stopApp();
    await bot.startApp();
    await bot.teams.install(operator, place);
    expect(welcomes(place)).toBe(1);
  });

  it('offers buttons that answer', async () => {
    const operator = bot.person('operator');
    const place = bot.teams.conversation({ kind: 'personal', members: [operator] });
    await bot.teams.install(operator, place);
    const [welcome] = bot.teams.messages(place);
    if (!welcome) throw new Error('no welcome came');
    expect((await bot.open('operator', welcome, 'Show hubs')).text).toMatch(/12 hubs in 4 subscriptions/);
  });

  it('is posted below no message', async () => {
    const operator = bot.person('operator');
    const place = bot.teams.conversation({ kind: 'channel', members: [operator] });
    await bot.teams.install(operator, place);
    const [welcome] = bot.teams.messages(place);
    expect(welcome?.threadId).toBe(welcome?.id);
    expect(welcome?.replyToId).toBe('');
  });
});
