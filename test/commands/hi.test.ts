import { expect, it } from 'vitest';
import { aConversation } from '../support/a-call.ts';
import { buttonsOf, shown, someCommands } from '../support/some-commands.ts';

it('hi answers with what the bot is for and where to begin', async () => {
  const answer = await someCommands().say('hi');
  expect(shown(answer)).toContain('Hubwatch shows your IoT hubs');
  expect(buttonsOf(answer).map(({ command }) => command)).toEqual(['hubs', 'alerts', 'help']);
});

it('the welcome says how to address the bot in a channel', () => {
  const { runner } = someCommands();
  expect(shown(runner.welcome(aConversation({ kind: 'channel' })))).toContain(
    'pick Hubwatch from the list, then for example: hubs not connected',
  );
  expect(shown(runner.welcome(aConversation()))).not.toContain('@Hubwatch');
});
