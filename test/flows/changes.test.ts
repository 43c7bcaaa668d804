import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, ChatPlace } from '../../sandbox/connector/chat.ts';
import { startWholeBot, textOf, type WholeBot } from '../support/a-whole-bot.ts';

let bot: WholeBot;
let approvers: ChatPlace;
beforeAll(async () => {
  bot = await startWholeBot();
  approvers = bot.teams.conversation({ kind: 'channel', name: 'Approvers', members: [bot.person('approver'), bot.person('groupie')] });
  await bot.ask('approver', 'approvals here', { place: approvers });
});
afterAll(() => bot?.stop());

/** Writes that reached Azure, by route. */
const writes = () =>
  bot.sandbox.requests.filter(({ method }) => method !== 'GET').map(({ route }) => route).filter((route) => /\.(put|delete|patch)$/.test(route));

/** Waits until a message shows something. */
async function shows(message: ChatMessage, what: RegExp): Promise<string> {
  const time = setInterval(() => bot.clock.advance(500), 20);
  try {
    await bot.teams.until(() => what.test(textOf(message)), 15_000);
  } catch (error) {
    throw new Error(`${String(error)}\n${textOf(message)}`);
  } finally {
    clearInterval(time);
  }
  return textOf(message);
}

describe('the guide', () => {
  it('goes from a hub without Defender to a connected one, by the decision of a second person', async () => {
    const { message, text } = await bot.ask('operator', 'connect ctso-fld-windfarm');
    console.log(text);
    bot.sandbox.control.clearRequests();
    const { body } = await bot.teams.click(bot.person('operator'), message, 'Request enabling');
    console.log(JSON.stringify(body));
    const card = await bot.teams.until(() => bot.teams.messages(approvers)[1]);
    console.log(textOf(card));
    await shows(message, /pprov/);
    console.log(textOf(message));
    console.log(writes());
    const decided = await bot.teams.click(bot.person('approver'), card, 'Approve', { reason: 'ok' });
    console.log(JSON.stringify(decided.body));
    const time = setInterval(() => bot.sandbox.control.moveClock(1000), 50);
    console.log(await shows(message, /onfirmed by Azure|Failed/));
    clearInterval(time);
    console.log(textOf(card));
    console.log(writes());
    console.log(bot.teams.messages(bot.chat('operator')).map(textOf));
  });
});
