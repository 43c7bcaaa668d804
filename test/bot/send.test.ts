import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createAdapter } from '../../src/bot/adapter.ts';
import { createSend, type SendNeeds } from '../../src/bot/send.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aReply } from '../support/a-bot.ts';
import { aConversation } from '../support/a-call.ts';
import { aLog } from '../support/a-log.ts';
import { json, startWebServer, type WebServer } from '../support/a-web-server.ts';

const servers: WebServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const changeCard = { id: 'card-1', version: 3 };
const withChange: Reply = { ...aReply('hello'), changeCard };

/** Sends over a Teams that answers like this; keeps where cards of changes were said to stand. */
async function start(
  answer: (response: ServerResponse) => void = (response) => json(response, 201, { id: '17' }),
  over: Partial<SendNeeds> = {},
) {
  const server = await startWebServer((_, response) => answer(response));
  servers.push(server);
  const noted: unknown[] = [];
  const send = createSend({
    adapter: createAdapter({ auth: 'off' }, systemClock),
    log: aLog(),
    changeCardShown: async (card, activityId) => void noted.push([card, activityId]),
    ...over,
  });
  return { send, noted, conversation: aConversation({ serviceUrl: `${server.url}/` }), server };
}

describe('the card of a change', () => {
  it('is noted with its place as soon as Teams has taken it', async () => {
    const { send, noted, conversation } = await start();
    expect(await send.message(conversation, withChange)).toEqual({ kind: 'sent', activityId: '17' });
    expect(noted).toEqual([[changeCard, '17']]);
  });

  it('is noted where it took the place of another card', async () => {
    const { send, noted, conversation } = await start();
    await send.update(conversation, '9', withChange);
    expect(noted).toEqual([[changeCard, '9']]);
  });

  it('is on its way back to the caller only after it was noted', async () => {
    let noted = false;
    const changeCardShown = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      noted = true;
    };
    const { send, conversation } = await start(undefined, { changeCardShown });
    await send.message(conversation, withChange);
    expect(noted).toBe(true);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['throttled', (response) => json(response, 429, {})],
    ['refused', (response) => json(response, 403, {})],
    ['failed', (response) => json(response, 500, {})],
  ])('that was %s is noted nowhere', async (kind, answer) => {
    const { send, noted, conversation } = await start(answer);
    expect(await send.message(conversation, withChange)).toMatchObject({ kind });
    expect(noted).toEqual([]);
  });

  it('for which Teams named no place is noted nowhere: the first click tells', async () => {
    const { send, noted, conversation } = await start((response) => json(response, 201, {}));
    expect(await send.message(conversation, withChange)).toEqual({ kind: 'sent', activityId: '' });
    expect(noted).toEqual([]);
  });

  it('leaves nothing of its record in what Teams gets', async () => {
    const { send, conversation, server } = await start();
    await send.message(conversation, withChange);
    expect(JSON.stringify(server.seen)).not.toMatch(/changeCard|card-1/);
  });

  it('is the only thing that is noted', async () => {
    const { send, noted, conversation } = await start();
    await send.message(conversation, aReply('hello'));
    await send.update(conversation, '9', aReply('hello'));
    await send.typing(conversation);
    expect(noted).toEqual([]);
  });

  it('goes out also where nobody notes it', async () => {
    const server = await startWebServer((_, response) => json(response, 201, { id: '17' }));
    servers.push(server);
    const send = createSend({ adapter: createAdapter({ auth: 'off' }, systemClock), log: aLog() });
    const conversation = aConversation({ serviceUrl: `${server.url}/` });
    expect(await send.message(conversation, withChange)).toEqual({ kind: 'sent', activityId: '17' });
  });
});
