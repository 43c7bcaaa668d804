import { describe, expect, it } from 'vitest';
import { createLimit } from '../../src/azure/limit.ts';

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
        }),
      ),
    );
    expect(most).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(6);
    expect(await limit(() => Promise.resolve('still open'))).toBe('still open');
  });
});
