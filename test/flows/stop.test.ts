import { rmSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatMessage } from '../../sandbox/connector/chat.ts';
import { anApp, isWorking, startWholeBot, textOf, type WholeBot } from '../support/a-whole-bot.ts';
import { aFolder } from '../support/fast-folder.ts';
import { seedDataDir } from '../support/test-database.ts';

let bot: WholeBot;
beforeAll(async () => {
  bot = await startWholeBot();
});
beforeEach(() => {
  bot.forget();
  bot.sandbox.control.clearRequests();
});
afterEach(() => {
  vi.restoreAllMocks();
  bot.sandbox.control.clearFaults();
});
afterAll(() => bot?.stop());

/** Asks for alerts of a Log Analytics that takes its time, until the working card stands there. */
async function aSlowQuestion(fault: { hang?: boolean; delayMs?: number }): Promise<ChatMessage> {
  const operator = bot.person('operator');
  const place = bot.teams.conversation({ kind: 'personal', members: [operator] });
  bot.sandbox.control.addFault({ match: 'logs', times: 10, ...fault });
  const post = bot.teams.say(operator, place, 'alerts');
  await expect.poll(asked, { interval: 2 }).toBe(true);
  bot.clock.advance(2_000);
  await post;
  return bot.teams.until(() => bot.teams.messages(place).find(isWorking));
}

const asked = () => bot.sandbox.requests.some(({ route }) => route === 'logs.queryResource');

/** Stops the app while time flies. */
async function stopSoon(): Promise<void> {
  const time = setInterval(() => bot.clock.advance(250), 5);
  await bot.stopApp().finally(() => clearInterval(time));
}

/** A health page of the app. */
async function health(page: 'livez' | 'readyz') {
  const answer = await fetch(`${bot.url()}/${page}`);
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

describe('a stop', () => {
  it('turns the card of a question that hangs into “interrupted”, and asking again works after it', async () => {
    const message = await aSlowQuestion({ hang: true });
    await stopSoon();
    expect(textOf(message)).toMatch(/Interrupted.*alerts.*Nothing was changed.*\[ Try again \]/);
    expect(textOf(message)).toMatch(/Reference: [0-9a-f-]{36}/);
    expect(bot.teams.messages(message.place)).toHaveLength(1);

    bot.sandbox.control.clearFaults();
    await bot.startApp();
    expect((await bot.click('operator', message, 'Try again')).text).toContain('Newest first');
  });

  it('lets a question end that is nearly answered', async () => {
    const message = await aSlowQuestion({ delayMs: 100 });
    await bot.stopApp();
    expect(textOf(message)).toContain('Newest first');
    await bot.startApp();
  });

  it('gives the port back, and may be asked for twice', async () => {
    const url = bot.url();
    await Promise.all([bot.stopApp(), bot.stopApp()]);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    await bot.startApp();
    expect((await health('readyz')).status).toBe(200);
  });
});

describe.skipIf(process.env.TEST_DATABASE_URL)('a database that is gone', () => {
  const breakDatabase = () =>
    vi.spyOn(PGlite.prototype, 'query').mockRejectedValue(new Error('disk on fire'));

  it('makes the app not ready, though alive', async () => {
    expect(await health('readyz')).toEqual({ status: 200, body: { ok: true, reasons: [] } });
    breakDatabase();
    const { status, body } = await health('readyz');
    expect(status).toBe(503);
    expect(JSON.stringify(body)).toContain('The embedded database does not answer');
    expect(JSON.stringify(body)).not.toContain('fire');
    expect((await health('livez')).status).toBe(200);
    vi.restoreAllMocks();
    expect((await health('readyz')).status).toBe(200);
  });

  it('is shown by status, and does not keep questions from being answered', async () => {
    breakDatabase();
    bot.forget();
    const { text } = await bot.ask('operator', 'status');
    expect(text).toMatch(/❌ Trouble Database .*does not answer.*✅ OK Log Analytics/);
    expect((await bot.ask('operator', 'hubs')).text).toContain('12 hubs');
    expect(bot.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'Deliveries cannot be told apart' }),
    );
  });
});

describe('a start', () => {
  it.skipIf(process.env.TEST_DATABASE_URL)('on a folder in use is refused with the cure', async () => {
    const second = anApp({ ...bot.env });
    await expect(second.start()).rejects.toThrow(/in use by another Hubwatch.*DATABASE_URL/s);
    expect((await health('readyz')).status).toBe(200);
  });

  it('on a taken port names the setting, and gives back what it had opened', async () => {
    const folder = aFolder();
    await seedDataDir(folder);
    const { port } = new URL(bot.url());
    const env = { ...bot.env, DATA_DIR: folder };
    await expect(anApp({ ...env, PORT: port }).start()).rejects.toThrow(
      `Port ${port} is taken by another program. Set PORT to a free one.`,
    );
    const other = anApp(env);
    await other.start();
    await other.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
