import { randomUUID } from 'node:crypto';
import type { ChatMessage, ChatPerson, ChatPlace, JsonObject } from './chat.ts';

/** The bot as Teams knows it. */
export interface BotAccount {
  /** `28:<app id>`. */
  id: string;
  name: string;
}

/** Builds activities as Teams sends them. */
export interface ActivityMaker {
  message(
    from: ChatPerson,
    place: ChatPlace,
    threadId: string,
    id: string,
    text: string,
    mention: boolean,
  ): JsonObject;
  /** An Action.Submit: a message with `value` and without text. */
  submit(from: ChatPerson, message: ChatMessage, value: JsonObject): JsonObject;
  /** An Action.Execute: an invoke. */
  execute(from: ChatPerson, message: ChatMessage, action: JsonObject): JsonObject;
  /** The bot is added or removed: `installationUpdate`, then `conversationUpdate`. */
  installation(from: ChatPerson, place: ChatPlace, action: 'add' | 'remove'): JsonObject[];
  /** An event of a team: `channelRenamed`, `channelDeleted`, … */
  teamEvent(from: ChatPerson, place: ChatPlace, eventType: string): JsonObject;
}

/** Activities that come from `serviceUrl` and are meant for `bot`. */
export function createActivityMaker(serviceUrl: string, bot: BotAccount): ActivityMaker {
  const base = (from: ChatPerson, place: ChatPlace, threadId?: string): JsonObject => ({
    timestamp: new Date().toISOString(),
    localTimestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: from.teamsUserId, name: from.name, aadObjectId: from.objectId },
    recipient: { id: bot.id, name: bot.name },
    conversation: {
      ...(place.kind === 'personal' ? {} : { isGroup: true }),
      ...(place.kind === 'groupChat' && place.name ? { name: place.name } : {}),
      conversationType: place.kind,
      tenantId: place.tenantId,
      id: place.kind === 'channel' && threadId ? `${place.id};messageid=${threadId}` : place.id,
    },
    channelData: { tenant: { id: from.tenantId }, ...teamData(place) },
    entities: [
      { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Europe/Berlin' },
    ],
    locale: 'en-US',
    localTimezone: 'Europe/Berlin',
  });

  return {
    message(from, place, threadId, id, text, mention) {
      const activity = base(from, place, threadId);
      const tag = `<at>${bot.name}</at>`;
      const entity = { type: 'mention', text: tag, mentioned: { id: bot.id, name: bot.name } };
      const entities = Array.isArray(activity.entities) ? activity.entities : [];
      return {
        ...activity,
        type: 'message',
        id,
        textFormat: 'plain',
        text: mention ? `${tag}&nbsp;${text}` : text,
        attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }],
        entities: mention ? [entity, ...entities] : entities,
      };
    },
    submit: (from, message, value) => ({
      ...base(from, message.place, message.threadId),
      type: 'message',
      id: `f:${randomUUID()}`,
      replyToId: message.id,
      value,
    }),
    execute: (from, message, action) => ({
      ...base(from, message.place, message.threadId),
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: `f:${randomUUID()}`,
      replyToId: message.id,
      value: { action: { id: '', ...action, type: 'Action.Execute' }, trigger: 'manual' },
    }),
    installation(from, place, action) {
      const members = [{ id: bot.id }];
      const changed = action === 'add' ? { membersAdded: members } : { membersRemoved: members };
      const eventType = action === 'add' ? 'teamMemberAdded' : 'teamMemberRemoved';
      const update = base(from, place);
      return [
        { ...base(from, place), type: 'installationUpdate', id: `f:${randomUUID()}`, action },
        {
          ...update,
          type: 'conversationUpdate',
          id: `f:${randomUUID()}`,
          ...changed,
          channelData: {
            tenant: { id: from.tenantId },
            ...teamData(place),
            ...(place.team ? { eventType } : {}),
          },
        },
      ];
    },
    teamEvent: (from, place, eventType) => ({
      ...base(from, { ...place, id: place.team?.id ?? place.id }),
      type: 'conversationUpdate',
      id: `f:${randomUUID()}`,
      channelData: { tenant: { id: from.tenantId }, ...teamData(place), eventType },
    }),
  };
}

function teamData({ id, name, team }: ChatPlace): JsonObject {
  if (!team) return {};
  return {
    teamsChannelId: id,
    teamsTeamId: team.id,
    channel: { id, name },
    team: { id: team.id, name: team.name },
  };
}
