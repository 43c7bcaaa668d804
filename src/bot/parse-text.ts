import type { Command } from '../commands/command.ts';
import type { Suggestion } from '../commands/unknown-words.ts';
import { slipsBetween } from '../shared/near-miss.ts';
import { plainText } from './plain-text.ts';
import type { MentionEntity } from './read-activity.ts';

/** What a typed line asks for. */
export type ParsedText =
  | { kind: 'call'; command: string; args: Record<string, unknown> }
  /** No command starts like this. `text` is its beginning, to be repeated; of `suggestions` the nearest is first. */
  | { kind: 'unknown'; text: string; suggestions: Suggestion[] }
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
/** A first name and a family name. */
const maxNameWords = 2;

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
  return parseWords(splitWords(text.replace(/^\//, '')), text, phrasesOf(commands));
}

function parseWords(words: readonly Word[], text: string, phrases: readonly Phrase[]): ParsedText {
  if (words.length === 0) return { kind: 'empty' };
  const found = phrases.find(({ phrase }) => startsWith(words, phrase));
  if (!found) return { kind: 'unknown', text: text.slice(0, maxEcho), suggestions: suggest(words, phrases) };
  const { phrase, command } = found;
  const rest = words.slice(phrase.length);
  const call = { kind: 'call', command: command.name, args: command.read(textsOf(rest)) } as const;
  if (!command.namesAfter || rest.length === 0) return call;
  // "hey, show hubs" asks for the hubs; "hello Hubwatch" and "hi Ada Operator" just greet.
  const line = parseWords(rest, said(rest), phrases);
  const mayBeName = line.kind === 'unknown' && line.suggestions.length === 0 && rest.length <= maxNameWords;
  return mayBeName && command.namesAfter.includes(phrase.join(' ')) ? call : line;
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

/** `Help!` and `status?` are said as often as `help`; `?` alone is a word. */
function bare(word: string): string {
  return word.toLowerCase().replace(/(?<=[^.,:;!?])[.,:;!?]+$/, '');
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

/** The nearest commands, each with what stands after the words that were taken for it. */
function suggest(words: readonly Word[], phrases: readonly Phrase[]): Suggestion[] {
  const nearest = new Map<string, { slips: number; near: Phrase }>();
  for (const near of phrases) {
    const { phrase, command } = near;
    const wanted = phrase.join(' ');
    const given = words
      .slice(0, phrase.length)
      .map(({ text }) => bare(text))
      .join(' ');
    const slips = wanted.startsWith(given) && given.length >= 2 ? 0 : slipsBetween(given, wanted);
    // One slip in a short word, one more for every three letters after that.
    if (slips > Math.max(1, Math.floor(wanted.length / 3))) continue;
    // Every letter is another one: `👍` is no slip in `?`.
    if (slips >= wanted.length) continue;
    const known = nearest.get(command.name);
    if (!known || slips < known.slips) nearest.set(command.name, { slips, near });
  }
  return [...nearest.values()]
    .sort((a, b) => a.slips - b.slips)
    .slice(0, maxSuggestions)
    .map(({ near: { phrase, command } }) => {
      const rest = words.slice(phrase.length);
      const line = [command.name, said(rest)].filter(Boolean).join(' ');
      return { command: command.name, words: line, args: command.read(textsOf(rest)) };
    });
}

function textsOf(words: readonly Word[]): string[] {
  return words.map(({ text }) => text);
}

/** Words as a line again. */
function said(words: readonly Word[]): string {
  return words.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(' ');
}
