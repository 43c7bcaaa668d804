import { describe, expect, it, vi } from 'vitest';
import { repeat } from '../../src/storage/repeat.ts';
import { aHandClock } from '../support/a-hand-clock.ts';

describe('repeat', () => {
  it('works once per period, the first time after one period', async () => {
    const clock = aHandClock();
    const work = vi.fn(async () => {});
    const loop = repeat({ everyMs: 1_000, clock }, work, () => {});
    expect(work).not.toHaveBeenCalled();
    for (const times of [1, 2, 3]) {
      clock.advance(1_000);
      await vi.waitFor(() => expect(clock.sleeping()).toEqual([1_000]));
      expect(work).toHaveBeenCalledTimes(times);
    }
    await loop.stop();
    clock.advance(1_000);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('never works twice at once, and lets work under way finish before it has stopped', async () => {
    const clock = aHandClock();
    const under = Promise.withResolvers<void>();
    const work = vi.fn(() => under.promise);
    const loop = repeat({ everyMs: 1_000, firstMs: 0, clock }, work, () => {});
    clock.advance(10_000);
    expect(work).toHaveBeenCalledTimes(1);
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await Promise.resolve();
    expect(stopped).toBe(false);
    under.resolve();
    await stopping;
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('reports an error and goes on', async () => {
    const clock = aHandClock();
    const failure = new Error('no');
    const work = vi.fn(async () => {}).mockRejectedValueOnce(failure);
    const onError = vi.fn();
    const loop = repeat({ everyMs: 1_000, firstMs: 0, clock }, work, onError);
    await vi.waitFor(() => expect(clock.sleeping()).toHaveLength(1));
    expect(onError).toHaveBeenCalledExactlyOnceWith(failure);
    clock.advance(1_000);
    await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(2));
    await loop.stop();
    await loop.stop();
  });
});
