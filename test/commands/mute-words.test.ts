import { describe, expect, it } from 'vitest';
import { readMuteWords } from '../../src/commands/mute-words.ts';

describe('the words after mute', () => {
  it.each([
    ['plant-7 30m', 'plant-7', 30],
    ['plant-7 2h', 'plant-7', 120],
    ['plant-7 1d', 'plant-7', 1_440],
    ['plant-7 1 hour', 'plant-7', 60],
    ['plant-7 for 2 hours', 'plant-7', 120],
    ['plant-7 for an hour', 'plant-7', 60],
    ['plant-7 a week', 'plant-7', 10_080],
    ['plant-7 1.5h', 'plant-7', 90],
    ['plant-7 1,5 h', 'plant-7', 90],
    ['plant-7 90min', 'plant-7', 90],
    ['plant-7 2HRS', 'plant-7', 120],
    ['2h plant-7', 'plant-7', 120],
    ['for 2 hours plant-7', 'plant-7', 120],
    ['Expired SAS Token 45 minutes', 'Expired SAS Token', 45],
    ['x.509 certificate expired 1d', 'x.509 certificate expired', 1_440],
    ['plant-7', 'plant-7', undefined],
    ['plant-7 30', 'plant-7 30', undefined],
    ['plant-7 30 30m', 'plant-7 30', 30],
    ['2h', undefined, 120],
    ['for 2h', undefined, 120],
    ['', undefined, undefined],
    ['for', undefined, undefined],
    ['plant-7 0m', 'plant-7', 0],
    ['plant-7 1234567h', 'plant-7 1234567h', undefined],
    ['plant-7 -2h', 'plant-7 -2h', undefined],
  ])('"%s" are %j for %j minutes', (line, what, minutes) => {
    expect(readMuteWords(line.split(' '))).toEqual({ what, minutes });
  });
});
