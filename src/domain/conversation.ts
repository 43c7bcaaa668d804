/** Where a conversation takes place. */
export type ConversationKind = 'personal' | 'groupChat' | 'channel';

/** An address we may write to: everything a later, unasked message needs. */
export interface Conversation {
  /**
   * The Bot Connector's conversation id without a thread part:
   * `19:…@thread.tacv2` for a channel, `a:…` for a personal chat.
   */
  id: string;
  kind: ConversationKind;
  /** Entra tenant id, lower case. */
  tenantId: string;
  /** Base address of the Bot Connector for this conversation. It can change; refreshed by each inbound activity. */
  serviceUrl: string;
  /** The bot's own id in this conversation (`28:…`). */
  botId: string;
  /** The bot's own name in this conversation. */
  botName: string;
  /** In a channel: id of the thread's root message, when the activity came from a thread. */
  threadId?: string;
  /** In a channel: the team's id. */
  teamId?: string;
  /** Name of the channel or group chat, when Teams tells it. */
  name?: string;
}

/** The same conversation without a thread: what is remembered for later messages. */
export function withoutThread(conversation: Conversation): Conversation {
  const { threadId: _, ...rest } = conversation;
  return rest;
}
