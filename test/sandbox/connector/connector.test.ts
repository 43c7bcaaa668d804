import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsOf, findAction } from '../../../sandbox/connector/card-actions.ts';
import type { ChatPerson, ChatPlace } from '../../../sandbox/connector/chat.ts';
import { type Connector, startConnector } from '../../../sandbox/connector/connector.ts';

const tenantId = '22222222-2222-4222-8222-222222222222';
let teams: Connector;
let ada: ChatPerson;
let channel: ChatPlace;
let personal: ChatPlace;

beforeEach(async () => {
  teams = await startConnector();
  ada = teams.person({ name: 'Ada', objectId: '33333333-3333-4333-8333-333333333333', tenantId });
  const bob = teams.person({ name: 'Bob', objectId: '44444444-4444-4444-8444-444444444444', tenantId });
  channel = teams.conversation({ kind: 'channel', name: 'Alerts', members: [ada, bob] });
  personal = teams.conversation({ kind: 'personal', members: [ada] });
});
afterEach(() => teams.stop());

/** A bot that answers every activity with `body` and keeps it. */
async function aBot(body: unknown = undefined) {
  const seen: unknown[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    seen.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  teams.useBot(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/messages`);
  server.unref();
  return seen;
}

/** A call of the bot. */
async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${teams.serviceUrl}v3/conversations${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, body: answer };
}
const card = (over: object = {}) => ({
  type: 'message',
  summary: 'a card',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', version: '1.5', body: [], ...over },
    },
  ],
});
const at = (place: ChatPlace, rest = '/activities') => `/${encodeURIComponent(place.id)}${rest}`;

describe('what the bot sends', () => {
  it('is shown, edited in place and deleted', async () => {
    const { status, body } = await call('POST', at(personal), card());
    expect(status).toBe(201);
    const [message] = teams.messages(personal);
    expect(body).toEqual({ id: message?.id });
    expect((await call('PUT', at(personal, `/activities/${message?.id}`), card({ speak: 'x' }))).status).toBe(
      200,
    );
    expect(teams.messages(personal)).toMatchObject([{ id: message?.id, edits: 1, card: { speak: 'x' } }]);
    expect((await call('DELETE', at(personal, `/activities/${message?.id}`))).status).toBe(200);
    expect(teams.messages(personal)).toEqual([]);
  });

  it('starts a thread in a channel, or goes into one that exists', async () => {
    await call('POST', at(channel), card());
    const [root] = teams.messages(channel);
    const thread = `/${encodeURIComponent(`${channel.id};messageid=${root?.id}`)}/activities`;
    expect((await call('POST', thread, card())).status).toBe(201);
    expect(teams.messages(channel).map(({ threadId }) => threadId)).toEqual([root?.id, root?.id]);
    const nowhere = `/${encodeURIComponent(`${channel.id};messageid=1`)}/activities`;
    expect((await call('POST', nowhere, card())).status).toBe(404);
  });

  it('can open a thread or a personal chat by itself', async () => {
    const thread = await call('POST', '', {
      isGroup: true,
      channelData: { channel: { id: channel.id } },
      activity: card(),
    });
    expect(thread.status).toBe(201);
    expect(thread.body).toMatchObject({ id: `${channel.id};messageid=${teams.messages(channel)[0]?.id}` });
    const chat = await call('POST', '', { members: [{ id: ada.teamsUserId }], tenantId });
    expect(chat).toEqual({ status: 201, body: { id: personal.id } });
  });

  it.each([
    ['a message of more than 100 KB', card({ speak: 'x'.repeat(52_000) }), 413],
    ['an empty message', { type: 'message' }, 400],
    ['a card of version 1.6', card({ version: '1.6' }), 400],
    ['a card without a version', card({ version: undefined }), 400],
    ['another type of activity', { type: 'trace' }, 400],
  ])('is refused when it is %s', async (_, body, status) => {
    expect((await call('POST', at(personal), body)).status).toBe(status);
    expect(teams.messages(personal)).toEqual([]);
  });

  it('does not reach unknown conversations and messages, or chats that it was removed from', async () => {
    expect(await call('POST', '/19%3Anowhere/activities', card())).toMatchObject({
      status: 404,
      body: { error: { code: 'ConversationNotFound' } },
    });
    expect(await call('PUT', at(personal, '/activities/1'), card())).toMatchObject({
      status: 404,
      body: { error: { code: 'ActivityNotFoundInConversation' } },
    });
    await aBot();
    await teams.uninstall(ada, personal);
    expect(await call('POST', at(personal), card())).toMatchObject({
      status: 403,
      body: { error: { code: 'BotNotInConversationRoster' } },
    });
  });

  it('to a route that is not there is answered with its name', async () => {
    const { status, body } = await call('GET', at(personal, '/history'));
    expect(status).toBe(501);
    expect(JSON.stringify(body)).toContain('/history');
  });

  it.each(['//teams/v3/conversations', '//'])('to %s is not taken for another address', async (path) => {
    const response = await fetch(`${new URL(teams.serviceUrl).origin}${path}`, {
      method: 'POST',
      body: JSON.stringify({ isGroup: false, members: [{ id: ada.teamsUserId }], tenantId }),
    });
    expect(response.status).toBe(501);
    expect(teams.calls.at(-1)).toMatchObject({ path });
  });

  it('meets the faults that were set, in order, and is recorded with its time', async () => {
    teams.fault({ method: 'POST', status: 429, retryAfterSeconds: 2 });
    expect((await call('GET', at(personal, '/members'))).status).toBe(200);
    expect((await call('POST', at(personal), card())).status).toBe(429);
    expect((await call('POST', at(personal), card())).status).toBe(201);
    teams.fault({ dropAfter: true });
    await expect(call('POST', at(personal), card())).rejects.toThrow();
    expect(teams.messages(personal)).toHaveLength(2);
    expect(teams.calls.map(({ status }) => status)).toEqual([200, 429, 201, 0]);
    expect(teams.calls[0]?.at).toBeInstanceOf(Date);
  });
});

describe('members', () => {
  it('are listed, paged and found by either id', async () => {
    expect((await call('GET', at(channel, '/members'))).body).toHaveLength(2);
    const first = await call('GET', at(channel, '/pagedmembers?pageSize=1'));
    expect(first.body).toMatchObject({ members: [{ name: 'Ada' }], continuationToken: '1' });
    const second = await call('GET', at(channel, '/pagedmembers?pageSize=1&continuationToken=1'));
    expect(second.body).toEqual({ members: [expect.objectContaining({ name: 'Bob' })] });
    expect((await call('GET', at(channel, `/members/${ada.objectId}`))).body).toMatchObject({ name: 'Ada' });
    expect((await call('GET', at(channel, '/members/nobody'))).status).toBe(404);
  });

  it('come as accounts of Teams, with role and sign-in name, in every kind of conversation', async () => {
    const gus = teams.person({
      ...{ name: 'Gus de Visitor', objectId: '55555555-5555-4555-8555-555555555555', tenantId },
      ...{ upn: 'gus_partner.example#EXT#@contoso.example', role: 'guest' },
    });
    const own = teams.conversation({ kind: 'personal', members: [gus] });
    const groupChat = teams.conversation({ kind: 'groupChat', members: [ada, gus] });
    for (const place of [own, groupChat]) {
      const path = at(place, `/members/${encodeURIComponent(gus.teamsUserId)}`);
      expect(await call('GET', path)).toEqual({
        status: 200,
        body: {
          ...{ id: gus.teamsUserId, name: 'Gus de Visitor', givenName: 'Gus', surname: 'de Visitor' },
          ...{ objectId: gus.objectId, aadObjectId: gus.objectId, tenantId },
          ...{ userPrincipalName: gus.upn, email: 'gus@partner.example', userRole: 'guest' },
        },
      });
    }
    expect((await call('GET', at(personal, `/members/${ada.objectId}`))).body).toMatchObject({
      ...{ userRole: 'user', userPrincipalName: 'ada@teams.example', email: 'ada@teams.example' },
    });
    expect((await call('GET', at(personal, `/members/${gus.objectId}`))).status).toBe(404);
  });
});

describe('what people do', () => {
  it('comes as Teams sends it: mention, thread, tenant, channel', async () => {
    const seen = await aBot();
    const { activity } = await teams.say(ada, channel, 'hubs');
    expect(seen).toMatchObject([
      {
        type: 'message',
        channelId: 'msteams',
        serviceUrl: teams.serviceUrl,
        text: '<at>Hubwatch</at>&nbsp;hubs',
        from: { id: ada.teamsUserId, aadObjectId: ada.objectId },
        conversation: {
          id: `${channel.id};messageid=${activity.id}`,
          conversationType: 'channel',
          isGroup: true,
        },
        channelData: { tenant: { id: tenantId }, teamsChannelId: channel.id, channel: { name: 'Alerts' } },
      },
    ]);
    await teams.say(ada, personal, 'hubs');
    expect(seen[1]).toMatchObject({ text: 'hubs', conversation: { id: personal.id } });
  });

  it('installs with both activities that Teams sends', async () => {
    const seen = await aBot();
    await teams.install(ada, channel);
    expect(seen).toMatchObject([
      { type: 'installationUpdate', action: 'add' },
      { type: 'conversationUpdate', membersAdded: [{ id: teams.bot.id }] },
    ]);
  });

  it('clicks with inputs merged into the data, and a card in the answer replaces the card', async () => {
    const answer = { type: 'AdaptiveCard', version: '1.5', speak: 'new' };
    const seen = await aBot({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: answer,
    });
    const action = { type: 'Action.Execute', title: 'Next', verb: 'page', data: { page: 2 } };
    await call('POST', at(personal), card({ actions: [action] }));
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no message');
    await teams.click(ada, message, 'Next', { filter: 'x' });
    expect(seen).toMatchObject([
      {
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: message.id,
        value: { action: { verb: 'page', data: { page: 2, filter: 'x' } } },
      },
    ]);
    expect(message.card).toEqual(answer);
  });

  it('clicks an Action.Submit as a message with a value and no text', async () => {
    const seen = await aBot();
    const action = { type: 'Action.Submit', title: 'Next', data: { page: 2 } };
    await call('POST', at(personal), card({ actions: [action] }));
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no message');
    await teams.click(ada, message, /^N/);
    expect(seen).toMatchObject([{ type: 'message', replyToId: message.id, value: { page: 2 } }]);
    expect(seen[0]).not.toHaveProperty('text');
    await expect(teams.click(ada, message, 'Gone')).rejects.toThrow('only: Next');
  });
});

describe('the buttons of a card', () => {
  it('are found wherever they stand, without fallbacks', () => {
    const action = (title: string) => ({ type: 'Action.Execute', title });
    const found = actionsOf({
      type: 'AdaptiveCard',
      body: [
        { type: 'ActionSet', actions: [{ ...action('a'), fallback: action('not me') }] },
        { selectAction: action('b') },
      ],
      actions: [action('c')],
    });
    expect(found.map(({ title }) => title)).toEqual(['a', 'b', 'c']);
    expect(() => findAction({}, 'x')).toThrow('only: none');
  });
});

describe('waiting', () => {
  it('ends with the change that was waited for, or says what did not happen', async () => {
    const seen = teams.until(() => teams.messages(personal).length > 0);
    await call('POST', at(personal), card());
    expect(await seen).toBe(true);
    await expect(teams.until(() => false, 10)).rejects.toThrow('did not happen within 10 ms');
  });
});
