import type { Conversation } from '../domain/conversation.ts';

/** Where the addresses of conversations are kept. */
export interface ConversationBook {
  /** `at`: when the activity was sent; older news than what is kept changes nothing. */
  remember(conversation: Conversation, at: Date): Promise<void>;
  uninstalled(id: string, at: Date): Promise<void>;
  /** True once per installation: who gets true says welcome. */
  claimWelcome(id: string): Promise<boolean>;
  /** Undoes `claimWelcome`, when the welcome was surely not delivered. */
  releaseWelcome(id: string): Promise<void>;
}

/** What makes an activity one, however often it is delivered. */
export interface ActivityKey {
  conversationId: string;
  activityId: string;
}

/** Sees to it that an activity acts once, over all instances. */
export interface HandledActivities {
  claim(key: ActivityKey): Promise<{ kind: 'fresh' } | { kind: 'busy' } | { kind: 'done'; answer: unknown }>;
  finish(key: ActivityKey, answer: unknown): Promise<void>;
  abandon(key: ActivityKey): Promise<void>;
}
