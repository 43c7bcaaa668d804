import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdapter } from '../../src/bot/adapter.ts';
import { Unauthorized } from '../../src/bot/check-token.ts';
import { KeysUnavailable } from '../../src/bot/signing-keys.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import {
  type IdentityProvider,
  registration,
  startIdentityProvider,
} from '../support/an-identity-provider.ts';

let provider: IdentityProvider;
beforeEach(async () => {
  provider = await startIdentityProvider();
});
afterEach(() => provider.stop());

const minuteMs = 60_000;
const serviceUrl = 'https://smba.trafficmanager.net/emea/';

/** The border of a bot whose clock stands still. */
function aDoor(openIdUrl = provider.openIdUrl) {
  const clock = aHandClock();
  const options = { ...registration, auth: 'required' as const, openIdUrl, tokenIssuer: provider.issuer };
  const adapter = createAdapter({ ...options, loginUrl: provider.loginUrl }, clock);
  const knock = async (how: Parameters<IdentityProvider['token']>[1] = {}) => {
    const token = await provider.token({ serviceurl: serviceUrl }, how);
    await adapter.authenticate({ channelId: 'msteams', serviceUrl }, `Bearer ${token}`);
  };
  return { adapter, clock, knock };
}

describe('signing keys', () => {
  it('are fetched once for all who knock at the same moment, and not again', async () => {
    const { knock } = aDoor();
    await Promise.all(Array.from({ length: 20 }, () => knock()));
    await knock();
    expect(provider.keyRequests()).toBe(1);
  });

  it('are there before the first request when they were fetched early', async () => {
    const { adapter, knock } = aDoor();
    await adapter.warmUp();
    provider.hang(true);
    await knock();
  });

  it('of a new id are fetched and accepted', async () => {
    const { clock, knock } = aDoor();
    await knock();
    await provider.rotate('key-2');
    clock.advance(6 * minuteMs);
    await knock();
    expect(provider.keyRequests()).toBe(2);
  });

  it('that nobody knows lead to one fetch in five minutes, however many knock', async () => {
    const { clock, knock } = aDoor();
    const storm = () =>
      Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          await expect(knock({ kid: `made-up-${i}`, key: provider.strangeKey })).rejects.toThrow(
            Unauthorized,
          );
        }),
      );
    await knock();
    for (let minute = 0; minute < 11; minute += 1) {
      await storm();
      clock.advance(minuteMs);
    }
    expect(provider.keyRequests()).toBe(3);
    await knock();
  });

  it('are waited for no longer than two seconds', async () => {
    const { clock, knock } = aDoor();
    provider.hang(true);
    const knocks = Promise.allSettled([knock(), knock()]);
    await expect.poll(() => clock.sleeping()).toEqual([2_000, 2_000]);
    clock.advance(2_000);
    expect(await knocks).toMatchObject([
      { status: 'rejected', reason: expect.any(KeysUnavailable) },
      { status: 'rejected', reason: expect.any(KeysUnavailable) },
    ]);
  });

  it('that cannot be had are not asked for at every knock', async () => {
    const { clock, knock } = aDoor(`${provider.issuer}/nothing`);
    for (let i = 0; i < 10; i += 1) await expect(knock()).rejects.toThrow(KeysUnavailable);
    expect(provider.server.seen.filter(({ path }) => path === '/nothing')).toHaveLength(1);
    clock.advance(1_000);
    await expect(knock()).rejects.toThrow(KeysUnavailable);
    expect(provider.server.seen.filter(({ path }) => path === '/nothing')).toHaveLength(2);
  });

  it('go on serving while their server is away, for some days', async () => {
    const { clock, knock } = aDoor();
    await knock();
    provider.hang(true);
    clock.advance(2 * 24 * 60 * minuteMs);
    await knock();
    clock.advance(4 * 24 * 60 * minuteMs);
    const late = knock();
    const refused = expect(late).rejects.toThrow(KeysUnavailable);
    await expect.poll(() => clock.sleeping()).toContain(2_000);
    clock.advance(2_000);
    await refused;
  });

  it('of another channel do not open', async () => {
    await provider.rotate('key-of-others', ['webchat']);
    await expect(aDoor().knock()).rejects.toThrow('endorsement');
    await provider.rotate('key-of-all', []);
    await aDoor().knock();
  });
});
