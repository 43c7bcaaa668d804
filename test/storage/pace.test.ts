import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { usualTeamsLimits } from '../../src/domain/teams-limits.ts';
import { createPace, type Pace } from '../../src/storage/pace.ts';
import { aRandom } from '../support/a-random.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const now = new Date('2026-11-23T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const here = { conversationId: 'a', tenantId: 't' };

let storage: TestStorage;
let pace: Pace;
beforeAll(async () => {
  storage = await aStorage();
  pace = createPace(storage.db, usualTeamsLimits);
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await sql`truncate hubwatch.sends, hubwatch.tenant_pace, hubwatch.holds`.execute(storage.db);
});

/** Takes places in a conversation one after the other until `until`, as fast as they come; when they were for. */
async function takeAll(until: Date, spot = here, from = now): Promise<Date[]> {
  const times: Date[] = [];
  for (let at = from; at < until; ) {
    const place = await pace.take(spot, at);
    if ('notBefore' in place) at = place.notBefore;
    else {
      times.push(place.at);
      at = place.at;
    }
  }
  return times;
}

/** The most that any window of that length holds. */
function most(times: readonly Date[], seconds: number): number {
  return Math.max(
    ...times.map((end, i) => {
      const begin = end.getTime() - seconds * 1000;
      return times.slice(0, i + 1).filter((at) => at.getTime() >= begin).length;
    }),
  );
}

describe('the places in a conversation', () => {
  it('fill every window of Teams and never one too much', async () => {
    const times = await takeAll(later(33_000));
    for (const { count, seconds } of usualTeamsLimits.conversation)
      expect(most(times, seconds)).toBeLessThanOrEqual(count);
    expect([most(times, 1), most(times, 2), most(times, 30)]).toEqual([7, 8, 60]);
  });

  it('fill the window of an hour as well', async () => {
    const limits = { ...usualTeamsLimits, conversation: [{ count: 20, seconds: 3600 }] };
    pace = createPace(storage.db, limits);
    try {
      const times = await takeAll(later(3_600_000));
      expect(times).toHaveLength(20);
      expect(most(times, 3600)).toBe(20);
    } finally {
      pace = createPace(storage.db, usualTeamsLimits);
    }
  });

  it('are not taken while the wait would be long: a job comes back then', async () => {
    await takeAll(later(20_000));
    const sent = await pace.sentSince('a', later(-1));
    const place = await pace.take(here, later(20_000));
    expect(place).toEqual({ notBefore: expect.any(Date) });
    expect(await pace.sentSince('a', later(-1))).toBe(sent);
  });

  it('begin again after a pause that Teams has asked for, and a shorter one does not end it', async () => {
    await pace.hold('a', later(37_000));
    await pace.hold('a', later(5_000));
    expect(await pace.take(here, now)).toEqual({ notBefore: later(37_000) });
    expect(await pace.take(here, later(37_000))).toEqual({ at: later(37_000) });
    expect(await pace.take({ ...here, conversationId: 'b' }, now)).toMatchObject({ at: expect.any(Date) });
  });
});

describe('the places of a tenant', () => {
  it('follow each other at most fifty times a second, whoever asks', async () => {
    const random = aRandom(7);
    const times: Date[] = [];
    for (let i = 0; i < 150; i += 1) {
      const place = await pace.take({ conversationId: `c${i}`, tenantId: 't' }, later(random.below(20)));
      if ('at' in place) times.push(place.at);
    }
    times.sort((a, b) => a.getTime() - b.getTime());
    expect(times).toHaveLength(150);
    expect(most(times, 1)).toBeLessThanOrEqual(50);
    const seconds = ((times.at(-1)?.getTime() ?? 0) - (times[0]?.getTime() ?? 0)) / 1000;
    expect(150 / seconds).toBeGreaterThan(45);
  });

  it('are another tenant’s affair', async () => {
    for (let i = 0; i < 100; i += 1) await pace.take({ conversationId: `c${i}`, tenantId: 't' }, now);
    expect(await pace.take({ conversationId: 'x', tenantId: 'other' }, now)).toEqual({ at: now });
  });

  it('are given to one each when many ask at once', async () => {
    const places = await Promise.all(
      Array.from({ length: 40 }, (_, i) => pace.take({ conversationId: `c${i}`, tenantId: 't' }, now)),
    );
    const times = new Set(places.map((place) => ('at' in place ? place.at.getTime() : 0)));
    expect(times.size).toBe(40);
  });
});

it('what no window looks at any more is forgotten', async () => {
  await pace.take(here, now);
  await pace.hold('b', later(1_000));
  expect(await pace.prune(later(3_599_000))).toBe(1);
  expect(await pace.prune(later(3_601_000))).toBe(1);
  expect(await pace.sentSince('a', later(-1))).toBe(0);
});
