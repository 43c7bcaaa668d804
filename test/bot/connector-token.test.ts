import { ManagedIdentityAppCredentials } from 'botframework-connector';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { createConnectorCredentials } from '../../src/bot/connector-token.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';
import {
  type IdentityProvider,
  registration,
  startIdentityProvider,
} from '../support/an-identity-provider.ts';

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(() => provider.stop());

type Request = Parameters<ReturnType<typeof createConnectorCredentials>['signRequest']>[0];

/** Signs one request and gives its authorization header. */
function signer(clock: HandClock, over: Partial<Parameters<typeof createConnectorCredentials>[0]> = {}) {
  const { loginUrl } = provider;
  const credentials = createConnectorCredentials(
    { ...registration, loginUrl, scope: 'https://api.example', ...over },
    clock,
  );
  return async () => {
    const headers = new Map<string, string>();
    const request: Partial<Request> = {};
    Reflect.set(request, 'headers', headers);
    await Reflect.apply(credentials.signRequest, credentials, [request]);
    return headers.get('authorization');
  };
}
const asked = () => provider.tokenRequests.length;

describe('the bot’s own token', () => {
  it('is asked for once by twenty sends at the same moment', async () => {
    const sign = signer(aHandClock());
    const before = asked();
    const all = await Promise.all(Array.from({ length: 20 }, sign));
    expect(new Set(all)).toEqual(new Set(['Bearer bot-token']));
    expect(asked()).toBe(before + 1);
  });

  it('is renewed five minutes before it expires', async () => {
    const clock = aHandClock();
    const sign = signer(clock);
    const before = asked();
    await sign();
    clock.advance(54 * 60_000);
    await sign();
    expect(asked()).toBe(before + 1);
    clock.advance(60_000);
    await sign();
    expect(asked()).toBe(before + 2);
  });

  it('that cannot be had is known not to have sent anything, and is asked for again', async () => {
    const sign = signer(aHandClock());
    provider.answerTokens(400, { error: 'invalid_scope', error_description: 'long and private' });
    const failure = await sign().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectorError);
    expect(failure).toMatchObject({ left: false, code: 'no token: invalid_scope' });
    provider.answerTokens(200, { access_token: 'second', expires_in: '3600' });
    expect(await sign()).toBe('Bearer second');
  });

  it('of a managed identity is not waited for without end', async () => {
    vi.spyOn(ManagedIdentityAppCredentials.prototype, 'getToken').mockReturnValue(new Promise(() => {}));
    const clock = aHandClock();
    const failure = signer(clock, { appType: 'UserAssignedMSI' })().catch((error: unknown) => error);
    await expect.poll(() => clock.sleeping()).toEqual([10_000]);
    clock.advance(10_000);
    expect(await failure).toMatchObject({ left: false, code: 'no token: managed identity did not answer' });
    vi.restoreAllMocks();
  });

  it('of a wrong shape is refused', async () => {
    const sign = signer(aHandClock());
    provider.answerTokens(200, { value: { access_token: 'x' } });
    await expect(sign()).rejects.toThrow('no token: status 200');
  });
});
