import { expect, it } from 'vitest';
import { waitText } from '../../src/shared/waits.ts';

it.each([
  [0, '1 second'],
  [1, '1 second'],
  [36.2, '37 seconds'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [121, '3 minutes'],
  [3540, '59 minutes'],
  [3541, '1 hour'],
  [3600, '1 hour'],
  [3601, '2 hours'],
])('a wait of %s s is called %s', (seconds, words) => {
  expect(waitText(seconds)).toBe(words);
});
