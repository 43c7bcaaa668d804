import type { Workspace } from '../domain/workspace.ts';
import { UserError } from '../shared/errors.ts';
import { primary } from './primary.ts';

/**
 * The one workspace that a change is about: the only one, or the one that is named.
 *
 * @throws UserError that asks which, with a button for each.
 */
export function oneWorkspace(
  wanted: string | undefined,
  workspaces: readonly Workspace[],
  command: string,
  args: Record<string, unknown>,
): Workspace {
  if (wanted === undefined && workspaces.length === 1) return primary(workspaces);
  const found = workspaces.find(({ name, id }) =>
    [name, id].some((one) => one.toLowerCase() === wanted?.toLowerCase()),
  );
  if (found) return found;
  const problem = wanted === undefined ? '' : `No workspace that you may use is called ${wanted}. `;
  throw new UserError(`${problem}Which Microsoft Sentinel workspace do you mean?`, {
    title: 'Which workspace?',
    next: workspaces
      .slice(0, 6)
      .map(({ name, id }) => ({ title: name, command, args: { ...args, workspace: id } })),
  });
}
