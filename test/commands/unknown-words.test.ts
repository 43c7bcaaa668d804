import { expect, it } from 'vitest';
import { unknownCard } from '../../src/commands/unknown-words.ts';
import { buttonsOf, someCommands } from '../support/some-commands.ts';

const { commands } = someCommands();

it('offers help once, whether or not it was meant', () => {
  const help = { command: 'help', words: 'help', args: {} };
  const titles = (...suggestions: (typeof help)[]) =>
    buttonsOf(unknownCard('hlep', suggestions, commands)).map(({ title }) => title);
  expect(titles(help)).toEqual(['help']);
  expect(titles()).toEqual(['Help']);
  expect(titles({ command: 'hubs', words: 'hubs', args: {} })).toEqual(['hubs', 'Help']);
});
