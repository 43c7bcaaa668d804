import { randomUUID } from 'node:crypto';
import type { ChatMessage, ChatPerson, ChatPlace, JsonObject } from './chat.ts';
import { isJsonObject } from './chat.ts';

/** Everything that has been said, and where the bot is installed. */
export interface ChatLog {
  addPlace(place: ChatPlace): ChatPlace;
  place(id: string): ChatPlace | undefined;
  places(): readonly ChatPlace[];
  setInstalled(place: ChatPlace, installed: boolean): void;
  isInstalled(place: ChatPlace): boolean;
  /** Ids are milliseconds, as in Teams, and never twice the same. */
  newId(): string;
  add(message: NewMessage): ChatMessage;
  message(place: ChatPlace, id: string): ChatMessage | undefined;
  /** Deleted messages are left out; oldest first. */
  messages(place: ChatPlace): readonly ChatMessage[];
  edit(message: ChatMessage, activity: JsonObject): void;
  /** Shows another card in the message: the answer to a click. */
  replaceCard(message: ChatMessage, card: JsonObject): void;
  remove(message: ChatMessage): void;
}

/** A message before it has an id. */
export interface NewMessage {
  place: ChatPlace;
  /** Absent: a new thread. */
  threadId?: string | undefined;
  from: 'bot' | ChatPerson;
  activity: JsonObject;
  id?: string;
}

/** An empty log. `changed` is called after every change. */
export function createChatLog(changed: () => void): ChatLog {
  const places = new Map<string, ChatPlace>();
  const absent = new Set<string>();
  let messages: ChatMessage[] = [];
  let lastId = Date.now();

  const newId = () => {
    lastId = Math.max(lastId + 1, Date.now());
    return String(lastId);
  };
  return {
    newId,
    addPlace(place) {
      places.set(place.id, place);
      return place;
    },
    place: (id) => places.get(id),
    places: () => [...places.values()],
    setInstalled(place, installed) {
      if (installed) absent.delete(place.id);
      else absent.add(place.id);
    },
    isInstalled: (place) => !absent.has(place.id),
    add({ place, threadId, from, activity, id = newId() }) {
      const message: ChatMessage = {
        ...contentOf(activity),
        id,
        place,
        threadId: threadId ?? id,
        from,
        replyToId: typeof activity.replyToId === 'string' ? activity.replyToId : '',
        edits: 0,
        postedAt: new Date(),
      };
      messages.push(message);
      changed();
      return message;
    },
    message: (place, id) => messages.find((message) => message.place === place && message.id === id),
    messages: (place) => messages.filter((message) => message.place === place),
    edit(message, activity) {
      Object.assign(message, contentOf(activity), { edits: message.edits + 1 });
      changed();
    },
    replaceCard(message, card) {
      message.card = card;
      changed();
    },
    remove(message) {
      messages = messages.filter((other) => other !== message);
      changed();
    },
  };
}

/** A made-up conversation id of the shape that Teams uses. */
export function newPlaceId(kind: ChatPlace['kind']): string {
  const random = randomUUID().replaceAll('-', '');
  return kind === 'personal' ? `a:1${random}` : `19:${random}@thread.${kind === 'channel' ? 'tacv2' : 'v2'}`;
}

function contentOf(activity: JsonObject): Pick<ChatMessage, 'text' | 'summary' | 'card' | 'activity'> {
  const attachments = Array.isArray(activity.attachments) ? activity.attachments : [];
  const card: unknown = attachments
    .filter(isJsonObject)
    .find(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')?.content;
  return {
    text: typeof activity.text === 'string' ? activity.text : '',
    summary: typeof activity.summary === 'string' ? activity.summary : '',
    card: isJsonObject(card) ? card : undefined,
    activity,
  };
}
