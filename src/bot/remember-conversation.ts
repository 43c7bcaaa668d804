import type { Runner } from '../commands/run-command.ts';
import { type Conversation, withoutThread } from '../domain/conversation.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ConversationBook } from './needs.ts';
import { sendPatiently } from './patience.ts';
import type { InboundActivity } from './read-activity.ts';
import { readConversation } from './read-conversation.ts';
import type { Send } from './send.ts';

/** What keeping addresses needs. */
export interface RememberNeeds {
  conversations: ConversationBook;
  send: Send;
  runner: Runner;
  clock: Clock;
  log: Logger;
}

/** Notes where an activity came from: the address of a conversation can change with any of them. */
export async function rememberSender(activity: InboundActivity, needs: RememberNeeds): Promise<void> {
  await needs.conversations.remember(
    withoutThread(readConversation(activity)),
    sentAt(activity, needs.clock),
  );
}

/**
 * Follows installs, uninstalls and renames. Teams tells of one installation in several activities, and the
 * local client repeats them at every page load, so the welcome is claimed once per installation. Members of
 * a team are not greeted one by one.
 */
export async function followInstallation(activity: InboundActivity, needs: RememberNeeds): Promise<void> {
  const conversation = withoutThread(readConversation(activity));
  const at = sentAt(activity, needs.clock);
  switch (changeOf(activity)) {
    case 'installed':
      await needs.conversations.remember(conversation, at);
      await welcome(conversation, needs);
      break;
    case 'removed':
      await needs.conversations.uninstalled(conversation.id, at);
      break;
    case 'renamed':
      await needs.conversations.remember(channelOf(activity, conversation), at);
      break;
    case 'channel deleted':
      await needs.conversations.uninstalled(channelOf(activity, conversation).id, at);
      break;
    case 'nothing of ours':
      break;
  }
}

type Change = 'installed' | 'removed' | 'renamed' | 'channel deleted' | 'nothing of ours';

function changeOf(activity: InboundActivity): Change {
  const isUs = ({ id }: { id: string }) => id === activity.recipient.id;
  if (activity.type === 'installationUpdate') {
    // `add-upgrade` and `remove-upgrade` come with a new version of the app: still installed.
    if (activity.action === 'add') return 'installed';
    return activity.action === 'remove' ? 'removed' : 'renamed';
  }
  if (activity.membersAdded?.some(isUs)) return 'installed';
  if (activity.membersRemoved?.some(isUs)) return 'removed';
  const event = activity.channelData?.eventType;
  if (event === 'channelDeleted') return 'channel deleted';
  return event === 'channelRenamed' || event === 'channelRestored' ? 'renamed' : 'nothing of ours';
}

/** Events of a channel name it in `channelData`, while the conversation may be the team's. */
function channelOf({ channelData }: InboundActivity, conversation: Conversation): Conversation {
  const { id, name } = channelData?.channel ?? {};
  return { ...conversation, ...(id ? { id } : {}), ...(name ? { name: name.slice(0, 200) } : {}) };
}

async function welcome(
  conversation: Conversation,
  { conversations, send, runner, clock, log }: RememberNeeds,
): Promise<void> {
  if (!(await conversations.claimWelcome(conversation.id))) return;
  const card = runner.welcome(conversation);
  const result = await sendPatiently(() => send.message(conversation, card), clock);
  if (result.kind === 'sent') return;
  log.warn({ conversation: conversation.id, result }, 'Welcome was not delivered');
  // The next activity that tells of the installation may try again, unless it may have arrived.
  const mayBeThere = result.kind === 'failed' && result.unknown;
  if (!mayBeThere) await conversations.releaseWelcome(conversation.id);
}

/** When the activity was sent. A moment in the future would make all later news look old. */
function sentAt({ timestamp }: InboundActivity, clock: Clock): Date {
  const now = clock.now();
  const sent = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return sent < now.getTime() ? new Date(sent) : now;
}
