import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAdapter } from '../../src/bot/adapter.ts';
import { Unauthorized } from '../../src/bot/check-token.ts';
import { type Clock, systemClock } from '../../src/shared/clock.ts';
import { type StartedBot, startBot } from '../support/a-bot.ts';
import { aRunningClock } from '../support/a-running-clock.ts';
import { anActivity } from '../support/an-activity.ts';
import {
  type Claims,
  type IdentityProvider,
  registration,
  startIdentityProvider,
} from '../support/an-identity-provider.ts';

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(() => provider.stop());

const options = () => ({
  ...registration,
  auth: 'required' as const,
  openIdUrl: provider.openIdUrl,
  tokenIssuer: provider.issuer,
  loginUrl: provider.loginUrl,
});
const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const now = () => Math.floor(Date.now() / 1000);

/** Knocks with a token that says `claims`, for an activity of Teams. */
async function knock(claims: Claims, how: Parameters<IdentityProvider['token']>[1] = {}, over = {}) {
  const token = await provider.token({ serviceurl: serviceUrl, ...claims }, how);
  const sender = { channelId: 'msteams', serviceUrl, ...over };
  return createAdapter(options(), systemClock).authenticate(sender, `Bearer ${token}`);
}

describe('a request with sign-in required', () => {
  it('gets in with a token of the Bot Connector', async () => {
    await expect(knock({})).resolves.toBeUndefined();
  });

  it.each<[string, () => Claims]>([
    ['expired', () => ({ exp: now() - 400 })],
    ['of the future', () => ({ nbf: now() + 4_000 })],
    ['without an expiry', () => ({ exp: undefined })],
    ['with an expiry that is text', () => ({ exp: '9999999999' })],
    ['of another issuer', () => ({ iss: 'https://sts.windows.net/x/' })],
    ['without an issuer', () => ({ iss: undefined })],
    ['for another bot', () => ({ aud: '11111111-1111-4111-8111-111111111111' })],
    ['for several audiences', () => ({ aud: [registration.appId, 'other'] })],
    ['for another service address', () => ({ serviceurl: 'https://evil.example/' })],
    ['without a service address', () => ({ serviceurl: undefined })],
    ['that differs by a slash', () => ({ serviceurl: serviceUrl.slice(0, -1) })],
    [
      'that Entra gave out for the bot itself',
      () => ({
        iss: 'https://login.microsoftonline.com/t/v2.0',
        ver: '2.0',
        azp: registration.appId,
        tid: 't',
      }),
    ],
  ])('is turned away with a token %s', async (_, claims) => {
    await expect(knock(claims())).rejects.toThrow(Unauthorized);
  });

  it.each([
    ['another channel', { channelId: 'webchat' }],
    ['no channel', { channelId: '' }],
    ['no service address', { serviceUrl: '' }],
  ])('is turned away with %s', async (_, over) => {
    await expect(knock({}, {}, over)).rejects.toThrow(Unauthorized);
  });

  it('is turned away over plain http, because the bot’s own token would follow', async () => {
    const http = 'http://teams.example/';
    await expect(knock({ serviceurl: http }, {}, { serviceUrl: http })).rejects.toThrow(Unauthorized);
  });

  it('is turned away with a signature of somebody else', async () => {
    // botbuilder's own check prints the public key.
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    await expect(knock({}, { key: provider.strangeKey })).rejects.toThrow(Unauthorized);
    await expect(knock({}, { kid: 'unknown', key: provider.strangeKey })).rejects.toThrow(Unauthorized);
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });

  it('is turned away when a claim was changed after signing', async () => {
    const [head, , signature] = (await provider.token({ serviceurl: serviceUrl })).split('.');
    const [, longer] = (await provider.token({ serviceurl: serviceUrl, exp: now() + 9_000 })).split('.');
    const adapter = createAdapter(options(), systemClock);
    const changed = `Bearer ${head}.${longer}.${signature}`;
    await expect(adapter.authenticate({ channelId: 'msteams', serviceUrl }, changed)).rejects.toThrow(
      'signature',
    );
  });

  it.each([
    '',
    'Bearer',
    'Bearer x',
    'Bearer a.b.c',
    'Basic dXNlcjpwYXNz',
    `Bearer ${Buffer.from('{"alg":"none","kid":"key-1"}').toString('base64url')}.e30.`,
    `Bearer ${Buffer.from('{"alg":"HS256","kid":"key-1"}').toString('base64url')}.e30.x`,
  ])('is turned away with the header %j', async (authorization) => {
    const adapter = createAdapter(options(), systemClock);
    await expect(adapter.authenticate({ channelId: 'msteams', serviceUrl }, authorization)).rejects.toThrow(
      Unauthorized,
    );
  });
});

describe('a registration', () => {
  it('that is incomplete does not start, for botbuilder would let everybody in', () => {
    expect(() => createAdapter({ ...options(), appId: '' }, systemClock)).toThrow('incomplete');
    expect(() => createAdapter({ auth: 'required' }, systemClock)).toThrow('incomplete');
  });
});

describe('over HTTP', () => {
  const running: StartedBot[] = [];
  const start = async (adapter: Partial<ReturnType<typeof options>> = {}, clock: Clock = systemClock) => {
    const started = await startBot(
      undefined,
      { clock, adapter: { ...options(), ...adapter } },
      { token: (serviceurl) => provider.token({ serviceurl }) },
    );
    running.push(started);
    return started;
  };
  afterEach(async () => {
    for (const started of running.splice(0)) await started.stop();
  });

  it('a turn comes in signed and its answer goes out signed, with one token for all', async () => {
    const { teams, ada, personal } = await start();
    const before = provider.tokenRequests.length;
    await Promise.all(['hubs', 'alerts', 'help'].map((text) => teams.say(ada, personal, text)));
    expect(teams.messages(personal)).toHaveLength(3);
    expect(new Set(teams.calls.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer bot-token']),
    );
    expect(provider.tokenRequests).toHaveLength(before + 1);
    expect(Object.fromEntries(provider.tokenRequests.at(-1) ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: registration.appId,
      client_secret: registration.password,
      scope: 'https://api.botframework.com/.default',
    });
  });

  it('a stranger gets 401 and no reasons', async () => {
    const { url, calls } = await start();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(anActivity()),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: 'Not authorised.' });
    expect(calls).toEqual([]);
  });

  it('nobody gets in while the signing keys cannot be had, and that is not called their fault', async () => {
    const { teams, ada, personal, calls } = await start({ openIdUrl: `${provider.issuer}/nothing` });
    expect((await teams.say(ada, personal, 'hubs')).status).toBe(503);
    expect(calls).toEqual([]);
  });

  it('secrets and tokens stay out of the log', async () => {
    provider.answerTokens(401, { error: 'invalid_client', error_description: 'secret is a-secret-of-tests' });
    const clock = aRunningClock();
    const { teams, ada, personal, lines } = await start({}, clock);
    const turn = teams.say(ada, personal, 'hubs');
    await expect.poll(() => JSON.stringify(lines)).toContain('Message was not sent');
    // The bot tries again after two and four seconds.
    const hurry = setInterval(() => clock.advance(1_000), 5);
    await turn;
    await expect.poll(() => JSON.stringify(lines)).toContain('Answer was not delivered');
    clearInterval(hurry);
    expect(JSON.stringify(lines)).not.toContain('a-secret-of-tests');
    expect(lines.some(({ fields }) => String(fields.error).includes('invalid_client'))).toBe(true);
  });
});
