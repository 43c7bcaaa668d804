import { z } from 'zod';
import { commandHelpCard, helpCard } from '../cards/help-card.ts';
import { UserError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';

const HelpArgs = z.strictObject({ command: z.string().trim().min(1).max(60).optional() });

/** `help [command]`: built from the list of commands, so it cannot be out of date. */
export function help(commands: () => readonly Command[]): Command<z.output<typeof HelpArgs>> {
  return {
    name: 'help',
    aliases: ['?', 'commands', 'menu', 'what can you do', 'how to'],
    usage: 'help [command]',
    summary: 'Show what Hubwatch can do, or how to use one command.',
    examples: ['help', 'help alerts'],
    permission: 'none',
    args: HelpArgs,
    read: (words) => (words.length > 0 ? { command: words.join(' ') } : {}),
    async run({ args }) {
      const listed = commands().filter(({ listed = true }) => listed);
      if (args.command === undefined) return helpCard(listed);
      const wanted = args.command.toLowerCase();
      const found = listed.find(({ name, aliases }) => name === wanted || aliases.includes(wanted));
      if (!found) throw noSuchCommand(args.command, listed);
      return commandHelpCard(found, found.args.safeParse(found.read([])).success);
    },
  };
}

function noSuchCommand(wanted: string, listed: readonly Command[]): UserError {
  const names = nearest(
    wanted,
    listed.map(({ name }) => name),
    3,
  );
  return new UserError(`There is no command called ${wanted}.`, {
    title: 'No such command',
    next: [
      ...names.map((name) => ({ title: `Help for ${name}`, command: 'help', args: { command: name } })),
      { title: 'All commands', command: 'help' },
    ],
  });
}
