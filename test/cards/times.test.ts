import { expect, it } from 'vitest';
import { ago, cardTime, count, isoSeconds, spanText, utcText } from '../../src/cards/times.ts';

const noon = new Date('2026-11-23T12:00:00.123Z');
const before = (seconds: number) => new Date(noon.getTime() - seconds * 1000);

it.each([
  [0, 'just now'],
  [59, 'just now'],
  [-30, 'just now'],
  [-120, 'in the future'],
  [60, '1 min ago'],
  [12 * 60, '12 min ago'],
  [3_599, '59 min ago'],
  [3_600, '1 h ago'],
  [86_399, '23 h ago'],
  [86_400, '1 d ago'],
  [400 * 86_400, '400 d ago'],
])('%s seconds ago is "%s"', (seconds, words) => {
  expect(ago(before(seconds), noon)).toBe(words);
});

it('says so when a time is not known', () => {
  expect(ago(new Date(Number.NaN), noon)).toBe('at an unknown time');
  expect(utcText(new Date(Number.NaN))).toBe('an unknown time');
  expect(cardTime('Seen', undefined)).toEqual([]);
  expect(cardTime('Seen', new Date(8.64e15))).toEqual([]);
});

it('writes whole seconds in UTC, which is all that Teams understands', () => {
  expect(isoSeconds(noon)).toBe('2026-11-23T12:00:00Z');
  expect(cardTime('Seen', noon)).toEqual([{ label: 'Seen', iso: '2026-11-23T12:00:00Z' }]);
  expect(utcText(noon)).toBe('2026-11-23 12:00 UTC');
});

it('puts numbers and spans into words', () => {
  expect([count(1, 'hub'), count(5_000, 'hub'), count(0, 'alert')]).toEqual([
    '1 hub',
    '5,000 hubs',
    '0 alerts',
  ]);
  expect([1, 24, 36, 168].map(spanText)).toEqual(['1 hour', '24 hours', '36 hours', '7 days']);
});
