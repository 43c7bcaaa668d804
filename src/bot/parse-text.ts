import type { Command } from '../commands/command.ts';
import { slipsBetween } from '../shared/near-miss.ts';
import { plainText } from './plain-text.ts';
import type { MentionEntity } from './read-activity.ts';

/** What a typed line asks for. */
export type ParsedText =
  | { kind: 'call'; command: string; args: Record<string, unknown> }
  /** No command starts like this. `suggestions` are names of commands, the nearest first. */
  | { kind: 'unknown'; text: string; suggestions: string[] }
  /** Only a mention, or nothing at all. */
  | { kind: 'empty' };

/** A message as far as its words go. */
export interface TypedMessage {
  text: string;
  mentions: readonly MentionEntity[];
  /** The bot's id in this conversation, to know its own mentions. */
  botId: string;
}

/** Nobody types a longer command; what follows is not looked at. */
const maxCharacters = 2_000;
const maxWords = 100;
const maxSuggestions = 3;
/** As much of unknown words as an answer repeats. */
const maxEcho = 100;

interface Word {
  text: string;
  quoted: boolean;
}

/**
 * Finds the command in a typed line, in any case, with or without mentions, names and aliases alike, the
 * longest one that fits. Quoted words stay together. A near miss is suggested, never run. Commands that are
 * reached by button only do not exist here.
 */
export function parseText(message: TypedMessage, commands: readonly Command[]): ParsedText {
  const text = plainText(message.text.slice(0, maxCharacters), message.mentions, message.botId);
  const words = splitWords(text.replace(/^\//, ''));
  if (words.length === 0) return { kind: 'empty' };
  const phrases = phrasesOf(commands);
  const found = phrases.find(({ phrase }) => startsWith(words, phrase));
  if (!found) return { kind: 'unknown', text: text.slice(0, maxEcho), suggestions: suggest(words, phrases) };
  const rest = words.slice(found.phrase.length).map((word) => word.text);
  return { kind: 'call', command: found.command.name, args: found.command.read(rest) };
}

interface Phrase {
  phrase: readonly string[];
  command: Command;
}

/** Every way to say every command, the longest first. */
function phrasesOf(commands: readonly Command[]): Phrase[] {
  return commands
    .filter((command) => command.listed !== false)
    .flatMap((command) =>
      [command.name, ...command.aliases].map((said) => ({ phrase: said.toLowerCase().split(' '), command })),
    )
    .sort((a, b) => b.phrase.length - a.phrase.length);
}

function startsWith(words: readonly Word[], phrase: readonly string[]): boolean {
  return phrase.every((expected, index) => {
    const word = words[index];
    return word !== undefined && !word.quoted && bare(word.text) === expected;
  });
}

/** `Help!` and `status?` are said as often as `help`. */
function bare(word: string): string {
  return word.toLowerCase().replace(/[.,:;!?]+$/, '');
}

function splitWords(text: string): Word[] {
  const words: Word[] = [];
  // Curly quotes too: phones type them by themselves. A quote without its partner is an ordinary character.
  for (const match of text.matchAll(/["“”„]([^"“”„]*)["“”]|(\S+)/g)) {
    const [, inQuotes, plain] = match;
    words.push({ text: inQuotes ?? plain ?? '', quoted: inQuotes !== undefined });
    if (words.length === maxWords) break;
  }
  return words;
}

function suggest(words: readonly Word[], phrases: readonly Phrase[]): string[] {
  const nearest = new Map<string, number>();
  for (const { phrase, command } of phrases) {
    const wanted = phrase.join(' ');
    const given = words
      .slice(0, phrase.length)
      .map(({ text }) => bare(text))
      .join(' ');
    const slips = wanted.startsWith(given) && given.length >= 2 ? 0 : slipsBetween(given, wanted);
    // One slip in a short word, one more for every three letters after that.
    if (slips > Math.max(1, Math.floor(wanted.length / 3))) continue;
    nearest.set(command.name, Math.min(slips, nearest.get(command.name) ?? slips));
  }
  return [...nearest]
    .sort(([, a], [, b]) => a - b)
    .slice(0, maxSuggestions)
    .map(([name]) => name);
}
