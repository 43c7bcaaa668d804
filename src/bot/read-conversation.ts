import type { Conversation, ConversationKind } from '../domain/conversation.ts';
import type { InboundActivity } from './read-activity.ts';
import { tenantsOf } from './read-actor.ts';

const threadMark = ';messageid=';

/** Where the activity came from, as an address to answer to. */
export function readConversation(activity: InboundActivity): Conversation {
  const { conversation, channelData, recipient, serviceUrl } = activity;
  const { id, threadId } = splitThread(conversation.id);
  const kind = kindOf(activity);
  const teamId = channelData?.team?.id ?? channelData?.teamsTeamId;
  const name = (kind === 'channel' ? channelData?.channel?.name : undefined) ?? conversation.name;
  return {
    id,
    kind,
    tenantId: tenantsOf(activity)[0] ?? '',
    serviceUrl,
    botId: recipient.id,
    botName: recipient.name?.slice(0, 200) ?? '',
    ...(threadId ? { threadId } : {}),
    ...(kind === 'channel' && teamId ? { teamId } : {}),
    ...(name ? { name: name.slice(0, 200) } : {}),
  };
}

/** `19:…@thread.tacv2;messageid=1700` is the thread below message 1700 of a channel. */
function splitThread(id: string): { id: string; threadId?: string } {
  const at = id.indexOf(threadMark);
  if (at <= 0) return { id };
  // Digits in Teams; local clients may use other ids.
  const threadId = /^[\w.:-]{1,100}$/.exec(id.slice(at + threadMark.length))?.[0];
  return { id: id.slice(0, at), ...(threadId ? { threadId } : {}) };
}

/** `conversationType` is there on every Teams activity but some events of a team. */
function kindOf({ conversation, channelData }: InboundActivity): ConversationKind {
  const kind = conversation.conversationType;
  if (kind === 'personal' || kind === 'groupChat' || kind === 'channel') return kind;
  if (channelData?.team || channelData?.channel || channelData?.teamsChannelId) return 'channel';
  return conversation.isGroup ? 'groupChat' : 'personal';
}
