/** Somebody in Teams who can talk to the bot. */
export interface ChatPerson {
  name: string;
  /** Entra object id. */
  objectId: string;
  tenantId: string;
  /** The person's id in this bot's conversations: `29:…`. */
  teamsUserId: string;
  /** Sign-in name; that of a guest has `#EXT#` in it. */
  upn: string;
  /** A guest is somebody of another organisation. */
  role: 'user' | 'guest';
}

/** A personal chat, a group chat or a channel. */
export interface ChatPlace {
  kind: 'personal' | 'groupChat' | 'channel';
  /** Conversation id without a thread. */
  id: string;
  /** Name of the channel or group chat; empty for a personal chat. */
  name: string;
  tenantId: string;
  /** The channel's team. */
  team?: { id: string; name: string };
  members: readonly ChatPerson[];
}

/** A JSON object whose shape is not known. */
export type JsonObject = Record<string, unknown>;

/** A message as it stands at this moment. */
export interface ChatMessage {
  id: string;
  place: ChatPlace;
  /** In a channel: id of the thread's first message; the message's own id when it is the first. */
  threadId: string;
  from: 'bot' | ChatPerson;
  text: string;
  /** What a notification shows. */
  summary: string;
  /** The first Adaptive Card, as it is shown now: after edits and answers to clicks. */
  card: JsonObject | undefined;
  /** The activity that it was last sent or edited with. */
  activity: JsonObject;
  replyToId: string;
  /** How often the bot edited it. */
  edits: number;
  postedAt: Date;
}

/** True for a plain JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
