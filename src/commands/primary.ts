import type { Workspace } from '../domain/workspace.ts';

/**
 * The first of the workspaces. A request always has one (`Request.workspaces`); without any, somebody wired
 * the bot wrongly, and this throws.
 */
export function primary(workspaces: readonly Workspace[]): Workspace {
  const [first] = workspaces;
  if (!first) throw new Error('A request came without a workspace');
  return first;
}
