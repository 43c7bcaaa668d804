import { describe, expect, it } from 'vitest';
import { changeNamed, isButton, parseExecute, parseSubmit } from '../../src/bot/parse-card-action.ts';
import { aCommand, botCommands } from '../support/a-bot.ts';

const data = (over: Record<string, unknown> = {}) => ({
  hubwatch: 1,
  command: 'page',
  args: { page: 2 },
  place: 'card',
  ...over,
});
const submit = (over: Record<string, unknown> = {}) => parseSubmit(data(over), botCommands);
const execute = (verb: unknown, over: Record<string, unknown> = {}) =>
  parseExecute({ action: { type: 'Action.Execute', verb, data: data(over) } }, botCommands);

describe('a button', () => {
  it('says which command, with which arguments, and where the answer goes', () => {
    const call = { kind: 'call', command: 'page', args: { page: 2 }, place: 'card' };
    expect(submit()).toEqual(call);
    expect(execute('page')).toEqual(call);
    expect(submit({ place: 'chat' })).toMatchObject({ place: 'chat' });
    expect(submit({ args: undefined })).toMatchObject({ args: {} });
  });

  it('takes the card’s inputs as arguments, but not over its own', () => {
    expect(submit({ filter: 'plant', severity: ['High'], page: 99, msteams: { type: 'x' } })).toMatchObject({
      args: { filter: 'plant', severity: ['High'], page: 2 },
    });
  });

  it('has to carry the verb of its command', () => {
    expect(execute('hubs')).toMatchObject({ kind: 'refused' });
    expect(execute(undefined)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['another version', { hubwatch: 2 }],
    ['no version', { hubwatch: undefined }],
    ['the version as text', { hubwatch: '1' }],
    ['an unknown command', { command: 'drop' }],
    ['a command of the prototype', { command: 'constructor' }],
    ['no command', { command: undefined }],
    ['another place', { place: 'everywhere' }],
    ['arguments that are no object', { args: [1] }],
    ['nested arguments', { args: { a: { b: 1 } } }],
    ['nested inputs', { evil: { b: 1 } }],
    ['huge text', { args: { a: 'x'.repeat(2_001) } }],
    ['huge inputs', { a: 'x'.repeat(2_001) }],
    ['a long list', { args: { a: Array.from({ length: 51 }, () => 'x') } }],
    ['very many arguments', { args: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`k${n}`, n])) }],
    ['very many inputs', Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`k${n}`, n]))],
    ['a key that is no word', { args: { 'a.b': 1 } }],
    ['a key of the prototype', { args: { constructor: 1 } }],
    ['an input of the prototype', { toString: 'x' }],
  ])('with %s is refused', (_, over) => {
    expect(submit(over)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    '{"hubwatch":1,"command":"page","place":"card","args":{"__proto__":{"admin":true}}}',
    '{"hubwatch":1,"command":"page","place":"card","args":{},"__proto__":{"admin":true}}',
  ])('cannot reach the prototype: %s', (json) => {
    const forged: unknown = JSON.parse(json);
    expect(parseSubmit(forged, botCommands)).toMatchObject({ kind: 'refused' });
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it('that lost its mark on the way is still seen as one, and refused', () => {
    const { hubwatch: _, ...rest } = data();
    expect(isButton(rest)).toBe(true);
    expect(parseSubmit(rest, botCommands)).toMatchObject({ kind: 'refused' });
  });

  it.each([undefined, null, 1, 'x', [], {}, { action: null }, { action: { type: 'Action.Submit' } }])(
    'is not %j',
    (value) => {
      expect(parseExecute(value, botCommands)).toMatchObject({ kind: 'refused' });
      expect(parseSubmit(value, botCommands)).toMatchObject({ kind: 'refused' });
      expect(isButton(value)).toBe(false);
    },
  );
});

describe('a button that is answered with a note', () => {
  const commands = [...botCommands, aCommand('confirm', { note: true, listed: false })];
  const confirm = (place: unknown) =>
    parseSubmit({ hubwatch: 1, command: 'confirm', args: { change: 'x' }, place }, commands);

  it('says so as its place', () => {
    const call = { kind: 'call', command: 'confirm', args: { change: 'x' }, place: 'note' };
    expect(confirm('note')).toEqual(call);
    const sent = { hubwatch: 1, command: 'confirm', args: { change: 'x' }, place: 'note' };
    expect(
      parseExecute({ action: { type: 'Action.Execute', verb: 'confirm', data: sent } }, commands),
    ).toEqual(call);
  });

  it.each(['card', 'chat', undefined])(
    'is refused with the place %j: its card changes by itself',
    (place) => {
      expect(confirm(place)).toMatchObject({ kind: 'refused' });
    },
  );

  it('is the only one with that place', () => {
    expect(parseSubmit(data({ place: 'note' }), commands)).toEqual({
      kind: 'refused',
      why: 'not a place of this button',
    });
  });

  it('takes inputs of the card, and never over its own change', () => {
    const value = {
      hubwatch: 1,
      command: 'confirm',
      args: { change: 'x' },
      place: 'note',
      reason: 'ok',
      change: 'y',
    };
    expect(parseSubmit(value, commands)).toMatchObject({ args: { change: 'x', reason: 'ok' } });
  });
});

describe('the change that a click names', () => {
  it('is read whatever else is wrong with it', () => {
    const forged = data({ place: 'nowhere', args: { change: 'some-id', more: 1 } });
    expect(changeNamed(forged)).toBe('some-id');
    expect(changeNamed({ action: { type: 'Action.Execute', verb: 'x', data: forged } })).toBe('some-id');
  });

  it('is none where there is no text for it', () => {
    for (const value of [undefined, null, 'x', {}, data(), data({ args: { change: 7 } }), { args: null }])
      expect(changeNamed(value)).toBeUndefined();
  });
});
