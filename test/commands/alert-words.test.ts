import { expect, it } from 'vitest';
import { guessSeverity, readAlertWords } from '../../src/commands/alert-words.ts';

it.each([
  ['', [], undefined, []],
  ['high', ['High'], undefined, []],
  ['HIGH+medium', ['High', 'Medium'], undefined, []],
  ['medium, high', ['High', 'Medium'], undefined, []],
  ['low and info', ['Low', 'Informational'], undefined, []],
  ['24h', [], 24, []],
  ['7d', [], 168, []],
  ['2w', [], 336, []],
  ['last 3 days', [], 72, []],
  ['for the last 12 hours', [], 12, []],
  ['today', [], 24, []],
  ['yesterday', [], 48, []],
  ['last week', [], 168, []],
  ['plant-7 high 7d', ['High'], 168, ['plant-7']],
  ['7d high plant-7', ['High'], 168, ['plant-7']],
  ['high for hub plant-7 in the last 2 days', ['High'], 48, ['plant-7']],
  ['highland', [], undefined, ['highland']],
  ['high+tide', [], undefined, ['high+tide']],
  ['constructor', [], undefined, ['constructor']],
  ['7', [], undefined, ['7']],
])('reads "%s"', (typed, severities, hours, rest) => {
  expect(readAlertWords(typed.split(' ').filter(Boolean))).toEqual({ severities, hours, rest });
});

it.each([
  ['hgih', 'hgih', ['High'], ''],
  ['MEDUIM+lo w', undefined, [], ''],
  ['informatinal', 'informatinal', ['Informational'], ''],
  ['plant-7 hihg lwo', 'hihg', ['High', 'Low'], 'plant-7'],
  ['meduim,high', 'meduim,high', ['Medium', 'High'], ''],
  ['Critical plant-7', 'Critical', [], 'plant-7'],
  ['sevre', 'sevre', [], ''],
  ['server', undefined, [], ''],
  ['lo', undefined, [], ''],
  ['plant-7', undefined, [], ''],
  ['', undefined, [], ''],
])('guesses from "%s"', (text, typed, meant, rest) => {
  expect(guessSeverity(text)).toEqual(typed === undefined ? undefined : { typed, meant, rest });
});
