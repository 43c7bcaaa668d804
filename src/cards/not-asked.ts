import type { NotAsked } from '../domain/workspace.ts';
import type { Line } from './card-data.ts';
import { plain } from './text.ts';

// As many as a reader takes in; the rest is counted.
const most = 3;

/** The workspaces that an answer leaves out, a line each, for the "Not read" part of a card. */
export function notAskedLines(notAsked: readonly NotAsked[]): Line[] {
  const rest = notAsked.length - most;
  return [
    ...notAsked.slice(0, most).map(({ workspace, why }) => ({
      text: `workspace ${plain(workspace.name, 80)} (${plain(why, 200)})`,
    })),
    ...(rest > 0 ? [{ text: `${rest} more of the workspaces` }] : []),
  ];
}
