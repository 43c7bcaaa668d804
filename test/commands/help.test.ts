import { describe, expect, it } from 'vitest';
import { buttonsOf, rowsOf, shown, someCommands } from '../support/some-commands.ts';

const world = someCommands();

describe('help', () => {
  it('lists exactly the commands of the registry, in order', async () => {
    const answer = await world.say('help');
    const listed = world.commands.filter(({ listed = true }) => listed);
    expect(rowsOf(answer).map(({ args }) => args)).toEqual(listed.map(({ name }) => ({ command: name })));
    for (const { usage, summary } of listed) expect(shown(answer)).toContain(`${usage}\n${summary}`);
  });

  it('names the preview terms and links to the guide', async () => {
    const answer = await world.say('help');
    expect(shown(answer)).toContain('preview terms');
    expect(buttonsOf(answer).flatMap(({ url }) => (url ? [url] : []))).toEqual([
      'https://learn.microsoft.com/azure/defender-for-iot/device-builders/how-to-configure-with-sentinel',
      'https://azure.microsoft.com/support/legal/preview-supplemental-terms/',
    ]);
  });

  it('explains every command by name and by other words', async () => {
    for (const { name, usage, aliases, examples } of world.commands) {
      const text = shown(await world.say('help', name));
      for (const part of [usage, ...examples, ...aliases]) expect(text).toContain(part);
    }
    expect(shown(await world.say('help', 'list', 'hubs'))).toContain('Help for hubs');
  });

  it('offers to run a command only when it needs nothing more', async () => {
    const titles = async (name: string) => buttonsOf(await world.say('help', name)).map(({ title }) => title);
    expect(await titles('hubs')).toEqual(['Run hubs', 'All commands']);
    expect(await titles('hub')).toEqual(['All commands']);
  });

  it('offers the nearest commands for a wrong name', async () => {
    const answer = await world.say('help', 'alrets');
    expect(shown(answer)).toContain('There is no command called alrets.');
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'Help for alerts', args: { command: 'alerts' } });
  });
});
