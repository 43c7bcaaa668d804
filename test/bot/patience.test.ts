import { describe, expect, it } from 'vitest';
import { sendPatiently } from '../../src/bot/patience.ts';
import type { SendResult } from '../../src/domain/send-result.ts';

const sent: SendResult = { kind: 'sent', activityId: '1' };

/** Sends that end like this, one after the other; tells how often and after which waits. */
async function tryAll(results: readonly SendResult[], repeatable = false, longestWaitSeconds?: number) {
  const waits: number[] = [];
  let tries = 0;
  const clock = { now: () => new Date(), sleep: async (ms: number) => void waits.push(ms) };
  const send = async () => results[tries++] ?? sent;
  const result = await sendPatiently(send, clock, {
    repeatable,
    ...(longestWaitSeconds === undefined ? {} : { longestWaitSeconds }),
  });
  return { result, waits, tries };
}

describe('a send', () => {
  it('that worked is not repeated', async () => {
    expect(await tryAll([sent])).toEqual({ result: sent, waits: [], tries: 1 });
  });

  it('that was throttled waits as long as Teams asks, or a little', async () => {
    const throttled: SendResult[] = [{ kind: 'throttled', retryAfterSeconds: 3 }, { kind: 'throttled' }];
    expect(await tryAll(throttled)).toEqual({ result: sent, waits: [3_000, 4_000], tries: 3 });
  });

  it('that is to pause for more than half a minute is given up at once, not repeated early', async () => {
    const long: SendResult = { kind: 'throttled', retryAfterSeconds: 300 };
    expect(await tryAll([long])).toEqual({ result: long, waits: [], tries: 1 });
    expect(await tryAll([long], false, 900)).toEqual({ result: sent, waits: [300_000], tries: 2 });
  });

  it('is given up after three attempts', async () => {
    const throttled: SendResult = { kind: 'throttled' };
    expect(await tryAll([throttled, throttled, throttled, throttled])).toMatchObject({
      result: throttled,
      tries: 3,
    });
  });

  it('that never left is repeated; one that may have arrived is not', async () => {
    expect((await tryAll([{ kind: 'failed', unknown: false }])).tries).toBe(2);
    expect((await tryAll([{ kind: 'failed', unknown: true }])).tries).toBe(1);
  });

  it('that is an edit is repeated either way', async () => {
    expect((await tryAll([{ kind: 'failed', unknown: true }], true)).tries).toBe(2);
  });

  it.each<SendResult>([
    { kind: 'gone', what: 'conversation' },
    { kind: 'refused', why: '400 BadArgument' },
    { kind: 'too big' },
  ])('that ends with %j is not repeated', async (result) => {
    expect((await tryAll([result], true)).tries).toBe(1);
  });
});
