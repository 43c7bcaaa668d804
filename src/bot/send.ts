import type { Activity, TurnContext } from 'botbuilder';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { SendResult } from '../domain/send-result.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Adapter } from './adapter.ts';
import { explainFailure } from './connector-error.ts';
import { isTooBig, toActivity } from './reply.ts';

/** Writes into conversations, asked or unasked. Nothing here throws. */
export interface Send {
  /** Posts a new message; in a thread when the conversation names one. */
  message(conversation: Conversation, reply: Reply, replyToId?: string): Promise<SendResult>;
  /** Changes a message of the bot in place. */
  update(conversation: Conversation, activityId: string, reply: Reply): Promise<SendResult>;
  /** Shows "… is typing" for a few seconds. */
  typing(conversation: Conversation): Promise<SendResult>;
}

/** What sending needs. */
export interface SendNeeds {
  adapter: Pick<Adapter, 'talk'>;
  log: Logger;
  /** Is told where the card of a change stands now. Must not throw; the message is out already. */
  changeCardShown?(card: NonNullable<Reply['changeCard']>, activityId: string): Promise<void>;
}

/** Builds `Send` over an adapter. Each call makes one attempt; repeating is up to the caller. */
export function createSend({ adapter, log, changeCardShown }: SendNeeds): Send {
  async function attempt(
    conversation: Conversation,
    activity: Partial<Activity>,
    act: (context: TurnContext) => Promise<string>,
  ): Promise<SendResult> {
    if (isTooBig(activity)) {
      log.warn({ conversation: conversation.id }, 'Message is too big for Teams');
      return { kind: 'too big' };
    }
    try {
      let activityId = '';
      await adapter.talk(conversation, async (context) => {
        activityId = await act(context);
      });
      return { kind: 'sent', activityId };
    } catch (error) {
      const result = explainFailure(error);
      log.warn({ conversation: conversation.id, result, error }, 'Message was not sent');
      return result;
    }
  }

  async function noted({ changeCard }: Reply, sending: Promise<SendResult>): Promise<SendResult> {
    const result = await sending;
    if (changeCard && result.kind === 'sent' && result.activityId)
      await changeCardShown?.(changeCard, result.activityId);
    return result;
  }

  return {
    message(conversation, reply, replyToId) {
      const activity = { ...toActivity(reply), ...(replyToId ? { replyToId } : {}) };
      const post = async (context: TurnContext) => (await context.sendActivity(activity))?.id ?? '';
      return noted(reply, attempt(conversation, activity, post));
    },
    update(conversation, activityId, reply) {
      const activity = { ...toActivity(reply), id: activityId };
      const edit = async (context: TurnContext) => {
        await context.updateActivity(activity);
        return activityId;
      };
      return noted(reply, attempt(conversation, activity, edit));
    },
    typing(conversation) {
      const activity = { type: 'typing' };
      return attempt(
        conversation,
        activity,
        async (context) => (await context.sendActivity(activity))?.id ?? '',
      );
    },
  };
}
