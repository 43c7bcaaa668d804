import type { z } from 'zod';
import type { Permission } from '../access/permissions.ts';
import type { Actor } from '../domain/actor.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { NotAsked, Workspace } from '../domain/workspace.ts';

/** What a command gets when it runs: parsed arguments and who asks, from where. */
export interface Request<Args> {
  args: Args;
  actor: Actor;
  conversation: Conversation;
  /** The workspaces this actor may use for this command's permission; never empty. */
  workspaces: readonly Workspace[];
  /** Workspaces that this answer leaves out; the card must say so. */
  notAsked: readonly NotAsked[];
  /** Aborts when the call's whole time is used up; hand it to every Azure call. */
  signal: AbortSignal;
  correlationId: string;
  /** Id of the message that was clicked, when it was a click. */
  card?: string;
}

/** One thing people can ask for. One file each; the list is `all-commands.ts`. */
export interface Command<Args = unknown> {
  /** The word people type, and the verb of its buttons: `hubs`. Lower case. */
  name: string;
  /** Other ways to say it: `list hubs`, `show hubs`. Lower case, unique over all commands. */
  aliases: readonly string[];
  /**
   * Makes it a greeting: its ways to be said that a name may follow (`hi Hubwatch`). Anything else that follows
   * one of its words is read as a line of its own.
   */
  namesAfter?: readonly string[];
  /** As shown in help: `hubs [filter]`. */
  usage: string;
  /** One line for help and for the Teams command menu; at most 120 characters. */
  summary: string;
  /** Lines people can type, shown in `help <command>`; none for what is only reached by button. */
  examples: readonly string[];
  /** The right that the actor must hold, or `none` for what anyone in the tenant may ask. */
  permission: Permission | 'none';
  /** True for what changes something, or takes part in it: whoever is refused is written into the audit. */
  changes?: boolean;
  /** True for a button that is answered with a short note, because its card changes by itself. */
  note?: boolean;
  /** False for commands that are only reached by button. Default true. */
  listed?: boolean;
  /** Parses the arguments of typed lines and of buttons alike. */
  args: z.ZodType<Args>;
  /** Turns the words after the command's name into raw arguments, before `args` parses them. */
  read(words: readonly string[]): Record<string, unknown>;
  /** Does it. Throws `UserError` for anything the person can mend. */
  run(request: Request<Args>): Promise<Reply>;
}
