import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from '../../src/azure/retry-after.ts';

describe('the time that Azure asks to wait', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  it.each([
    [{ 'retry-after': '17' }, 17],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '1500' }, 2],
    [{ 'x-ms-retry-after-ms': '200', 'retry-after': '9' }, 1],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('in %j is %s', (headers: Record<string, string>, seconds) => {
    expect(retryAfterSeconds((name) => headers[name], now)).toBe(seconds);
  });
});
