import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/faults.ts';
import { isWorking, startWholeBot, type WholeBot } from '../support/a-whole-bot.ts';
import { retryQuickly } from '../support/quick-retries.ts';

/*
 * The managed identity in trouble. A file of its own: MSAL keeps a token for the life of a process, so no
 * call may succeed before the last test.
 */
let bot: WholeBot;
const usualRetries = retryQuickly();
beforeAll(async () => {
  bot = await startWholeBot();
});
beforeEach(() => {
  bot.forget();
  bot.lines.length = 0;
  bot.sandbox.control.clearRequests();
});
afterEach(() => bot.sandbox.control.clearFaults());
afterAll(async () => {
  usualRetries();
  await bot?.stop();
});

const internal =
  /A fault of|RestError|CredentialUnavailable|AuthenticationError|ECONN|socket|ManagedIdentity|IDENTITY|<!DOCTYPE|Unexpected token|127\.0\.0\.1|undefined|went wrong/;

const troubles: [name: string, fault: Partial<Fault>][] = [
  ['is broken (500)', { status: 500 }],
  ['is down (503)', { status: 503 }],
  ['is throttled (429)', { status: 429, retryAfter: '120' }],
  ['answers with a web page', { garbage: 'html' }],
  ['answers with half a JSON', { garbage: 'truncated-json' }],
  ['drops the connection', { drop: 'before' }],
];

/** Expects words about the sign-in, and the cause in the log under the reference that people see. */
function expectHelp(text: string): void {
  expect(text).toContain('Microsoft Entra ID could not be used');
  expect(text).not.toMatch(internal);
  expect(text).toContain('[ Try again ]');
  const [, reference] = /Reference: ([0-9a-f-]{36})/.exec(text) ?? [];
  const error = expect.objectContaining({ service: 'Microsoft Entra ID' });
  expect(bot.lines).toContainEqual(
    expect.objectContaining({ fields: expect.objectContaining({ correlationId: reference, error }) }),
  );
  expect(bot.sandbox.requests.every(({ route }) => route === 'msi.token')).toBe(true);
}

describe('when the managed identity', () => {
  it.each(troubles)('%s, people are told that the bot cannot sign in', async (_, fault) => {
    bot.sandbox.control.addFault({ match: 'msi', times: 1_000, ...fault });
    const { sent, ms, text } = await bot.ask('operator', 'hubs');
    expect(sent.status).toBe(200);
    expect(ms).toBeLessThan(3_000);
    expectHelp(text);
    const status = await bot.ask('operator', 'status');
    expect(status.text).toMatch(/❌ Trouble Microsoft Entra ID .*✅ OK Database/);
    expect(status.text).not.toMatch(internal);
  });

  it('hangs, the working card gives way to the same words', async () => {
    bot.sandbox.control.addFault({ match: 'msi', times: 1_000, hang: true });
    const place = bot.teams.conversation({ kind: 'personal', members: [bot.person('operator')] });
    const pending = bot.ask('operator', 'hubs', { place });
    await expect.poll(() => bot.sandbox.requests.length, { interval: 2 }).toBeGreaterThan(0);
    bot.clock.advance(2_000);
    await bot.teams.until(() => bot.teams.messages(place).some(isWorking));
    bot.clock.advance(10_000);
    const { text, message } = await pending;
    expectHelp(text);
    expect(text).toContain('did not answer in time');
    expect(message.edits).toBe(1);
  });

  it('is well again, so is the bot', async () => {
    expect((await bot.ask('operator', 'hubs')).text).toContain('12 hubs');
  });
});
