import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largeStory } from '../../sandbox/world/large-world.ts';
import { startWholeBot, type WholeBot } from '../support/a-whole-bot.ts';

const story = largeStory();
/** Rows in one answer of Resource Graph. */
const graphPage = 1_000;
/** Teams counts the whole message, about 100 KB as UTF-16; a card alone stays far below. */
const mostCardCharacters = 40_000;

let bot: WholeBot;
beforeAll(async () => {
  bot = await startWholeBot({ story });
});
afterAll(() => bot?.stop());

const connected = new Set(
  story.workspaces.flatMap(({ connectors }) => connectors.map(({ subscription }) => subscription)),
);
const defended = new Set(
  story.solutions.filter(({ status }) => status === 'Enabled').flatMap(({ hubs }) => hubs),
);
/** The hubs as the list has them: by subscription, then by name. */
const inOrder = story.hubs
  .map(({ subscription, name }) => `${subscription.padStart(7, ' ')} ${name}`)
  .sort()
  .map((key) => key.slice(8));
const words = (count: number) => count.toLocaleString('en-US');

describe('5,000 hubs in 800 subscriptions', () => {
  it('are listed with as many requests as there are pages, none of them for one subscription', async () => {
    const { text, message } = await bot.ask('operator', 'hubs');
    expect(text).toContain(`${words(5_000)} hubs in 800 subscriptions. Page 1 of 625.`);
    expect(text.match(/hub-\d{4}(?= ›)/g)).toEqual(inOrder.slice(0, 8));
    expect(JSON.stringify(message.card).length).toBeLessThan(mostCardCharacters);

    const routes = bot.sandbox.requests.map(({ route }) => route);
    const pages = [story.hubs, story.solutions, story.subscriptions].map(({ length }) =>
      Math.ceil(length / graphPage),
    );
    expect(routes.filter((route) => route === 'resourceGraph.resources')).toHaveLength(
      pages.reduce((sum, count) => sum + count, 0),
    );
    const others = routes.filter((route) => !/^(resourceGraph|msi)\./.test(route));
    // Connectors and last data of the one workspace, and the rights of the person on it.
    expect(new Set(others)).toEqual(
      new Set([
        'dataConnectors.list',
        'logs.queryResource',
        'roleAssignments.list',
        'denyAssignments.list',
        'roleDefinitions.get',
      ]),
    );
    expect(others.length).toBeLessThan(12);
  });

  it('are read once for the next minute, whoever asks', async () => {
    bot.sandbox.control.clearRequests();
    const asked = ['hubs page 2', 'hubs defender off', 'hub hub-4711'].map((line) =>
      bot.ask('approver', line),
    );
    await Promise.all(asked);
    const routes = bot.sandbox.requests.map(({ route }) => route);
    expect(routes).not.toContain('resourceGraph.resources');
  });

  it('can be paged to the very end', async () => {
    const { text, message } = await bot.ask('operator', 'hubs page 625');
    expect(text).toContain('Page 625 of 625.');
    expect(text.match(/hub-\d{4}(?= ›)/g)).toEqual(inOrder.slice(-8));
    expect(text).not.toContain('Next ▶');
    expect((await bot.click('operator', message, '◀ Previous')).text).toContain('Page 624 of 625.');
    expect((await bot.ask('operator', 'hubs page 99999')).text).toContain('Page 625 of 625.');
  });

  it('are counted as the tenant has them', async () => {
    const { hubs } = story;
    const counts: [string, number][] = [
      ['hubs connected', hubs.filter(({ subscription }) => connected.has(subscription)).length],
      ['hubs not connected', hubs.filter(({ subscription }) => !connected.has(subscription)).length],
      ['hubs defender on', hubs.filter(({ name }) => defended.has(name)).length],
      ['hubs defender off', hubs.filter(({ name }) => !defended.has(name)).length],
      ['hubs eastus', hubs.filter(({ location }) => location === 'eastus').length],
      [
        'hubs not connected defender on westeurope',
        hubs.filter(
          ({ name, subscription, location }) =>
            !connected.has(subscription) && defended.has(name) && location === 'westeurope',
        ).length,
      ],
    ];
    for (const [line, count] of counts) {
      const { text, message } = await bot.ask('operator', line);
      const found =
        count === 0 ? 'No hub matches.' : `${words(count)} hub${count === 1 ? '' : 's'} of 5,000 in`;
      expect(text, line).toContain(found);
      expect(JSON.stringify(message.card).length, line).toBeLessThan(mostCardCharacters);
    }
  });

  it('are each found by name', async () => {
    expect((await bot.ask('operator', 'hub HUB-4711')).text).toMatch(/IoT hub hub-4711.*rg-iot-/);
    expect((await bot.ask('operator', 'hub hub-47111')).text).toMatch(/Hub not found.*\[ hub-4711 \]/);
  });
});
