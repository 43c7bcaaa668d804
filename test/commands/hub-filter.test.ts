import { expect, it } from 'vitest';
import { filterHubs, filterText, goodNews, readFilter } from '../../src/commands/hub-filter.ts';
import { aHub } from '../support/a-hub.ts';

it.each([
  ['', { words: [] }, ''],
  ['plant', { words: ['plant'] }, '“plant”'],
  ['connected', { words: [], connection: 'connected' }, 'connected'],
  ['NOT Connected', { words: [], connection: 'not connected' }, 'not connected'],
  ['defender off and no data', { words: [], defender: 'off', data: 'never' }, 'Defender off, no data'],
  ['with defender in westeurope', { words: ['westeurope'], defender: 'on' }, '“westeurope”, Defender on'],
  ['all hubs that are not connected', { words: [], connection: 'not connected' }, 'not connected'],
  ['not plant', { words: ['not', 'plant'] }, '“not”, “plant”'],
])('reads "%s"', (typed, filter, words) => {
  expect(readFilter(typed.split(' '))).toEqual(filter);
  expect(filterText(readFilter(typed.split(' ')))).toBe(words);
});

it('finds a word in the name, subscription, region or resource group, in any case', () => {
  const hubs = [aHub({ name: 'a1' }), aHub({ name: 'b2', location: 'eastus', resourceGroup: 'RG-Press' })];
  const found = (...words: string[]) => filterHubs(hubs, { words }).map(({ name }) => name);
  expect(found('A1')).toEqual(['a1']);
  expect(found('plants')).toEqual(['a1', 'b2']);
  expect(found('rg-press', 'EastUS')).toEqual(['b2']);
  expect(found('rg-press', 'westeurope')).toEqual([]);
});

it('has good news when nothing is wanting where it was looked for', () => {
  const hubs = [aHub({ name: 'a1' }), aHub({ name: 'b2' }), aHub({ name: 'b3', connection: 'unknown' })];
  const news = (typed: string) => goodNews(hubs, readFilter(typed.split(' ')));
  expect(news('defender off')).toBe('All 3 hubs have Defender on.');
  expect(news('a1 not connected')).toBe('The one hub of “a1” is connected.');
  expect(news('not connected'), 'one is unknown').toBe('');
  expect(news('mars not connected'), 'there is none').toBe('');
  expect(news('mars'), 'nothing is wanting').toBe('');
});
