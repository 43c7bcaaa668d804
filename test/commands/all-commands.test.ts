import { describe, expect, it } from 'vitest';
import { refuseClashes } from '../../src/commands/all-commands.ts';
import { hi } from '../../src/commands/hi.ts';
import { someCommands } from '../support/some-commands.ts';

const { commands, say } = someCommands();

describe('the list of commands', () => {
  it('has the commands of this version', () => {
    expect(commands.map(({ name }) => name)).toEqual([
      'help',
      'hubs',
      'hub',
      'check',
      'connect',
      'disconnect',
      'enable',
      'incidents',
      'incidents on',
      'incidents off',
      'alerts',
      'alert',
      'approvals',
      'approvals here',
      'audit',
      'status',
      'hi',
      'approval',
      'confirm',
      'request enabling',
      'cancel',
      'decide',
    ]);
  });

  it('writes into the audit whoever is refused by what changes something', () => {
    const changing = commands.filter(({ changes }) => changes).map(({ name }) => name);
    expect(changing).toEqual([
      'connect',
      'disconnect',
      'enable',
      'incidents on',
      'incidents off',
      'approvals here',
      'confirm',
      'request enabling',
      'cancel',
      'decide',
    ]);
  });

  it('stops the start when two commands share a word', () => {
    expect(() => refuseClashes([...commands, { ...hi(), name: 'ping', aliases: [] }])).toThrow(
      'The words "ping" belong to two commands: status and ping',
    );
    expect(() => refuseClashes([{ ...hi(), aliases: ['Hello'] }])).toThrow('must be lower case');
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s is fit to be shown',
    (name, command) => {
      expect(command.summary.length).toBeLessThanOrEqual(120); // the menu of Teams
      expect(command.usage.startsWith(name)).toBe(true);
      expect(command.examples.length > 0).toBe(command.listed !== false);
    },
  );

  it.each(commands.flatMap(({ name, examples }) => examples.map((example) => [example, name] as const)))(
    'the example "%s" is understood',
    (example, name) => {
      const command = commands.find((one) => one.name === name);
      const words = example.split(' ').slice(name.split(' ').length);
      expect(command?.args.safeParse(command.read(words)).success).toBe(true);
    },
  );

  it('takes any words after any command without breaking', async () => {
    for (const { name } of commands) {
      for (const words of [
        ['__proto__'],
        ['\u0000'],
        ['x'.repeat(20_000)],
        Array(500).fill('y'),
        ['\u0024{x}', '<at>a</at>'],
      ]) {
        expect(JSON.stringify(await say(name, ...words))).not.toContain('something went wrong');
      }
    }
  });
});
