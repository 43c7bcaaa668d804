import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createAdapter } from '../../src/bot/adapter.ts';
import { createSend } from '../../src/bot/send.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aReply } from '../support/a-bot.ts';
import { aConversation } from '../support/a-call.ts';
import { aLog } from '../support/a-log.ts';
import { json, startWebServer, type WebServer } from '../support/a-web-server.ts';

const servers: WebServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** Sends one message to a Bot Connector that answers like this. */
async function sendTo(answer: (response: ServerResponse) => void, connectorTimeoutMs = 10_000) {
  const server = await startWebServer((_, response) => answer(response));
  servers.push(server);
  const adapter = createAdapter({ auth: 'off', connectorTimeoutMs }, systemClock);
  const send = createSend({ adapter, log: aLog() });
  const conversation = aConversation({ serviceUrl: `${server.url}/` });
  return { server, send, conversation, result: await send.message(conversation, aReply('hello')) };
}
const error =
  (status: number, code: string, headers = {}) =>
  (response: ServerResponse) =>
    json(response, status, { error: { code, message: 'no' } }, headers);

function html(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end('<html>');
}

describe('one attempt to send', () => {
  it.each([
    ['201 with an id', (r: ServerResponse) => json(r, 201, { id: '17' }), { kind: 'sent', activityId: '17' }],
    ['200 without an id', (r: ServerResponse) => json(r, 200, {}), { kind: 'sent', activityId: '' }],
    ['200 with HTML', (r: ServerResponse) => r.end('<html>'), { kind: 'sent', activityId: '' }],
    ['429', error(429, 'Throttled'), { kind: 'throttled' }],
    [
      '429 with Retry-After',
      error(429, 'Throttled', { 'retry-after': '3' }),
      { kind: 'throttled', retryAfterSeconds: 3 },
    ],
    ['412', error(412, 'PreconditionFailed'), { kind: 'throttled' }],
    ['404', error(404, 'ConversationNotFound'), { kind: 'gone', what: 'conversation' }],
    ['404 for a message', error(404, 'ActivityNotFoundInConversation'), { kind: 'gone', what: 'message' }],
    ['403 not in roster', error(403, 'BotNotInConversationRoster'), { kind: 'gone', what: 'conversation' }],
    ['403 blocked', error(403, 'ConversationBlockedByUser'), { kind: 'gone', what: 'conversation' }],
    ['403 disabled', error(403, 'BotDisabledByAdmin'), { kind: 'gone', what: 'conversation' }],
    [
      '403 writes blocked',
      (r: ServerResponse) =>
        json(r, 403, { errorCode: 209, message: '{\r\n  "subCode": "MessageWritesBlocked"\r\n}' }),
      { kind: 'gone', what: 'conversation' },
    ],
    ['403 other', error(403, 'NotEnoughPermissions'), { kind: 'refused', why: '403 NotEnoughPermissions' }],
    ['400', error(400, 'BadArgument'), { kind: 'refused', why: '400 BadArgument' }],
    ['401', error(401, 'BotNotRegistered'), { kind: 'refused', why: '401 BotNotRegistered' }],
    ['413', error(413, 'MessageSizeTooBig'), { kind: 'too big' }],
    ['500', error(500, 'ServiceError'), { kind: 'failed', unknown: true }],
    ['502', (r: ServerResponse) => html(r, 502), { kind: 'failed', unknown: true }],
    ['503', error(503, 'ServiceUnavailable', { 'retry-after': '1' }), { kind: 'failed', unknown: true }],
    [
      'a redirect',
      (r: ServerResponse) => json(r, 302, {}, { location: '/' }),
      { kind: 'refused', why: '302 no code' },
    ],
    ['a cut connection', (r: ServerResponse) => r.destroy(), { kind: 'failed', unknown: true }],
  ])('that meets %s says so, and is not repeated', async (_, answer, expected) => {
    const { server, result } = await sendTo(answer);
    expect(result).toEqual(expected);
    expect(server.seen).toHaveLength(1);
  });

  it('that meets silence ends, and is not repeated', async () => {
    const { server, result } = await sendTo(() => {}, 300);
    expect(result).toEqual({ kind: 'failed', unknown: true });
    expect(server.seen.length).toBeLessThanOrEqual(1);
  });

  it('that reaches nobody is known not to have been delivered', async () => {
    const { server, send, conversation } = await sendTo((response) => json(response, 201, { id: '1' }));
    await server.stop();
    servers.length = 0;
    expect(await send.message(conversation, aReply('again'))).toEqual({ kind: 'failed', unknown: false });
  });

  it('of more than Teams takes is not even tried', async () => {
    const { server, send, conversation } = await sendTo((response) => json(response, 201, { id: '1' }));
    const large = aReply('x', { body: [{ type: 'TextBlock', text: 'y'.repeat(41_000) }] });
    expect(await send.message(conversation, large)).toEqual({ kind: 'too big' });
    expect(server.seen).toHaveLength(1);
  });

  it('carries the summary, the card and nothing of botbuilder’s made-up ids', async () => {
    const { server } = await sendTo((response) => json(response, 201, { id: '1' }));
    const [request] = server.seen;
    expect(request?.path).toBe('/v3/conversations/a%3Aada/activities');
    const body: unknown = JSON.parse(request?.body ?? '');
    expect(body).toMatchObject({
      type: 'message',
      summary: 'hello',
      from: { id: '28:hubwatch' },
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { fallbackText: 'hello' } },
      ],
    });
    expect(body).not.toHaveProperty('replyToId');
  });

  it('finds its way below a service address with a path and no slash at its end', async () => {
    const { server, send, conversation } = await sendTo((response) => json(response, 201, { id: '1' }));
    await send.message({ ...conversation, serviceUrl: `${server.url}/_connector` }, aReply('t'));
    expect(server.seen[1]?.path).toBe('/_connector/v3/conversations/a%3Aada/activities');
  });

  it('into a thread names the thread', async () => {
    const { server, send, conversation } = await sendTo((response) => json(response, 201, { id: '1' }));
    await send.message(
      { ...conversation, id: '19:x@thread.tacv2', kind: 'channel', threadId: '17' },
      aReply('t'),
    );
    expect(decodeURIComponent(server.seen[1]?.path ?? '')).toBe(
      '/v3/conversations/19:x@thread.tacv2;messageid=17/activities',
    );
  });
});
