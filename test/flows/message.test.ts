import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAction } from '../../sandbox/connector/card-actions.ts';
import type { ChatPlace } from '../../sandbox/connector/chat.ts';
import { startWholeBot, textOf, type WholeBot } from '../support/a-whole-bot.ts';

let bot: WholeBot;
beforeAll(async () => {
  bot = await startWholeBot();
});
afterAll(() => bot?.stop());

/** A new chat or channel with the operator in it. */
function aPlace(kind: ChatPlace['kind']): ChatPlace {
  return bot.teams.conversation({ kind, members: [bot.person('operator')] });
}

const asked: [words: string, shows: RegExp][] = [
  ['hubs', /12 hubs in 4 subscriptions\. Page 1 of 2\..*ctso-fld-elevators/],
  ['hubs rotterdam defender off', /1 hub of 12 in 4 subscriptions.*ctso-rtm-lab/],
  ['show hubs', /12 hubs in 4 subscriptions/],
  ['hub ctso-rtm-refinery', /IoT hub ctso-rtm-refinery.*🟢 Connected.*Newest alerts/],
  ['hub ctso-rtm-refinary', /Hub not found.*\[ ctso-rtm-refinery \]/],
  [
    'check ctso-mty-paintshop',
    /Prerequisites for connecting.*Defender for IoT: enabled on the hub It is off/,
  ],
  ['alerts', /\d+ alerts in the last 24 hours.*Newest first/],
  ['alerts ctso-rtm-refinery high 7d', /severity High for hub ctso-rtm-refinery in the last 7 days/],
  ['status', /✅ Every service answers\..*Microsoft Entra ID.*Log Analytics/],
  ['help', /What Hubwatch can do.*hubs \[filter\].*check <hub>/],
  ['hello', /👋 Hubwatch .*\[ Show hubs \]/],
  ['', /What Hubwatch can do/],
];

describe('a question in a personal chat', () => {
  it.each(asked)('“%s” is answered with one card', async (words, shows) => {
    const place = aPlace('personal');
    const { sent, message, text } = await bot.ask('operator', words, { place });
    expect(sent).toMatchObject({ status: 200, body: undefined });
    expect(text).toMatch(shows);
    expect(text).not.toMatch(/\$\{|undefined|NaN|\[object/);
    expect(message.replyToId).toBe(sent.activity.id);
    expect(bot.teams.messages(place)).toHaveLength(1);
  });

  it('that is no command gets the nearest one as a button, which works', async () => {
    const { message, text } = await bot.ask('operator', 'hbus not connected');
    expect(text).toMatch(/Did you mean this\?.*“hbus not connected”.*\[ hubs not connected \]/);
    const { text: answer } = await bot.open('operator', message, 'hubs not connected');
    expect(answer).toMatch(/2 hubs of 12 in 4 subscriptions.*ctso-fld-elevators.*ctso-fld-windfarm/);
  });

  it('that resembles nothing leads to the help', async () => {
    const { message, text } = await bot.ask('operator', 'wibble wobble');
    expect(text).toMatch(/I do not know this.*“wibble wobble”/);
    expect((await bot.open('operator', message, 'Help')).text).toContain('What Hubwatch can do');
  });
});

describe('a question among others', () => {
  it('is answered in a group chat when the bot is mentioned', async () => {
    const place = aPlace('groupChat');
    expect((await bot.ask('operator', 'hubs', { place })).text).toMatch(/12 hubs/);
    expect(bot.teams.messages(place)).toHaveLength(1);
  });

  it('is answered in its own thread of a channel', async () => {
    const place = aPlace('channel');
    const first = await bot.ask('operator', 'hubs', { place });
    expect(first.message.threadId).toBe(first.sent.activity.id);
    const other = await bot.ask('operator', 'alerts', { place });
    expect(other.message.threadId).toBe(other.sent.activity.id);

    const { threadId } = first.message;
    const follow = await bot.ask('operator', 'hub ctso-rtm-lab', { place, threadId });
    expect(follow.text).toContain('IoT hub ctso-rtm-lab');
    expect(follow.message.threadId).toBe(threadId);
  });

  it('opens what a click asks for in the thread of the clicked card', async () => {
    const place = aPlace('channel');
    const { message } = await bot.ask('operator', 'hubs', { place });
    const opened = await bot.open('operator', message, 'Open hub ctso-fld-windfarm');
    expect(opened.message.threadId).toBe(message.threadId);
  });
});

describe('a button', () => {
  it('turns the pages of the list in place', async () => {
    const place = aPlace('personal');
    const { message } = await bot.ask('operator', 'hubs', { place });
    const second = await bot.click('operator', message, 'Next ▶');
    expect(second.sent).toMatchObject({ status: 200, body: { statusCode: 200 } });
    expect(second.text).toMatch(/Page 2 of 2\..*ctso-rtm-tankfarm/);
    expect(second.text).not.toContain('Next ▶');
    expect((await bot.click('operator', message, '◀ Previous')).text).toMatch(/Page 1 of 2\./);
    expect(bot.teams.messages(place)).toHaveLength(1);
  });

  it('filters the list in place, and takes the filter off again', async () => {
    const { message } = await bot.ask('operator', 'hubs');
    const filtered = await bot.click('operator', message, 'Defender off');
    expect(filtered.text).toMatch(/3 hubs of 12 in.*ctso-fld-windfarm.*ctso-mty-paintshop.*ctso-rtm-lab/);
    expect((await bot.click('operator', message, 'All hubs')).text).toMatch(/12 hubs in 4 subscriptions\./);
  });

  it('pages and filters alerts in place', async () => {
    const { message, text } = await bot.ask('operator', 'alerts 7d');
    expect(text).toMatch(/🟡 Low: \d/);
    expect((await bot.click('operator', message, 'Next ▶')).text).toContain('Page 2 of');
    const high = await bot.click('operator', message, 'High only');
    expect(high.text).toMatch(/of severity High in the last 7 days/);
    expect(high.text).not.toMatch(/🟡 Low/);
  });

  it('opens the hub of a row, and from there its check and its alerts', async () => {
    const { message } = await bot.ask('operator', 'hubs not connected');
    const hub = await bot.open('operator', message, 'Open hub ctso-fld-windfarm');
    expect(hub.text).toMatch(/IoT hub ctso-fld-windfarm.*🟠 Not connected/);
    const check = await bot.open('operator', hub.message, 'Check prerequisites');
    expect(check.text).toMatch(/Prerequisites for connecting.*ctso-fld-windfarm/);
    const alerts = await bot.open('operator', hub.message, 'Alerts');
    expect(alerts.text).toContain('No alerts for hub ctso-fld-windfarm in the last 24 hours.');
  });

  it('opens the alert of a row', async () => {
    const hostile = '[a valve](https://evil.example)';
    bot.sandbox.control.addAlerts({
      hub: 'ctso-rtm-refinery',
      severity: 'High',
      name: 'Valve opened at night',
      description: `Somebody opened ${hostile}.`,
    });
    const { message } = await bot.ask('operator', 'alerts ctso-rtm-refinery');
    const { text } = await bot.open('operator', message, 'Open alert Valve opened at night');
    expect(text).toMatch(/Valve opened at night.*ctso-rtm-refinery/);
    expect(text).toContain(hostile); // as text: a link would show its title alone
  });

  it('works as an Action.Submit for clients that know no Action.Execute', async () => {
    const place = aPlace('personal');
    const { message } = await bot.ask('operator', 'hubs', { place });
    const { data } = findAction(message.card, 'Next ▶');
    await bot.teams.click(bot.person('operator'), message, { type: 'Action.Submit', data });
    await bot.teams.until(() => textOf(message).includes('Page 2 of 2.'));
    expect(message.edits).toBe(1);
    expect(bot.teams.messages(place)).toHaveLength(1);
  });

  it('as an Action.Submit leaves a card alone that others see too', async () => {
    const place = aPlace('groupChat');
    const { message } = await bot.ask('operator', 'hubs', { place });
    const { data } = findAction(message.card, 'Next ▶');
    await bot.teams.click(bot.person('operator'), message, { type: 'Action.Submit', data });
    const [list, answer] = await bot.teams.until(() => {
      const all = bot.teams.messages(place);
      return all[1] && textOf(all[1]).includes('Page 2 of 2.') && all;
    });
    expect(list?.edits).toBe(0);
    expect(answer?.place).toEqual(place);
  });

  it('that was forged changes nothing and says what to do', async () => {
    const { message } = await bot.ask('operator', 'hubs');
    const forged = { hubwatch: 1, command: 'drop tables', args: {}, place: 'card' };
    const action = { type: 'Action.Execute', verb: 'hubs', data: forged };
    const { status, body } = await bot.teams.click(bot.person('operator'), message, action);
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'application/vnd.microsoft.activity.message' });
    expect(JSON.stringify(body)).toContain('Nothing was done');
    expect(textOf(message)).toContain('12 hubs');
  });
});

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

/** The promise of the product, here for one trouble; azure-trouble.test.ts has them all. */
describe('a hanging Azure, by the computer’s own clock', () => {
  it('lets no request of Teams wait for three seconds', async () => {
    bot.forget();
    bot.sandbox.control.moveClock(5_000); // gives Resource Graph's quota back
    bot.sandbox.control.addFault({ match: 'resourceGraph', times: 1_000, hang: true });
    const place = bot.teams.conversation({ kind: 'personal', members: [bot.person('operator')] });
    const started = performance.now();
    const { status } = await bot.teams.say(bot.person('operator'), place, 'hubs');
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(status).toBe(200);
    const [message, more] = bot.teams.messages(place);
    if (!message || more) throw new Error('one message was expected');
    expect(textOf(message)).toContain('Working on it');
    bot.clock.advance(10_000);
    await bot.teams.until(() => textOf(message).includes('Azure Resource Graph could not be used'));
    expect(message.edits).toBe(1);

    bot.sandbox.control.clearFaults();
    const { text } = await bot.click('operator', message, 'Try again');
    expect(text).toContain('12 hubs');
  });
});
