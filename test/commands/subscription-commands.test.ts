import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseSubmit } from '../../src/bot/parse-card-action.ts';
import { parseText } from '../../src/bot/parse-text.ts';
import { refuseClashes } from '../../src/commands/all-commands.ts';
import { aWorkspace } from '../support/a-call.ts';
import { heldRights } from '../support/held-rights.ts';
import { objectsIn } from '../support/objects-in.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';
import { aSubscriptionWorld, channel, chat, emptied, type SubscriptionWorld } from './subscription-world.ts';

const names = ['subscribe', 'unsubscribe', 'subscriptions', 'mute', 'unmute'];

let storage: TestStorage;
let world: SubscriptionWorld;
beforeAll(async () => {
  storage = await aStorage();
  world = aSubscriptionWorld(storage);
});
afterAll(() => storage.remove());
beforeEach(() => emptied(storage));

const commandOf = (name: string) => world.commands.find((command) => command.name === name);

describe('the commands about subscriptions', () => {
  it('share no word with any other command', () => {
    expect(() => refuseClashes(world.commands)).not.toThrow();
    expect(world.commands.slice(-names.length).map(({ name }) => name)).toEqual(names);
  });

  it.each(names)('%s is fit to be shown, and its examples are understood', (name) => {
    const command = commandOf(name);
    expect(command?.summary.length).toBeLessThanOrEqual(120);
    expect(command?.usage.startsWith(name)).toBe(true);
    expect(command?.examples.length).toBeGreaterThan(0);
    for (const example of command?.examples ?? []) {
      const parsed = parseText({ text: example, mentions: [], botId: '28:hubwatch' }, world.commands);
      expect(parsed).toMatchObject({ kind: 'call', command: name });
      expect(command?.args.safeParse('args' in parsed ? parsed.args : {}).success).toBe(true);
    }
  });

  it.each(names)('%s is refused without the right to see alerts, and changes nothing', async (name) => {
    const blind = aSubscriptionWorld(storage, {
      rights: {
        rightsOf: async (_, scope) => heldRights(['Microsoft.SecurityInsights/dataConnectors/read'], scope),
      },
    });
    await world.sayIn(channel, 'subscribe');
    await world.sayIn(channel, 'mute', 'plant-7', '1h');
    const words = name === 'mute' ? ['plant-8', '2h'] : [];
    const answer = await blind.sayIn(channel, name, ...words);
    expect(shown(answer)).toContain('You lack a right for this');
    expect(await world.needs.subscriptions.list(channel.id)).toHaveLength(1);
    expect(await world.needs.mutes.inForce(channel.id, world.clock.now())).toHaveLength(1);
  });

  it.each(['subscribe', 'mute'])(
    '%s takes the right to see the alerts of every workspace, because all of them are posted',
    async (name) => {
      const two = aWorkspace({ name: 'sentinel-two' });
      const half = aSubscriptionWorld(
        storage,
        { rights: { rightsOf: async (_, scope) => heldRights(scope === two.id ? [] : ['*'], scope) } },
        { workspaces: [aWorkspace(), two] },
      );
      const answer = await half.sayIn(channel, name, 'plant-7', ...(name === 'mute' ? ['1h'] : []));
      expect(shown(answer)).toMatch(/Not every workspace.*Workspace sentinel-two: Your own Azure roles/s);
      expect(await world.needs.subscriptions.list(channel.id)).toEqual([]);
      expect(await world.needs.mutes.inForce(channel.id, world.clock.now())).toEqual([]);
    },
  );

  it('take any words without breaking, and remove nothing for words that they do not know', async () => {
    const hostile: string[][] = [
      ['__proto__'],
      ['constructor', '1h'],
      ['\u0000', '\ud800'],
      ['x'.repeat(20_000), '2h'],
      Array(500).fill('y'),
      ['\u0024{x}', '<at>a</at>', '{{DATE(2026-01-01T00:00:00Z,SHORT)}}'],
      ["'; drop table hubwatch.mutes; --", '5m'],
      ['[click](javascript:alert(1))', '**b**', '1', 'hour'],
      ['-1'],
      ['1e9', '99999999h'],
      ['\u202eevil', '999999d'],
    ];
    await world.sayIn(channel, 'subscribe', 'plant-7');
    await world.sayIn(channel, 'mute', 'plant-7', '1d');
    for (const name of names) {
      for (const words of hostile) {
        const text = JSON.stringify(await world.sayIn(channel, name, ...words));
        expect(text).not.toContain('something went wrong');
        expect(text).not.toMatch(/<at>|\{\{DATE\(2026-01-01|\u202e|"url":"javascript/);
      }
    }
    expect(await world.needs.subscriptions.list(channel.id)).toHaveLength(1);
    expect(await world.needs.mutes.inForce(channel.id, world.clock.now())).toHaveLength(1);
  });

  it('refuse arguments that no button of theirs has', async () => {
    const forged: [string, Record<string, unknown>][] = [
      ['subscribe', { conversation: '19:other' }],
      ['subscribe', { severities: ['Critical'] }],
      ['subscribe', { hubs: [{}] }],
      ['unsubscribe', { subscription: "' or 1=1" }],
      ['unsubscribe', { number: 1.5 }],
      ['mute', { what: 'plant-7', minutes: 60.5 }],
      ['mute', { what: 'plant-7', kind: 'everything', minutes: 60 }],
      ['unmute', { mute: '../x' }],
      ['subscriptions', { page: 0 }],
    ];
    for (const [command, args] of forged)
      expect(shown(await world.clickIn(channel, command, args))).toContain(`How to use ${command}`);
    expect(world.refusals.map(({ outcome }) => outcome)).toEqual(forged.map(() => 'wrong arguments'));
  });

  it('make buttons that all lead to a command that takes them', async () => {
    const answers = [
      await world.sayIn(chat, 'subscribe', 'high', 'plant-7'),
      await world.sayIn(chat, 'subscribe', 'plant-8'),
      await world.sayIn(chat, 'subscribe', 'plnat-7'),
      await world.sayIn(chat, 'subscribe', 'hgih'),
      await world.sayIn(chat, 'mute', 'plant-7'),
      await world.sayIn(chat, 'mute', 'plant-7', '1h'),
      await world.sayIn(chat, 'mute', 'plant-8', '1h'),
      await world.sayIn(chat, 'subscriptions'),
      await world.sayIn(chat, 'unsubscribe'),
      await world.sayIn(chat, 'unmute'),
      await world.sayIn(chat, 'unsubscribe', '1'),
    ];
    for (const { card } of answers) {
      const executes = objectsIn(card).filter(({ node }) => node.type === 'Action.Execute');
      expect(executes.length).toBeGreaterThan(0);
      for (const { node } of executes) {
        const parsed = parseSubmit(node.data, world.commands);
        if (parsed.kind !== 'call') throw new Error(JSON.stringify(node));
        expect(commandOf(parsed.command)?.args.safeParse(parsed.args)).toMatchObject({ success: true });
      }
    }
    expect(answers.every((answer) => buttonsOf(answer).length <= 6)).toBe(true);
  });
});
