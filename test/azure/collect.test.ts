import { describe, expect, it } from 'vitest';
import { collect } from '../../src/azure/collect.ts';

describe('reading a list to its end', () => {
  it('stops at a list that has no end', async () => {
    async function* endless() {
      while (true) yield 'again';
    }
    await expect(collect(endless)).rejects.toThrow('more than 50000');
  });
});
