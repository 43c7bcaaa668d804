import { describe, expect, it } from 'vitest';
import { createLater } from '../../src/bot/later.ts';
import type { Send } from '../../src/bot/send.ts';
import type { Reply } from '../../src/domain/reply.ts';
import type { SendResult } from '../../src/domain/send-result.ts';
import { aReply, aRunner } from '../support/a-bot.ts';
import { aCall, aConversation } from '../support/a-call.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';

const sent: SendResult = { kind: 'sent', activityId: '1' };

/** Answers that come late, over a Teams that ends each send as `results` say, then takes everything. */
function start(results: (SendResult | Promise<SendResult>)[] = []) {
  const clock = aHandClock();
  const log = aLog();
  const told: string[] = [];
  const take = async (how: string, { summary }: Reply) => {
    told.push(`${how}: ${summary}`);
    return (await results.shift()) ?? sent;
  };
  const send: Send = {
    message: (_place, reply) => take('message', reply),
    update: (_place, id, reply) => take(`edit ${id}`, reply),
    typing: async () => sent,
  };
  const later = createLater({ send, runner: aRunner(), clock, log });
  const follow = (activityId: string, run: Promise<Reply> = Promise.resolve(aReply('result'))) =>
    later.follow({ call: aCall({ command: 'hubs' }), conversation: aConversation(), activityId, run });
  return { clock, told, later, follow, lines: log.lines };
}

describe('a late answer', () => {
  it('takes the place of the working card, or comes as a message when there is none', async () => {
    const { told, follow } = start();
    follow('7');
    follow('');
    await expect.poll(() => told).toEqual(['edit 7: result', 'message: result']);
  });

  it('pauses as long as Teams asks, up to a quarter of an hour', async () => {
    const { clock, told, follow, lines } = start([
      { kind: 'throttled', retryAfterSeconds: 300 },
      { kind: 'throttled', retryAfterSeconds: 901 },
    ]);
    follow('7');
    await expect.poll(() => clock.sleeping()).toEqual([300_000]);
    expect(told).toHaveLength(1);
    clock.advance(300_000);
    await expect.poll(() => lines.map(({ message }) => message)).toEqual(['Late answer was not delivered']);
    expect(told).toHaveLength(2);
  });

  it.each([
    ['7', 'edit 7'],
    ['', 'message'],
  ])('that is too big is replaced with words, by the same way (%j)', async (activityId, how) => {
    const { told, follow } = start([{ kind: 'too big' }]);
    follow(activityId);
    await expect
      .poll(() => told)
      .toEqual([
        `${how}: result`,
        `${how}: refused: The answer is too large for Teams. Ask for less at once.`,
      ]);
  });
});

describe('a stop', () => {
  it('does not overtake a result that is on its way to Teams', async () => {
    let arrive: (result: SendResult) => void = () => {};
    const { clock, told, follow, later } = start([
      new Promise((resolve) => {
        arrive = resolve;
      }),
    ]);
    follow('7');
    await expect.poll(() => told).toHaveLength(1);
    const stopped = later.stop();
    await expect.poll(() => clock.sleeping()).toContain(5_000);
    clock.advance(5_000);
    await expect.poll(() => clock.sleeping()).toContain(3_000);
    arrive(sent);
    await stopped;
    expect(told).toEqual(['edit 7: result']);
  });

  it('tells a result that was pausing rather than that it was interrupted', async () => {
    const { clock, told, follow, later } = start([{ kind: 'throttled', retryAfterSeconds: 60 }]);
    follow('7');
    await expect.poll(() => clock.sleeping()).toEqual([60_000]);
    const stopped = later.stop();
    await expect.poll(() => clock.sleeping()).toContain(5_000);
    clock.advance(5_000);
    await stopped;
    clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['edit 7: result', 'edit 7: result']);
  });

  it('ends although Teams hangs', async () => {
    const never = new Promise<SendResult>(() => {});
    const { clock, told, follow, later } = start([never, never]);
    follow('7', new Promise(() => {}));
    const stopped = later.stop();
    for (const ms of [5_000, 3_000]) {
      await expect.poll(() => clock.sleeping()).toContain(ms);
      clock.advance(ms);
    }
    await stopped;
    expect(told).toEqual(['edit 7: interrupted: hubs']);
  });
});
