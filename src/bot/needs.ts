import type { Call } from '../domain/call.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';

/** The gate to all commands, and the words for everything that is not an answer. */
export interface Runner {
  /** Never rejects. */
  run(call: Call): Promise<Reply>;
  welcome(conversation: Conversation): Reply;
  unknown(text: string, suggestions: readonly string[]): Reply;
  /** Shown while a slow call runs. */
  working(call: Call): Reply;
  /** Shown when the bot stops before a call has ended. */
  interrupted(call: Call): Reply;
  /** `why` is a whole sentence for the person. */
  refused(why: string): Reply;
}

/** Where the addresses of conversations are kept. */
export interface ConversationBook {
  /** `at`: when the activity was sent; older news than what is kept changes nothing. */
  remember(conversation: Conversation, at: Date): Promise<void>;
  uninstalled(id: string, at: Date): Promise<void>;
  /** True once per installation: who gets true says welcome. */
  claimWelcome(id: string): Promise<boolean>;
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
