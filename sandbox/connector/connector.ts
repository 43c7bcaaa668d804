import { type ActivityMaker, type BotAccount, createActivityMaker } from './activities.ts';
import { findAction } from './card-actions.ts';
import { type ChatMessage, type ChatPerson, type ChatPlace, isJsonObject, type JsonObject } from './chat.ts';
import { type ChatLog, createChatLog, newPlaceId } from './chat-log.ts';
import { checkCard } from './check-activity.ts';
import { type ConnectorFault, createConnectorFaults } from './connector-faults.ts';
import { answerConnectorCall } from './connector-routes.ts';
import { type RecordedCall, startConnectorServer } from './connector-server.ts';
import { type BotAnswer, postToBot } from './post-to-bot.ts';
import { createWaiting } from './waiting.ts';

/** How to start a pretend Bot Connector. */
export interface ConnectorOptions {
  /** A free one if absent. */
  port?: number;
  /** The bot's `http://…/api/messages`; can be given later with `useBot`. */
  botUrl?: string;
  bot?: BotAccount;
  /** The token to send with each activity; none if absent. */
  token?: (serviceUrl: string) => string | Promise<string>;
}

/** What was sent to the bot, and what it answered. */
export interface Sent extends BotAnswer {
  activity: JsonObject;
}

/** Teams and its Bot Connector, as far as a bot can see them. */
export interface Connector {
  readonly serviceUrl: string;
  readonly bot: BotAccount;
  /** Calls of the bot, oldest first. */
  readonly calls: readonly RecordedCall[];
  useBot(url: string): void;
  /** An account in Teams. The sign-in name follows from the name and the role is `user` unless given. */
  person(person: NewPerson): ChatPerson;
  /** A chat or channel in which the bot is installed. The tenant is that of the first member if absent. */
  conversation(place: NewPlace): ChatPlace;
  /** Says something. `mention` is true by default where Teams asks for it; `threadId` answers in a thread. */
  say(
    person: ChatPerson,
    place: ChatPlace,
    text: string,
    options?: { mention?: boolean; threadId?: string },
  ): Promise<Sent>;
  /** Clicks a button of a message, by title or as an object; an answer with a card replaces the card shown. */
  click(
    person: ChatPerson,
    message: ChatMessage,
    action: string | RegExp | JsonObject,
    inputs?: JsonObject,
  ): Promise<Sent>;
  install(person: ChatPerson, place: ChatPlace): Promise<Sent[]>;
  uninstall(person: ChatPerson, place: ChatPlace): Promise<Sent[]>;
  teamEvent(person: ChatPerson, place: ChatPlace, eventType: string): Promise<Sent>;
  /** Messages of the bot as they stand now, oldest first. */
  messages(place: ChatPlace): readonly ChatMessage[];
  /** Posts anything to the bot. */
  post(activity: unknown): Promise<Sent>;
  fault(fault: ConnectorFault): void;
  /** Resolves with the first value that is not undefined or false; looked for after every call and message. */
  until<T>(look: () => T | undefined | false, withinMs?: number): Promise<T>;
  stop(): Promise<void>;
}

/** Somebody before they have all of their fields. */
export type NewPerson = Pick<ChatPerson, 'name' | 'objectId' | 'tenantId'> & Partial<ChatPerson>;

/** A chat or channel before it has all of its fields. */
export type NewPlace = Pick<ChatPlace, 'kind' | 'members'> & Partial<ChatPlace>;

const base = '/teams/';

/** Starts a pretend Bot Connector on loopback. */
export async function startConnector(options: ConnectorOptions = {}): Promise<Connector> {
  const bot = options.bot ?? { id: '28:00000000-0000-4000-8000-0000000000b0', name: 'Hubwatch' };
  const waiting = createWaiting();
  const log = createChatLog(waiting.look);
  const faults = createConnectorFaults();
  const calls: RecordedCall[] = [];
  const server = await startConnectorServer({
    port: options.port ?? 0,
    base,
    faults,
    answer: (call) => answerConnectorCall(call, log),
    record(call) {
      calls.push(call);
      waiting.look();
    },
  });
  const serviceUrl = `http://127.0.0.1:${server.port}${base}`;
  const make = createActivityMaker(serviceUrl, bot);
  let botUrl = options.botUrl;

  async function post(activity: unknown): Promise<Sent> {
    if (botUrl === undefined) throw new Error('Say where the bot is first: useBot(url).');
    const answer = await postToBot(botUrl, activity, await options.token?.(serviceUrl));
    return { activity: isJsonObject(activity) ? activity : {}, ...answer };
  }

  return {
    serviceUrl,
    bot,
    calls,
    useBot(url) {
      botUrl = url;
    },
    person: completePerson,
    conversation: (place) => log.addPlace(completePlace(place)),
    async say(person, place, text, { mention = place.kind !== 'personal', threadId } = {}) {
      const id = log.newId();
      const activity = make.message(person, place, threadId ?? id, id, text, mention);
      log.add({ place, threadId, from: person, activity, id });
      return post(activity);
    },
    async click(person, message, action, inputs = {}) {
      const clicked = isPlainAction(action) ? action : findAction(message.card, action);
      const sent = await post(clickActivity(make, person, message, clicked, inputs));
      showAnswer(log, message, sent.body);
      return sent;
    },
    async install(person, place) {
      log.setInstalled(place, true);
      return inTurn(make.installation(person, place, 'add'), post);
    },
    async uninstall(person, place) {
      log.setInstalled(place, false);
      return inTurn(make.installation(person, place, 'remove'), post);
    },
    teamEvent: (person, place, eventType) => post(make.teamEvent(person, place, eventType)),
    messages: (place) => log.messages(place).filter(({ from }) => from === 'bot'),
    post,
    fault: faults.add,
    until: waiting.until,
    stop: server.stop,
  };
}

function completePerson(person: NewPerson): ChatPerson {
  const upn = `${person.name.toLowerCase().replaceAll(/\W+/g, '.')}@teams.example`;
  return { teamsUserId: `29:1${person.objectId}`, upn, role: 'user', ...person };
}

function completePlace(place: NewPlace): ChatPlace {
  const tenantId = place.tenantId ?? place.members[0]?.tenantId ?? '';
  const id = place.id ?? newPlaceId(place.kind);
  const name = place.name ?? (place.kind === 'personal' ? '' : 'Operations');
  const team = place.kind === 'channel' ? { team: place.team ?? { id, name: 'Plant team' } } : {};
  return { ...place, id, name, tenantId, ...team };
}

function isPlainAction(action: string | RegExp | JsonObject): action is JsonObject {
  return typeof action === 'object' && !(action instanceof RegExp);
}

/** Inputs are merged into the data by the client, where the bot cannot tell them apart. */
function clickActivity(
  make: ActivityMaker,
  person: ChatPerson,
  message: ChatMessage,
  action: JsonObject,
  inputs: JsonObject,
): JsonObject {
  const data = { ...(isJsonObject(action.data) ? action.data : {}), ...inputs };
  if (action.type === 'Action.Submit') return make.submit(person, message, data);
  if (action.type !== 'Action.Execute') throw new Error(`${String(action.type)} tells the bot nothing.`);
  return make.execute(person, message, { title: action.title, verb: action.verb, data });
}

function showAnswer(log: ChatLog, message: ChatMessage, answer: unknown): void {
  if (!isJsonObject(answer) || answer.type !== 'application/vnd.microsoft.card.adaptive') return;
  const problem = checkCard(answer.value);
  if (problem || !isJsonObject(answer.value))
    throw new Error(`The answer to the click cannot be shown: ${problem}`);
  log.replaceCard(message, answer.value);
}

async function inTurn(
  activities: readonly JsonObject[],
  post: (activity: JsonObject) => Promise<Sent>,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const activity of activities) sent.push(await post(activity));
  return sent;
}
