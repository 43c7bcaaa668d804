import { messageCard } from '../cards/message-card.ts';
import { plain } from '../cards/text.ts';
import type { Reply } from '../domain/reply.ts';
import type { NextStep } from '../shared/errors.ts';
import type { Command } from './command.ts';

/** Words that are no command: says so, and offers the nearest commands with the rest of what was typed. */
export function unknownCard(
  text: string,
  suggestions: readonly string[],
  commands: readonly Command[],
): Reply {
  const steps = suggestions.flatMap((words) => stepFor(words, text, commands));
  const distinct = steps
    .filter((step, i) => steps.findIndex(({ title }) => title === step.title) === i)
    .slice(0, 4);
  const said = plain(text, 120);
  return messageCard({
    kind: 'question',
    title: distinct.length > 0 ? 'Did you mean this?' : 'I do not know this',
    lines: [said ? `I do not know the command “${said}”.` : 'I do not know this command.'],
    next: [...distinct, { title: 'Help', command: 'help' }],
  });
}

// The suggestion takes the place of as many words as it has; what follows are its arguments, if they fit.
function stepFor(words: string, text: string, commands: readonly Command[]): NextStep[] {
  const command = commands.find(({ name, aliases }) => name === words || aliases.includes(words));
  if (!command) return [];
  const typed = text.trim().slice(0, 500).split(/\s+/);
  const rest = typed.slice(words.split(' ').length);
  const withRest = command.read(rest);
  if (rest.length > 0 && command.args.safeParse(withRest).success) {
    return [{ title: `${words} ${rest.join(' ')}`, command: command.name, args: withRest }];
  }
  const bare = command.read([]);
  if (command.args.safeParse(bare).success) return [{ title: words, command: command.name, args: bare }];
  return [{ title: `Help for ${command.name}`, command: 'help', args: { command: command.name } }];
}
