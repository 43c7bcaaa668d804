import type { ChatPerson, ChatPlace, JsonObject } from './chat.ts';
import { isJsonObject } from './chat.ts';
import { type ChatLog, newPlaceId } from './chat-log.ts';
import { checkActivity } from './check-activity.ts';
import { type ConnectorAnswer, failed } from './connector-answer.ts';

/** A call of the bot. */
export interface ConnectorCall {
  method: string;
  /** Path below the service address, undecoded: `/v3/conversations/…`. */
  path: string;
  query: URLSearchParams;
  /** The body as it came, and parsed. */
  text: string;
  body: JsonObject;
}

interface Target {
  place: ChatPlace;
  threadId?: string;
}

/** Answers the part of the Bot Connector's REST interface that bots in Teams use; 501 names everything else. */
export function answerConnectorCall(call: ConnectorCall, log: ChatLog): ConnectorAnswer {
  const parts = call.path.split('/').filter(Boolean).map(decodeURIComponent);
  const [version, collection, conversationId, what, id] = parts;
  if (version !== 'v3' || collection !== 'conversations' || parts.length > 5) return notBuilt(call);
  if (conversationId === undefined)
    return call.method === 'POST' ? createConversation(call, log) : notBuilt(call);
  const target = findTarget(conversationId, log);
  if (!target) return failed(404, 'ConversationNotFound', 'Conversation not found.');
  if (!log.isInstalled(target.place)) {
    return failed(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  }
  if (what === 'activities') return activities(call, target, id, log);
  if (call.method !== 'GET') return notBuilt(call);
  if (what === 'members') return members(target.place, id);
  return what === 'pagedmembers' ? pagedMembers(target.place, call.query) : notBuilt(call);
}

function activities(
  call: ConnectorCall,
  target: Target,
  id: string | undefined,
  log: ChatLog,
): ConnectorAnswer {
  const { place } = target;
  if (call.method === 'POST') return post(call, target, id, log);
  const message = id === undefined ? undefined : log.message(place, id);
  if (call.method !== 'PUT' && call.method !== 'DELETE') return notBuilt(call);
  if (!message) return failed(404, 'ActivityNotFoundInConversation', 'Activity not found in conversation.');
  if (message.from !== 'bot') return failed(403, 'NotEnoughPermissions', 'Not a message of this bot.');
  if (call.method === 'DELETE') {
    log.remove(message);
    return { status: 200 };
  }
  const problem = checkActivity(call.text, call.body);
  if (problem) return problem;
  log.edit(message, call.body);
  return { status: 200, body: { id: message.id } };
}

function post(
  call: ConnectorCall,
  target: Target,
  replyTo: string | undefined,
  log: ChatLog,
): ConnectorAnswer {
  const problem = checkActivity(call.text, call.body);
  if (problem) return problem;
  if (call.body.type === 'typing') return { status: 202, body: { id: log.newId() } };
  const activity = replyTo === undefined ? call.body : { ...call.body, replyToId: replyTo };
  const message = log.add({ place: target.place, threadId: target.threadId, from: 'bot', activity });
  return { status: 201, body: { id: message.id } };
}

/** `19:…@thread.tacv2;messageid=1700` is a thread of a channel, and it has to exist. */
function findTarget(conversationId: string, log: ChatLog): Target | undefined {
  const [id = '', threadId] = conversationId.split(';messageid=');
  const place = log.place(id);
  if (!place || threadId === undefined) return place && { place };
  const exists =
    place.kind === 'channel' && log.messages(place).some((message) => message.threadId === threadId);
  return exists ? { place, threadId } : undefined;
}

/** A new thread in a channel, or the personal chat with one person. */
function createConversation(call: ConnectorCall, log: ChatLog): ConnectorAnswer {
  const { channelData, activity, members: wanted, tenantId } = call.body;
  const channel =
    isJsonObject(channelData) && isJsonObject(channelData.channel) ? channelData.channel.id : undefined;
  if (typeof channel === 'string') {
    const place = log.place(channel);
    if (place?.kind !== 'channel') return failed(404, 'ConversationNotFound', 'Channel not found.');
    if (!isJsonObject(activity)) return failed(400, 'BadArgument', 'A new thread needs its first message.');
    const problem = checkActivity(call.text, activity);
    if (problem) return problem;
    const message = log.add({ place, from: 'bot', activity });
    return { status: 201, body: { id: `${place.id};messageid=${message.id}`, activityId: message.id } };
  }
  const [first]: unknown[] = Array.isArray(wanted) ? wanted : [];
  const member = isJsonObject(first) ? findPerson(String(first.id), log) : undefined;
  if (!member || typeof tenantId !== 'string')
    return failed(400, 'BadArgument', 'Incorrect conversation creation parameters.');
  const known = log.places().find((place) => place.kind === 'personal' && place.members.includes(member));
  const place =
    known ??
    log.addPlace({ kind: 'personal', id: newPlaceId('personal'), name: '', tenantId, members: [member] });
  return { status: 201, body: { id: place.id } };
}

function findPerson(id: string, log: ChatLog): ChatPerson | undefined {
  return log
    .places()
    .flatMap((place) => place.members)
    .find((person) => person.teamsUserId === id || person.objectId === id);
}

function members(place: ChatPlace, id: string | undefined): ConnectorAnswer {
  if (id === undefined) return { status: 200, body: place.members.map(account) };
  const person = place.members.find(({ teamsUserId, objectId }) => teamsUserId === id || objectId === id);
  return person
    ? { status: 200, body: account(person) }
    : failed(404, 'MemberNotFoundInConversation', 'The member was not found.');
}

function pagedMembers(place: ChatPlace, query: URLSearchParams): ConnectorAnswer {
  const size = Math.max(1, Number(query.get('pageSize') ?? 200));
  const from = Number(query.get('continuationToken') ?? 0);
  const next = from + size < place.members.length ? { continuationToken: String(from + size) } : {};
  return { status: 200, body: { members: place.members.slice(from, from + size).map(account), ...next } };
}

/** A member as Teams tells of one (a `TeamsChannelAccount`). */
function account({ teamsUserId, name, objectId, tenantId, upn, role }: ChatPerson): JsonObject {
  const [givenName = name, ...rest] = name.split(' ');
  return {
    id: teamsUserId,
    name,
    ...{ givenName, surname: rest.join(' ') },
    ...{ objectId, aadObjectId: objectId, tenantId },
    ...{ userPrincipalName: upn, email: emailOf(upn), userRole: role },
  };
}

/** A guest signs in as `gus_partner.example#EXT#@contoso.…` and gets mail as `gus@partner.example`. */
function emailOf(upn: string): string {
  return /^.+#EXT#@/i.test(upn) ? upn.replace(/#EXT#@.*$/i, '').replace(/_([^_]+)$/, '@$1') : upn;
}

function notBuilt({ method, path }: ConnectorCall): ConnectorAnswer {
  return failed(501, 'NotImplemented', `The pretend Bot Connector has no ${method} ${path}.`);
}
