import type { Reply } from '../domain/reply.ts';
import { actions, button, linkButton } from './buttons.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';

/** A command as help shows it; the commands of the registry fit. */
export interface HelpEntry {
  name: string;
  aliases: readonly string[];
  usage: string;
  summary: string;
  examples: readonly string[];
}

// Microsoft's own guide to what Hubwatch does in chat, and the terms of the parts that are in preview.
const guideUrl =
  'https://learn.microsoft.com/azure/defender-for-iot/device-builders/how-to-configure-with-sentinel';
const termsUrl = 'https://azure.microsoft.com/support/legal/preview-supplemental-terms/';

/** The answer to `help`: every command in one line each. */
export function helpCard(entries: readonly HelpEntry[]): Reply {
  return reply('help', {
    summary: `Hubwatch knows: ${entries.map(({ name }) => name).join(', ')}.`,
    heading: 'What Hubwatch can do',
    intro: 'Type a command here, or select one. In a channel, mention the bot first.',
    commands: entries.map(({ name, usage, summary }) => ({
      usage,
      summary,
      open: button(`Help for ${name}`, 'help', { command: name }, { place: 'chat' }),
    })),
    sections: [
      {
        heading: 'Good to know',
        lines: [
          { text: 'Your own Azure roles decide what you see and what you may change.' },
          {
            text: 'Every change is shown before it is made; some need an approval.',
          },
          {
            text: 'The Sentinel connector for Defender for IoT is in preview; the preview terms of Azure apply.',
          },
        ],
      },
    ],
    buttons: actions(
      button('Hubs', 'hubs', {}, { place: 'chat' }),
      button('Not connected', 'hubs', { connection: 'not connected' }, { place: 'chat' }),
      button('Alerts', 'alerts', {}, { place: 'chat' }),
      button('Status', 'status', {}, { place: 'chat' }),
      linkButton("Microsoft's guide", guideUrl),
      linkButton('Preview terms', termsUrl),
    ),
  });
}

/** The answer to `help <command>`: how to say it, with examples. */
export function commandHelpCard(entry: HelpEntry, tryIt: boolean): Reply {
  const { name, usage, summary, aliases, examples } = entry;
  const section = (heading: string, lines: readonly string[]) =>
    lines.length > 0 ? [{ heading, lines: lines.map((text) => ({ text: plain(text, 200) })) }] : [];
  return reply('help', {
    summary: `${usage}: ${summary}`,
    heading: `Help for ${name}`,
    intro: summary,
    commands: [],
    sections: [
      ...section('Type', [usage]),
      ...section('Examples', examples),
      ...section('Also understood', aliases.length > 0 ? [aliases.join(', ')] : []),
    ],
    buttons: actions(
      tryIt ? button(`Run ${name}`, name, {}, { place: 'chat' }) : undefined,
      button('All commands', 'help', {}, { place: 'card' }),
    ),
  });
}
