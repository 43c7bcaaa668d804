import { expect, it } from 'vitest';
import { slipsBetween } from '../../src/shared/near-miss.ts';

it.each([
  ['hubs', 'hubs', 0],
  ['hubs', 'hub', 1],
  ['', 'abc', 3],
  ['alrets', 'alerts', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('between %j and %j are %i slips, both ways', (a, b, slips) => {
  expect(slipsBetween(a, b)).toBe(slips);
  expect(slipsBetween(b, a)).toBe(slips);
});
