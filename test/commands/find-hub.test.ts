import { describe, expect, it } from 'vitest';
import { findHub } from '../../src/commands/find-hub.ts';
import { UserError } from '../../src/shared/errors.ts';
import { aHub } from '../support/a-hub.ts';

const hubs = [
  aHub({ name: 'plant-7' }),
  aHub({ name: 'Twin', resourceGroup: 'rg-a' }),
  aHub({ name: 'twin', resourceGroup: 'rg-b' }),
];

function problem(wanted: string, more = {}): UserError {
  try {
    findHub({ hubs }, wanted, 'check', more);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('no UserError was thrown');
}

describe('findHub', () => {
  it.each(['plant-7', 'PLANT-7', ' plant-7 ', 'plant-7.azure-devices.net', hubs[0]?.id.toUpperCase() ?? ''])(
    'finds %s',
    (word) => {
      expect(findHub({ hubs }, word, 'hub').name).toBe('plant-7');
    },
  );

  it('asks which one when several hubs have the name', () => {
    const { message, next } = problem('twin');
    expect(message).toBe('2 hubs are called twin. Which one do you mean?');
    expect(next.map(({ title }) => title)).toEqual([
      'Plants Europe / rg-a',
      'Plants Europe / rg-b',
      'Show hubs',
    ]);
    expect(next[1]).toMatchObject({ command: 'check', args: { hub: hubs[2]?.id } });
  });

  it('offers the nearest names, with the other arguments kept', () => {
    const { message, next } = problem('plnat-7', { hours: 168 });
    expect(message).toBe('No hub is called plnat-7. Did you mean one of these?');
    expect(next[0]).toEqual({ title: 'plant-7', command: 'check', args: { hours: 168, hub: hubs[0]?.id } });
  });

  it('offers the one hub whose name holds the word before all that are spelled alike', () => {
    const refineries = ['finery', 'refiner', 'refiners', 'ctso-rtm-refinery-north-2', 'refinerz', 'refinera'];
    const next = (word: string, names: readonly string[]) => {
      try {
        findHub({ hubs: names.map((name) => aHub({ name })) }, word, 'alerts');
      } catch (error) {
        if (error instanceof UserError) return error.next.map(({ title }) => title);
      }
      return [];
    };
    expect(next('Refinery', refineries)[0]).toBe('ctso-rtm-refinery-north-2');
    expect(next('Refinery', refineries)).toHaveLength(6);
    expect(next('7', ['plant-7', 'x'])[0]).toBe('plant-7');
    // Part of two names: then nothing tells them apart but their spelling.
    expect(next('refiner', ['ctso-refinery', 'a-refiner-b', 'refinr'])[0]).toBe('refinr');
  });

  it('tells namesakes apart among the suggestions', () => {
    expect(problem('twyn').next.map(({ title }) => title)).toContain('Twin (rg-a)');
  });

  it('offers the list when nothing is near, and never more than six buttons', () => {
    expect(problem('zzzzzzzz').next).toEqual([{ title: 'Show hubs', command: 'hubs' }]);
    const many = Array.from({ length: 50 }, (_, i) => aHub({ name: 'same', resourceGroup: `rg-${i}` }));
    expect(() => findHub({ hubs: many }, 'same', 'hub')).toThrow(
      /^50 hubs are called same\. The first five are below\./,
    );
  });

  it('does not say of words that there was such a hub, whatever is in them', () => {
    const { message } = problem('<script>alert(1)</script>');
    expect(message).toMatch(/^No hub is called <script>/);
    expect(message).not.toContain('any more');
  });

  it('says so when a hub of an old button is gone', () => {
    expect(problem(`${hubs[0]?.id}-old`)).toMatchObject({
      title: 'Hub not found',
      next: [{ command: 'hubs' }],
    });
  });
});
