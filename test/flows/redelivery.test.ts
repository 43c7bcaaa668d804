import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAction } from '../../sandbox/connector/card-actions.ts';
import type { ChatMessage, ChatPlace, JsonObject } from '../../sandbox/connector/chat.ts';
import type { Sent } from '../../sandbox/connector/connector.ts';
import { startWholeBot, type WholeBot } from '../support/a-whole-bot.ts';

let bot: WholeBot;
beforeAll(async () => {
  bot = await startWholeBot();
});
beforeEach(() => {
  bot.forget();
  bot.sandbox.control.clearRequests();
});
afterAll(() => bot?.stop());

function aChat(): ChatPlace {
  return bot.teams.conversation({ kind: 'personal', members: [bot.person('operator')] });
}

/** How often Azure was asked for alerts. One question takes two queries: the rows and their number. */
const queries = () => bot.sandbox.requests.filter(({ route }) => route === 'logs.queryResource').length;

/** A message as Teams delivers it, not delivered yet. */
async function aMessage(place: ChatPlace, text: string): Promise<JsonObject> {
  const { activity } = await bot.teams.say(bot.person('stranger'), place, 'help');
  const { objectId, teamsUserId, name } = bot.person('operator');
  await bot.teams.until(() => bot.teams.messages(place).length === 1);
  const from = { id: teamsUserId, name, aadObjectId: objectId };
  return { ...activity, id: `${String(activity.id)}1`, from, text };
}

/** A click as Teams delivers it, not delivered yet. */
function aClick(like: Sent, message: ChatMessage, title: string): JsonObject {
  const { verb, data } = findAction(message.card, title);
  return {
    ...like.activity,
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:click-${message.id}-${title}`,
    replyToId: message.id,
    value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
  };
}

describe('a message that Teams delivers again', () => {
  it('acts once when all deliveries come at once', async () => {
    const place = aChat();
    const activity = await aMessage(place, 'alerts');
    const all = await Promise.all([1, 2, 3].map(() => bot.teams.post(activity)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    await bot.teams.until(() => bot.teams.messages(place).length === 2);
    expect(queries()).toBe(2);
    expect(bot.teams.messages(place)).toHaveLength(2);
  });

  it('acts once when they come one after the other', async () => {
    const place = aChat();
    const activity = await aMessage(place, 'alerts');
    for (let times = 0; times < 3; times += 1) {
      bot.forget(); // what is kept from Azure must not be what hides a second run
      expect((await bot.teams.post(activity)).status).toBe(200);
    }
    expect(queries()).toBe(2);
    expect(bot.teams.messages(place)).toHaveLength(2);
  });

  it('acts once when the bot was restarted in between', async () => {
    const place = aChat();
    const activity = await aMessage(place, 'alerts');
    await bot.teams.post(activity);
    await bot.stopApp();
    await bot.startApp();
    expect((await bot.teams.post(activity)).status).toBe(200);
    expect(queries()).toBe(2);
    expect(bot.teams.messages(place)).toHaveLength(2);
  });

  it('acts for each of two messages with the same words', async () => {
    const place = aChat();
    const activity = await aMessage(place, 'alerts');
    await bot.teams.post(activity);
    await bot.teams.post({ ...activity, id: `${String(activity.id)}2` });
    await bot.teams.until(() => bot.teams.messages(place).length === 3);
    expect(queries()).toBe(4);
  });

  it('acts for the same id in another conversation', async () => {
    const activity = await aMessage(aChat(), 'alerts');
    const other = await aMessage(aChat(), 'alerts');
    await bot.teams.post(activity);
    await bot.teams.post({ ...other, id: activity.id });
    expect(queries()).toBe(4);
  });
});

describe('a click that Teams delivers again', () => {
  const cardAnswer = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' };

  it('gets the answer of the first time, and acts once', async () => {
    const { message, sent } = await bot.ask('operator', 'alerts', { place: aChat() });
    const click = aClick(sent, message, 'High only');
    bot.sandbox.control.clearRequests();
    const first = await bot.teams.post(click);
    expect(first).toMatchObject({ status: 200, body: cardAnswer });
    for (let times = 0; times < 2; times += 1) {
      bot.forget();
      expect(await bot.teams.post(click)).toEqual(first);
    }
    expect(queries()).toBe(2);
  });

  it('gets the same answer from a bot that was restarted in between', async () => {
    const { message, sent } = await bot.ask('operator', 'alerts', { place: aChat() });
    const click = aClick(sent, message, 'High only');
    const first = await bot.teams.post(click);
    await bot.stopApp();
    await bot.startApp();
    bot.sandbox.control.clearRequests();
    expect(await bot.teams.post(click)).toEqual(first);
    expect(queries()).toBe(0);
  });

  it('acts once when all deliveries come at once; the later ones are told so', async () => {
    const { message, sent } = await bot.ask('operator', 'alerts', { place: aChat() });
    const click = aClick(sent, message, 'High only');
    bot.sandbox.control.clearRequests();
    const all = await Promise.all([1, 2, 3].map(() => bot.teams.post(click)));
    const cards = all.filter(({ body }) => JSON.stringify(body).includes(cardAnswer.type));
    expect(cards.length).toBeGreaterThan(0);
    for (const { status, body } of all) {
      expect(status).toBe(200);
      if (!cards.some((card) => card.body === body)) expect(JSON.stringify(body)).toContain('Already on it');
    }
    expect(queries()).toBe(2);
  });

  it('opens one message, not three', async () => {
    const place = aChat();
    const { message, sent } = await bot.ask('operator', 'hubs not connected', { place });
    const click = aClick(sent, message, 'Open hub ctso-fld-windfarm');
    await Promise.all([bot.teams.post(click), bot.teams.post(click)]);
    await bot.teams.post(click);
    expect(bot.teams.messages(place)).toHaveLength(2);
  });
});

describe('a slow message that is delivered again while it is worked on', () => {
  it('leaves one card, which ends in the answer', async () => {
    const place = aChat();
    const activity = await aMessage(place, 'alerts');
    bot.sandbox.control.addFault({ match: 'logs', times: 2, delayMs: 300 });
    const first = bot.teams.post(activity);
    await expect.poll(queries, { interval: 2 }).toBe(2);
    bot.clock.advance(2_000);
    await first;
    await Promise.all([bot.teams.post(activity), bot.teams.post(activity)]);
    await bot.teams.until(() => JSON.stringify(bot.teams.messages(place)[1]?.card).includes('Newest first'));
    expect(bot.teams.messages(place)).toHaveLength(2);
    expect(queries()).toBe(2);
  });
});
