import { describe, expect, it } from 'vitest';
import type { HubInventory } from '../../src/domain/hub.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, readerActions, rowsOf, shown, someCommands } from '../support/some-commands.ts';

const many = Array.from({ length: 20 }, (_, i) =>
  aHub({
    name: `plant-${i + 1}`,
    defender: i % 2 === 0 ? 'on' : 'off',
    connection: i < 15 ? 'connected' : 'not connected',
    data:
      i < 10 ? { kind: 'seen', lastAlertAt: new Date('2026-11-23T11:48:00Z'), alerts: 3 } : { kind: 'never' },
  }),
);
const over = (inventory: HubInventory) => someCommands({ hubs: { list: async () => inventory } });
const plants = over(anInventory(many));

describe('hubs', () => {
  it('lists hubs with their states, each row opening its hub', async () => {
    const answer = await plants.say('hubs');
    expect(shown(answer)).toContain('20 hubs in 1 subscription. Page 1 of 3.');
    expect(shown(answer)).toContain(
      'plant-1\nPlants Europe · rg-plants · westeurope\n🟢\u00a0Defender on  🟢\u00a0Connected  🟢\u00a0Last alert 12 min ago',
    );
    expect(rowsOf(answer)).toHaveLength(8);
    expect(rowsOf(answer)[0]).toEqual({
      title: 'Open hub plant-1',
      command: 'hub',
      args: { hub: many[0]?.id },
      place: 'chat',
    });
    expect(answer.summary).toBe(
      'IoT hubs: 20 hubs in 1 subscription. Page 1 of 3. Read 2026-11-23 12:00 UTC.',
    );
  });

  it('turns pages in place', async () => {
    const first = await plants.say('hubs');
    const next = buttonsOf(first).find(({ title }) => title.startsWith('Next'));
    expect(next).toMatchObject({ command: 'hubs', place: 'card', args: { page: 2 } });
    const second = await plants.click('hubs', { words: [], page: 2 });
    expect(rowsOf(second)[0]?.title).toBe('Open hub plant-9');
    expect(buttonsOf(second).map(({ title }) => title)).toContain('◀ Previous');
    expect(shown(await plants.say('hubs', 'page', '99'))).toContain('Page 3 of 3');
  });

  it('keeps the words of the filter when a state is added', async () => {
    const answer = await plants.say('hubs', 'plant-1');
    const buttons = buttonsOf(answer);
    expect(buttons.find(({ title }) => title === 'Not connected')?.args).toEqual({
      words: ['plant-1'],
      connection: 'not connected',
    });
    expect(buttons.find(({ title }) => title === 'Defender off')?.args).toEqual({
      words: ['plant-1'],
      defender: 'off',
    });
  });

  it('filters by words and states together, and keeps the filter on every button', async () => {
    const answer = await plants.say('hubs', 'plant', 'not', 'connected', 'defender', 'off');
    expect(shown(answer)).toContain('3 hubs of 20 in 1 subscription.');
    expect(shown(answer)).toContain('Filter: “plant”, not connected, Defender off');
    expect(rowsOf(answer).map(({ title }) => title)).toEqual([
      'Open hub plant-16',
      'Open hub plant-18',
      'Open hub plant-20',
    ]);
    const refresh = buttonsOf(answer).find(({ title }) => title === 'Refresh');
    expect(refresh?.args).toEqual({
      words: ['plant'],
      connection: 'not connected',
      defender: 'off',
      page: 1,
    });
    expect(await plants.click('hubs', Object.fromEntries(Object.entries(refresh?.args ?? {})))).toEqual(
      answer,
    );
  });

  it('says when nothing matches, and offers all hubs', async () => {
    const answer = await plants.say('hubs', 'mars');
    expect(shown(answer)).toContain('No hub matches. Without the filter: 20 hubs in 1 subscription.');
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'All hubs', args: {}, place: 'card' });
  });

  it('says the good news when none is left to connect, unless something was not read', async () => {
    const connected = many.slice(0, 15);
    const answer = await over(anInventory(connected)).say('hubs', 'not', 'connected');
    expect(shown(answer)).toContain('All 15 hubs are connected.');
    expect(shown(answer)).not.toMatch(/No hub matches|fewer words/);
    const gaps = [{ part: 'hubs', why: 'Azure is busy' }] as const;
    const inPart = await over(anInventory(connected, { gaps })).say('hubs', 'not', 'connected');
    expect(shown(inPart)).toContain('No hub matches.');
  });

  it('says what to do when it sees no hub at all', async () => {
    const answer = await over(anInventory([])).say('hubs');
    expect(shown(answer)).toContain('Hubwatch sees no IoT hub.');
    expect(shown(answer)).toContain('Reader role');
  });

  it('says which part of the picture is missing', async () => {
    const gaps = [{ part: 'connection state', why: 'Microsoft Sentinel is busy' }] as const;
    const answer = await over(anInventory(many, { gaps })).say('hubs');
    expect(shown(answer)).toContain('⚠️ Not read: connection state (Microsoft Sentinel is busy)');
  });

  it('shows a hostile hub name as harmless text', async () => {
    const hub = aHub({ name: '<at>All</at>\u202e**x**', subscriptionName: '[x](javascript:y)' });
    const answer = await over(anInventory([hub])).say('hubs');
    expect(shown(answer)).toContain('‹at>All‹/at>**x**');
    expect(JSON.stringify(answer)).not.toMatch(/<at|\u202e/);
  });

  it('stays small with the longest names', async () => {
    const long = Array.from({ length: 8 }, (_, i) =>
      aHub({
        name: `${'h'.repeat(49)}${i}`,
        resourceGroup: 'r'.repeat(90),
        subscriptionName: 's'.repeat(200),
      }),
    );
    expect(JSON.stringify((await over(anInventory(long)).say('hubs', 'h')).card).length).toBeLessThan(28_000);
  });

  it('needs the right to read connectors, and no more', async () => {
    const ask = (actions: readonly string[]) =>
      someCommands({ rights: { rightsOf: async (_, scope) => heldRights(actions, scope) } }).say('hubs');
    expect(shown(await ask(readerActions))).toContain('IoT hubs');
    const refused = shown(await ask(['Microsoft.Devices/*']));
    expect(refused).toContain('Missing action: Microsoft.SecurityInsights/dataConnectors/read');
    expect(refused).toMatch(/Scope: .*\/workspaces\/sentinel-main/);
    expect(refused).toContain('Role to ask for: Microsoft Sentinel Reader');
    expect(refused).toMatch(
      /Please give Ada Operator \(object id 33333333-.*\) the role Microsoft Sentinel Reader on \//,
    );
    expect(refused).not.toContain('plant');
  });
});
