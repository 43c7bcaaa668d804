import type { ConversationKind } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import { actions, button } from './buttons.ts';
import { reply } from './render.ts';

/** Greets once after the install, and answers `hi`: what the bot is for and how to begin. */
export function welcomeCard(kind: ConversationKind): Reply {
  const example =
    kind === 'personal'
      ? 'For example: hubs not connected'
      : 'Type @, pick Hubwatch from the list, then for example: hubs not connected';
  return reply('welcome', {
    summary:
      'Hubwatch shows your IoT hubs and their Defender for IoT alerts, and connects hubs to Microsoft Sentinel.',
    intro:
      'Hubwatch shows your IoT hubs and their Defender for IoT alerts. It connects hubs to Microsoft Sentinel, has Defender enabled once somebody approves, and turns incidents on.',
    lines: [
      {
        text: 'Your own Azure roles decide what you see and change. To look, the Microsoft Sentinel Reader role on the workspace is enough.',
      },
    ],
    sections: [
      {
        heading: 'To begin',
        lines: [
          { text: 'Select a button below, or type a command. Help lists them all.' },
          { text: example },
        ],
      },
    ],
    buttons: actions(
      button('Show hubs', 'hubs', {}, { place: 'chat', style: 'positive' }),
      button('Show alerts', 'alerts', {}, { place: 'chat' }),
      button('Help', 'help', {}, { place: 'chat' }),
    ),
  });
}
