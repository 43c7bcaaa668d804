import type { Actor } from './actor.ts';
import type { Conversation } from './conversation.ts';

/** What somebody asks. A typed line and a clicked button both end as one of these. */
export interface Call {
  /** Name of the command in the registry. */
  command: string;
  /** Arguments as they came in: untrusted, parsed by the command's own schema in `run-command.ts`. */
  args: Record<string, unknown>;
  actor: Actor;
  conversation: Conversation;
  origin: 'typed' | 'clicked';
  /** Id of the message that was clicked, as Teams tells it. */
  card?: string;
  /** Follows the call through log lines, the audit and Azure (`x-ms-client-request-id`). */
  correlationId: string;
}
