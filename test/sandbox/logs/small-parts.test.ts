import { describe, expect, it } from 'vitest';
import { createLogsQuota } from '../../../sandbox/logs/quota.ts';
import { durationMs, readTimespan } from '../../../sandbox/logs/timespan.ts';
import { createWorldClock } from '../../../sandbox/world/clock.ts';

const now = new Date('2026-03-01T12:00:00Z');
const span = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

describe('a timespan', () => {
  it.each([
    ['P1D', 86_400_000],
    ['PT24H', 86_400_000],
    ['P1W', 604_800_000],
    ['P1DT2H3M4.5S', 93_784_500],
  ])('reads the duration %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', 'P1M', '1D', 'P-1D', 'P1DT'])('knows no duration %j', (text) => {
    expect(durationMs(text)).toBeUndefined();
  });

  it('reads all four forms', () => {
    expect(readTimespan('P1D', now)).toEqual(span('2026-02-28T12:00:00Z', '2026-03-01T12:00:00Z'));
    expect(readTimespan('2026-01-01T00:00:00Z/2026-01-02T00:00:00Z', now)).toEqual(
      span('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    );
    expect(readTimespan('2026-01-01T00:00:00Z/PT1H', now)).toEqual(
      span('2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'),
    );
    expect(readTimespan('PT1H/2026-01-01T01:00:00Z', now)).toEqual(
      span('2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'),
    );
  });

  it.each(['yesterday', 'P1D/P1D', '2026-01-01', '2026-13-45/P1D', 'a/b/c'])('refuses %j', (text) => {
    expect(readTimespan(text, now)).toBeUndefined();
  });
});

describe('the query quota', () => {
  it('runs five queries of a principal at a time; the sixth waits for a place', async () => {
    const quota = createLogsQuota(createWorldClock(1), () => true);
    const leave = await Promise.all(Array.from({ length: 5 }, () => quota.enter('bot')));
    let entered = false;
    const sixth = quota.enter('bot').then((free) => {
      entered = true;
      return free;
    });
    await (await quota.enter('somebody else'))();
    expect(entered).toBe(false);
    leave[0]?.();
    (await sixth)();
    expect(entered).toBe(true);
  });

  it('frees a place once, however often it is given back', async () => {
    const quota = createLogsQuota(createWorldClock(1), () => true);
    const leave = await Promise.all(Array.from({ length: 5 }, () => quota.enter('bot')));
    leave[0]?.();
    leave[0]?.();
    let entered = 0;
    const more = [1, 2].map(() => quota.enter('bot').then(() => (entered += 1)));
    await more[0];
    await Promise.resolve();
    expect(entered).toBe(1);
    leave[1]?.();
    await more[1];
  });

  it('counts 200 in half a minute', async () => {
    const clock = createWorldClock(1);
    const quota = createLogsQuota(clock, () => true);
    for (let index = 0; index < 200; index += 1) (await quota.enter('bot'))();
    await expect(quota.enter('bot')).rejects.toMatchObject({ answer: { status: 429 } });
    clock.move(30_000);
    (await quota.enter('bot'))();
  });
});
