import { type Severity, severities } from '../domain/alert.ts';
import type { Workspace } from '../domain/workspace.ts';
import { UserError } from '../shared/errors.ts';
import { guessSeverity } from './alert-words.ts';
import { nearest } from './nearest.ts';

/** A command, and what of its line was understood. */
export interface UnderstoodLine {
  command: string;
  /** Its arguments, without the words that were not understood. */
  args: Readonly<Record<string, unknown>> & { severities?: readonly Severity[] | undefined };
  /** The argument that the rest of the words becomes: `hub`. */
  restAs: string;
}

/**
 * Asks back about words that nothing is called by, when one of them looks like a severity. The button repeats the
 * whole line with the severity in its place.
 *
 * @throws UserError with that question.
 */
export function askWhichSeverity(words: string, { command, args, restAs }: UnderstoodLine): void {
  const guess = guessSeverity(words);
  if (!guess) return;
  const { typed, meant, rest } = guess;
  const { [restAs]: _, ...others } = args;
  const line = { ...others, ...(rest === '' ? {} : { [restAs]: rest }) };
  if (meant.length === 0) {
    const next = [{ title: 'High only', command, args: { ...line, severities: ['High'] } }];
    throw new UserError(
      `“${typed}” is no severity of Microsoft Sentinel. There are High, Medium, Low and Informational.`,
      { title: 'Which severity?', next },
    );
  }
  const wanted = severities.filter((one) => meant.includes(one) || args.severities?.includes(one));
  const names = severities
    .filter((one) => meant.includes(one))
    .join(' and ')
    .toLowerCase();
  const title = [command, ...wanted.map((one) => one.toLowerCase()), rest].filter(Boolean).join(' ');
  throw new UserError(`“${typed}” is no severity of Microsoft Sentinel. Did you mean ${names}?`, {
    title: 'Which severity?',
    next: [{ title, command, args: { ...line, severities: wanted } }],
  });
}

/**
 * The workspaces that the words may mean which `incidents on` and `incidents off` did not take for severities: all
 * when there are no such words, else those of that name or of one that is near it.
 *
 * @throws UserError when it is none. A button for a workspace would leave the words out, and so the severities that
 * somebody wanted.
 */
export function workspacesMeant(
  words: string | undefined,
  workspaces: readonly Workspace[],
  line: UnderstoodLine,
): readonly Workspace[] {
  if (words === undefined) return workspaces;
  const isCalled = ({ name, id }: Workspace) =>
    [name, id].some((one) => one.toLowerCase() === words.toLowerCase());
  if (workspaces.some(isCalled)) return workspaces.filter(isCalled);
  if (line.command === 'incidents on') askWhichSeverity(words, line);
  const names = workspaces.map(({ name }) => name);
  const near = nearest(words, names, names.length);
  const meant = near.flatMap((one) => workspaces.filter(({ name }) => name === one));
  if (meant.length > 0) return meant;
  throw new UserError(
    `“${words}” is neither a severity nor the name of a workspace that you may use. Nothing was done.`,
    {
      title: 'Not understood',
      next: [{ title: `Help for ${line.command}`, command: 'help', args: { command: line.command } }],
    },
  );
}
