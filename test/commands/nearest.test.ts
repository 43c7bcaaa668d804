import { expect, it } from 'vitest';
import { nearest } from '../../src/commands/nearest.ts';

it('puts the best first and leaves out what is far', () => {
  expect(nearest('alrts', ['hubs', 'alert', 'alerts', 'status'], 3)).toEqual(['alerts']);
  expect(nearest('press', ['plant-press-12', 'plant-7'], 3)).toEqual(['plant-press-12']);
  expect(nearest(' ', ['hubs'], 3)).toEqual([]);
});

it('copes with thousands of names and a huge word', () => {
  const names = Array.from({ length: 5_000 }, (_, i) => `plant-europe-${i}`);
  expect(nearest('plant-eurpoe-77', names, 5)[0]).toBe('plant-europe-77');
  expect(nearest('x'.repeat(1_000_000), names, 5)).toEqual([]);
});
