import { describe, expect, it } from 'vitest';
import { createLimit } from '../../src/azure/limit.ts';

const { signal } = new AbortController();

describe('a limit', () => {
  it('lets no more run at once than it may, and all in the end', async () => {
    const limit = createLimit(3);
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        limit(async () => {
          running += 1;
          most = Math.max(most, running);
          await Promise.resolve();
          running -= 1;
          if (n % 7 === 0) throw new Error('one that fails');
          return n;
        }, signal),
      ),
    );
    expect(most).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(6);
    expect(await limit(() => Promise.resolve('still open'), signal)).toBe('still open');
  });

  it('lets who gives up leave the line at once, and the others move up', async () => {
    const limit = createLimit(1);
    const first = Promise.withResolvers<string>();
    const begun: string[] = [];
    const work = (name: string, result: Promise<string> = Promise.resolve(name)) => {
      const caller = new AbortController();
      const done = limit(() => {
        begun.push(name);
        return result;
      }, caller.signal);
      return { done, giveUp: () => caller.abort(new Error(`${name} gives up`)) };
    };
    const running = work('first', first.promise);
    const impatient = work('impatient');
    const patient = work('patient');
    impatient.giveUp();
    await expect(impatient.done).rejects.toThrow('impatient gives up');
    first.resolve('first');
    expect(await running.done).toBe('first');
    expect(await patient.done).toBe('patient');
    expect(begun).toEqual(['first', 'patient']);
  });

  it('loses no place to one who gives up in the moment of getting it', async () => {
    const limit = createLimit(1);
    const first = Promise.withResolvers<void>();
    const caller = new AbortController();
    const running = limit(() => first.promise, signal);
    const late = limit(() => Promise.resolve(), caller.signal);
    first.resolve();
    void running.then(() => caller.abort());
    await Promise.allSettled([running, late]);
    expect(await limit(() => Promise.resolve('still open'), signal)).toBe('still open');
  });

  it('runs nothing for who has given up before', async () => {
    const limit = createLimit(1);
    await expect(limit(() => Promise.resolve(), AbortSignal.abort())).rejects.toThrow();
    expect(await limit(() => Promise.resolve('still open'), signal)).toBe('still open');
  });
});
