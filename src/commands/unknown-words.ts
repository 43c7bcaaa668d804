import { messageCard } from '../cards/message-card.ts';
import { plain } from '../cards/text.ts';
import type { Reply } from '../domain/reply.ts';
import type { NextStep } from '../shared/errors.ts';
import type { Command } from './command.ts';

/** A line that may have been meant, instead of one that starts with no command. */
export interface Suggestion {
  /** Name of the command. */
  command: string;
  /** The whole line as it would be right: `hubs "plant 7"`. */
  words: string;
  /** Arguments that the rest of the typed line gives, as `read` made them; not checked yet. */
  args: Record<string, unknown>;
}

const maxSteps = 4;
const help: NextStep = { title: 'Help', command: 'help' };

/** Words that are no command: says so, and offers the lines that may have been meant. */
export function unknownCard(
  text: string,
  suggestions: readonly Suggestion[],
  commands: readonly Command[],
): Reply {
  const steps = suggestions.flatMap((suggestion) => stepFor(suggestion, commands));
  const distinct = steps
    .filter((step, i) => steps.findIndex(({ title }) => title === step.title) === i)
    .slice(0, maxSteps);
  const said = plain(text, 120);
  return messageCard({
    kind: 'question',
    title: distinct.length > 0 ? 'Did you mean this?' : 'I do not know this',
    lines: [said ? `I do not know the command “${said}”.` : 'I do not know this command.'],
    next: distinct.some(({ title }) => title === help.title.toLowerCase()) ? distinct : [...distinct, help],
  });
}

// With the arguments if they fit, without them if the command needs none.
function stepFor({ command: name, words, args }: Suggestion, commands: readonly Command[]): NextStep[] {
  const command = commands.find((one) => one.name === name);
  if (!command) return [];
  if (command.args.safeParse(args).success) return [{ title: words, command: name, args }];
  const bare = command.read([]);
  if (command.args.safeParse(bare).success) return [{ title: name, command: name, args: bare }];
  return [{ title: `Help for ${name}`, command: 'help', args: { command: name } }];
}
