import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/bot/parse-text.ts';
import { plainText } from '../../src/bot/plain-text.ts';
import { hi } from '../../src/commands/hi.ts';
import { aCommand, botCommands } from '../support/a-bot.ts';

const botId = '28:hubwatch';
const bot = { text: '<at>Hubwatch</at>', mentionedId: botId };
const parse = (text: string, mentions = [bot]) => parseText({ text, mentions, botId }, botCommands);

describe('a typed line', () => {
  it.each([
    ['hubs', 'hubs', undefined],
    ['  HUBS  ', 'hubs', undefined],
    ['/hubs', 'hubs', undefined],
    ['Help!', 'help', undefined],
    ['alerts?', 'alerts', undefined],
    ['hub plant-7', 'hub', ['plant-7']],
    ['hubs Plant Seven', 'hubs', ['Plant', 'Seven']],
    ['list hubs', 'hubs', undefined],
    ['SHOW   HUBS berlin', 'hubs', ['berlin']],
    ['check prerequisites plant-7', 'check', ['plant-7']],
    ['check plant-7', 'check', ['plant-7']],
    ['hub "plant 7 north" now', 'hub', ['plant 7 north', 'now']],
    ['hub “plant 7”', 'hub', ['plant 7']],
    ['hub „plant 7“ x', 'hub', ['plant 7', 'x']],
    ['hub "plant', 'hub', ['"plant']],
    ["hub it's", 'hub', ["it's"]],
    ['hub ""', 'hub', ['']],
    ['<at>Hubwatch</at> hubs', 'hubs', undefined],
    ['<at>Hubwatch</at>&nbsp;hubs', 'hubs', undefined],
    ['<AT>hubwatch</AT> hubs', 'hubs', undefined],
    ['<at id="0">Hubwatch</at> hubs', 'hubs', undefined],
    ['hubs <at>Hubwatch</at> plant <at>Hubwatch</at>', 'hubs', ['plant']],
    ['hubs\r\nplant\tx', 'hubs', ['plant', 'x']],
    ['\u200bhubs\u2060', 'hubs', undefined],
    ['hub a&amp;b &lt;x&gt;', 'hub', ['a&b', '<x>']],
  ])('%j is %s with %j', (text, command, words) => {
    expect(parse(text)).toEqual({ kind: 'call', command, args: words ? { words } : {} });
  });

  it.each(['', '   ', '<at>Hubwatch</at>', '<at>Hubwatch</at>&nbsp;', '/', '\u200b'])(
    '%j is empty',
    (text) => {
      expect(parse(text)).toEqual({ kind: 'empty' });
    },
  );

  it.each([
    ['hups', ['hubs']],
    ['alrets high', ['alerts high']],
    ['hlep', ['help']],
    ['list hub', ['hubs']],
    ['list hub plant', ['hubs plant']],
    ['chek "plant 7"', ['check "plant 7"']],
    ['al', ['alerts']],
    ['prerequisites', ['check']],
    ['hello there', []],
    ['"hubs"', ['hubs', 'hub']],
    ['make me a sandwich', []],
    ['👍', []],
    ['!', []],
  ])('%j is unknown, and %j is suggested', (text, lines) => {
    const parsed = parse(text);
    expect(parsed.kind === 'unknown' && parsed.suggestions.map(({ words }) => words)).toEqual(lines);
  });

  it('suggests the command with what follows the words that were taken for it, as it was typed', () => {
    const suggest = (text: string) => {
      const parsed = parse(text);
      return parsed.kind === 'unknown' ? parsed.suggestions[0] : undefined;
    };
    const id = `/subscriptions/${'x'.repeat(300)}`;
    expect(suggest(`alrets ${id}`)).toEqual({
      command: 'alerts',
      words: `alerts ${id}`,
      args: { words: [id] },
    });
    expect(suggest('shwo hubs plant')).toMatchObject({ command: 'hubs', args: { words: ['plant'] } });
    expect(suggest('chek “plant 7”')).toMatchObject({ command: 'check', args: { words: ['plant 7'] } });
  });

  it.each([
    ['hi', 'hi'],
    ['hi Ada', 'hi'],
    ['Hello, Hubwatch!', 'hi'],
    ['hey Ada Operator', 'hi'],
    ['hi there', 'hi'],
    ['hey hubs', 'hubs'],
    ['Hello, list hubs plant', 'hubs'],
    ['hi there alerts', 'alerts'],
    ['start hubs', 'hubs'],
    ['hi hey help', 'help'],
    ['hey show me the alerts', 'unknown: show me the alerts'],
    ['start incidents', 'unknown: incidents'],
    ['hi hups', 'unknown: hups'],
  ])('%j comes to %j', (text, meant) => {
    const parsed = parseText({ text, mentions: [], botId }, [...botCommands, hi()]);
    expect(
      parsed.kind === 'call' ? parsed.command : `${parsed.kind}: ${'text' in parsed && parsed.text}`,
    ).toBe(meant);
  });

  it('takes a question mark alone for a word', () => {
    const help = aCommand('help', { aliases: ['?'] });
    const ask = (text: string) => parseText({ text, mentions: [], botId }, [help]);
    expect(ask('?')).toMatchObject({ kind: 'call', command: 'help' });
    expect(ask('👍')).toEqual({ kind: 'unknown', text: '👍', suggestions: [] });
  });

  it('does not reach or suggest what is there for buttons only', () => {
    expect(parse('page 2')).toMatchObject({ kind: 'unknown', suggestions: [] });
  });

  it('takes the longest command that fits, whatever the order of the list', () => {
    const commands = [aCommand('list'), aCommand('hubs', { aliases: ['list hubs'] })];
    for (const list of [commands, commands.toReversed()]) {
      expect(parseText({ text: 'list hubs x', mentions: [], botId }, list)).toMatchObject({
        command: 'hubs',
      });
      expect(parseText({ text: 'list x', mentions: [], botId }, list)).toMatchObject({ command: 'list' });
    }
  });

  it('keeps other people’s names and drops the bot’s, even when both are called the same', () => {
    const bob = { text: '<at>Bob</at>', mentionedId: '29:bob' };
    expect(parse('<at>Hubwatch</at> hub <at>Bob</at>', [bot, bob])).toMatchObject({
      args: { words: ['Bob'] },
    });
    expect(plainText('Hubwatch hubs', [{ text: 'Hubwatch', mentionedId: botId }], botId)).toBe('hubs');
  });

  it('repeats only the beginning of unknown words', () => {
    const parsed = parse('x'.repeat(5_000));
    expect(parsed.kind === 'unknown' && parsed.text.length).toBe(100);
  });

  it('is quick whatever is typed', () => {
    const nasty = ['<at>', '"', '<at<at', '&nbsp;', '“', 'a ', '<at x', '</at>'].map((part) =>
      part.repeat(30_000),
    );
    for (const text of nasty) parse(text);
    expect(nasty.map((text) => parse(text).kind)).not.toContain('call');
  });
});
