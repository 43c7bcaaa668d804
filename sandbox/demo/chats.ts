import { asChatPerson } from '../connector/as-chat-person.ts';
import { findAction } from '../connector/card-actions.ts';
import type { ChatPerson, ChatPlace } from '../connector/chat.ts';
import { type Connector, type Sent, startConnector } from '../connector/connector.ts';
import type { Stage } from '../stage/stage.ts';
import { StageError } from '../stage/wait-for.ts';
import { type Chat, oneLine } from './play.ts';
import type { Step, Where } from './step.ts';

/** The demo's conversations: a personal chat for each person and one channel for all. */
export interface Chats {
  of(step: Pick<Step, 'who' | 'where'>): Chat;
  close(): Promise<void>;
}

/** Opens conversations with the stage's bot over a pretend Bot Connector. */
export async function openChats({ bot, people, tenantId }: Stage): Promise<Chats> {
  const connector = await startConnector({ botUrl: bot.endpoint });
  const members = people.map((person) => ({
    person,
    member: connector.person(asChatPerson(person, tenantId)),
  }));
  const channel = connector.conversation({
    kind: 'channel',
    name: 'Security',
    members: members.map(({ member }) => member),
  });
  const chats = new Map<string, Chat>();
  for (const { person, member } of members) {
    const personal = connector.conversation({ kind: 'personal', members: [member] });
    chats.set(keyOf(person.key, 'personal chat'), chatOf(connector, member, personal));
    chats.set(keyOf(person.key, 'channel'), chatOf(connector, member, channel));
  }
  return {
    of({ who, where }) {
      const chat = chats.get(keyOf(who, where));
      if (!chat) throw new StageError(`The story has no person called ${who}.`);
      return chat;
    },
    close: () => connector.stop(),
  };
}

function keyOf(who: string, where: Where): string {
  return `${who} in ${where}`;
}

function chatOf(connector: Connector, person: ChatPerson, place: ChatPlace): Chat {
  return {
    person: person.name,
    async install() {
      for (const sent of await connector.install(person, place)) requireAccepted(sent);
    },
    async say(text) {
      requireAccepted(await connector.say(person, place, text));
    },
    async click({ title, on, inputs }) {
      const message = connector.messages(place).findLast((one) => on === undefined || on.test(oneLine(one)));
      if (!message)
        throw new StageError(`There is no answer yet to click on${on ? ` that fits ${on}` : ''}.`);
      const action = findAction(message.card, title);
      requireAccepted(await connector.click(person, message, action, { ...inputs }));
      return String(action.title);
    },
    shown: () => connector.messages(place).map(({ id, text, card }) => ({ id, text, card })),
  };
}

function requireAccepted({ status }: Sent): void {
  if (status < 200 || status > 299) throw new StageError(`The bot answered the request with HTTP ${status}.`);
}
