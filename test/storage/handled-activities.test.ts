import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandledActivities } from '../../src/storage/handled-activities.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const key = { conversationId: 'a:1', activityId: '1700000000000' };
let clock: HandClock;
let storage: TestStorage;
let log: ReturnType<typeof aLog>;

beforeAll(async () => {
  clock = aHandClock();
  storage = await aStorage({ clock });
});
afterAll(() => storage.remove());
beforeEach(async () => {
  log = aLog();
  await storage.empty();
});

/** One more instance of the bot on the same database. */
const anInstance = () => createHandledActivities(storage.db, { clock, log });

describe('handled activities', () => {
  it('are fresh once, then busy, then done with the same answer', async () => {
    const handled = anInstance();
    expect(await handled.claim(key)).toEqual({ kind: 'fresh' });
    expect(await handled.claim(key)).toEqual({ kind: 'busy' });
    await handled.finish(key, { status: 200, body: { text: 'done' } });
    const again = await anInstance().claim(key);
    expect(again).toEqual({ kind: 'done', answer: { status: 200, body: { text: 'done' } } });
  });

  it('are told apart by conversation and by activity', async () => {
    const handled = anInstance();
    await handled.claim(key);
    expect(await handled.claim({ ...key, conversationId: 'a:2' })).toEqual({ kind: 'fresh' });
    expect(await handled.claim({ ...key, activityId: '1700000000001' })).toEqual({ kind: 'fresh' });
    expect(await handled.claim({ conversationId: 'a:', activityId: '11700000000000' })).toEqual({
      kind: 'fresh',
    });
  });

  it('go to exactly one of eight instances that claim at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const raced = { ...key, activityId: `race ${round}` };
      const claims = await Promise.all(Array.from({ length: 8 }, () => anInstance().claim(raced)));
      expect(claims.map(({ kind }) => kind).sort()).toEqual([...Array(7).fill('busy'), 'fresh']);
    }
  });

  it('may be tried again when they were abandoned', async () => {
    const handled = anInstance();
    await handled.claim(key);
    await handled.abandon(key);
    expect(await handled.claim(key)).toEqual({ kind: 'fresh' });
  });

  it('are taken over after 60 s from a process that died, by one instance only', async () => {
    await anInstance().claim(key);
    clock.advance(59_999);
    expect(await anInstance().claim(key)).toEqual({ kind: 'busy' });
    clock.advance(1);
    const claims = await Promise.all(Array.from({ length: 8 }, () => anInstance().claim(key)));
    expect(claims.filter(({ kind }) => kind === 'fresh')).toHaveLength(1);
  });

  it('are never taken over once they are done', async () => {
    const handled = anInstance();
    await handled.claim(key);
    await handled.finish(key, 'answer');
    clock.advance(10 * 60_000);
    expect(await anInstance().claim(key)).toEqual({ kind: 'done', answer: 'answer' });
    await handled.abandon(key);
    expect(await anInstance().claim(key)).toEqual({ kind: 'done', answer: 'answer' });
  });

  it('are not finished or abandoned by a process that lost them', async () => {
    const slow = anInstance();
    const quick = anInstance();
    await slow.claim(key);
    clock.advance(60_000);
    expect(await quick.claim(key)).toEqual({ kind: 'fresh' });
    await slow.abandon(key);
    expect(await slow.claim(key)).toEqual({ kind: 'busy' });
    await slow.finish(key, 'slow');
    await quick.finish(key, 'quick');
    expect(await slow.claim(key)).toEqual({ kind: 'done', answer: 'quick' });
  });

  it.each([
    ['no answer', undefined, undefined],
    ['null', null, null],
    ['text that jsonb refuses', 'a\0b\ud800', 'a\ufffdb\ufffd'],
  ])('keep %s', async (_what, answer, kept) => {
    const handled = anInstance();
    await handled.claim(key);
    await handled.finish(key, answer);
    expect(await handled.claim(key)).toEqual({ kind: 'done', answer: kept });
  });

  it.each([
    ['too long', 'x'.repeat(256 * 1024)],
    ['beyond JSON', 1n],
  ])('are done, without their answer, when that is %s', async (_what, answer) => {
    const handled = anInstance();
    await handled.claim(key);
    await handled.finish(key, answer);
    expect(await handled.claim(key)).toEqual({ kind: 'done', answer: undefined });
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('have ids of any length and content', async () => {
    const hostile = { conversationId: `\0${'x'.repeat(100_000)}`, activityId: `'; drop table x; --` };
    const handled = anInstance();
    expect(await handled.claim(hostile)).toEqual({ kind: 'fresh' });
    expect(await handled.claim(hostile)).toEqual({ kind: 'busy' });
  });
});
