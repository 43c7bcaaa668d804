import { describe, expect, it } from 'vitest';
import { AzureError } from '../../src/domain/azure-error.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, shown, someCommands } from '../support/some-commands.ts';

const queryOnly = ['Microsoft.OperationalInsights/workspaces/query/*'];
const secret = [
  aHub({ name: 'plant-7' }),
  aHub({ name: 'twin', resourceGroup: 'rg-a' }),
  aHub({ name: 'twin', resourceGroup: 'rg-b' }),
];
const list = async () => anInventory(secret);

describe('the hub of alerts', () => {
  const blind = someCommands({
    hubs: { list },
    rights: { rightsOf: async (_, scope) => heldRights(queryOnly, scope) },
  });

  it.each(['plant', 'plnat-7', 'twin', 'zzz'])(
    'is never suggested for "%s" to somebody who may not see hubs',
    async (word) => {
      const answer = await blind.say('alerts', word);
      expect(shown(answer)).toContain(`No single hub is called ${word}. Please give its whole name.`);
      expect(JSON.stringify(answer)).not.toMatch(/plant-7|rg-|subscriptions/);
      expect(buttonsOf(answer).map(({ title }) => title)).toEqual(['All alerts']);
    },
  );

  it('is not suggested either when it cannot be read whether hubs may be seen', async () => {
    let asked = 0;
    const rights = {
      rightsOf: async (_: string, scope: string) => {
        asked += 1;
        if (asked > 1) throw new AzureError('Azure role assignments', 'unavailable');
        return heldRights(['*'], scope);
      },
    };
    const answer = await someCommands({ hubs: { list }, rights }).say('alerts', 'plant');
    expect(shown(answer)).toContain('No single hub is called plant.');
    expect(JSON.stringify(answer)).not.toContain('plant-7');
  });

  it('is found by its whole name without the right to see hubs', async () => {
    expect(shown(await blind.say('alerts', 'plant-7'))).toContain('No alerts for hub plant-7');
  });

  it('is suggested to somebody who may see hubs', async () => {
    const answer = await someCommands({ hubs: { list } }).say('alerts', 'plant');
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'plant-7', args: { hub: secret[0]?.id } });
  });

  it.each([
    [['critical'], undefined],
    [['CRITICAL', '7d'], undefined],
    [['plant-7', 'critical'], 'plant-7'],
  ])('is not taken from %j: the four severities are named', async (words, hub) => {
    const answer = await someCommands({ hubs: { list } }).say('alerts', ...words);
    expect(shown(answer)).toContain(
      'is no severity of Microsoft Sentinel. There are High, Medium, Low and Informational.',
    );
    const args = { severities: ['High'], hours: words.includes('7d') ? 168 : 24, ...(hub ? { hub } : {}) };
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'High only', command: 'alerts', args });
    if (!hub) expect(buttonsOf(answer)[0]?.args).not.toHaveProperty('hub');
  });

  it.each([
    [['Hgih'], 'high', { severities: ['High'], hours: 24 }],
    [['plant-7', 'meduim', '7d'], 'medium', { severities: ['Medium'], hours: 168, hub: 'plant-7' }],
    [['high', 'lwo'], 'low', { severities: ['High', 'Low'], hours: 24 }],
  ])('is not taken from %j: the severity that is near is offered', async (words, meant, args) => {
    for (const world of [someCommands({ hubs: { list } }), blind]) {
      const answer = await world.say('alerts', ...words);
      expect(shown(answer)).toContain(`is no severity of Microsoft Sentinel. Did you mean ${meant}?`);
      expect(buttonsOf(answer)).toMatchObject([{ command: 'alerts', args }]);
    }
  });

  it('is not taken from a severity of another scale with a slip either', async () => {
    const answer = await someCommands({ hubs: { list } }).say('alerts', 'sevre');
    expect(shown(answer)).toContain('“sevre” is no severity of Microsoft Sentinel. There are High,');
  });

  it('is suggested when the word is near a severity and a part of its name', async () => {
    const flow = async () => anInventory([aHub({ name: 'mixing-flow' })]);
    const answer = await someCommands({ hubs: { list: flow } }).say('alerts', 'flow', 'high');
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'mixing-flow', args: { severities: ['High'] } });
  });

  it('may be called critical', async () => {
    const called = async () => anInventory([aHub({ name: 'critical' })]);
    const answer = await someCommands({ hubs: { list: called } }).say('alerts', 'critical');
    expect(shown(answer)).toContain('No alerts for hub critical');
  });
});
