import { expect, it } from 'vitest';
import { nearest } from '../../src/commands/nearest.ts';

it('puts the best first and leaves out what is far', () => {
  expect(nearest('alrts', ['hubs', 'alert', 'alerts', 'status'], 3)).toEqual(['alerts']);
  expect(nearest('press', ['plant-press-12', 'plant-7'], 3)).toEqual(['plant-press-12']);
  expect(nearest(' ', ['hubs'], 3)).toEqual([]);
});

it('is quick over thousands of names and a huge word', () => {
  const names = Array.from({ length: 5_000 }, (_, i) => `plant-europe-${i}`);
  const started = performance.now();
  nearest('plant-eurpoe-77', names, 5);
  nearest('x'.repeat(1_000_000), names, 5);
  expect(performance.now() - started).toBeLessThan(1_000);
});
