import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CredentialSettings, createTokens, makeCredential } from '../../src/azure/credential.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { json, startWebServer } from '../support/a-web-server.ts';
import { aScope } from '../support/some-clients.ts';

const authority = 'https://login.microsoftonline.com';
const tenantId = '66666666-7777-4888-8999-aaaaaaaaaaaa';
const clientId = '11111111-2222-4333-8444-555555555555';
const arm = 'https://management.azure.com/.default';

/** Tokens from a pretend credential that counts how often it is asked. */
function someTokens(
  getToken: (asked: number) => Promise<{ token: string; expiresOnTimestamp: number } | null>,
) {
  const clock = aHandClock();
  let asked = 0;
  const make = () => Promise.resolve({ getToken: () => getToken(++asked) });
  const tokens = createTokens({ kind: 'managed-identity' }, authority, clock, make);
  return { clock, tokens, asked: () => asked };
}

function anHour(clock: { now(): Date }, token = 'token') {
  return { token, expiresOnTimestamp: clock.now().getTime() + 3_600_000 };
}

describe('tokens', () => {
  it('are shared until five minutes before they end', async () => {
    const { clock, tokens, asked } = someTokens((n) => Promise.resolve(anHour(clock, `token ${n}`)));
    const credential = tokens.credentialFor(aScope());
    expect((await credential.getToken(arm))?.token).toBe('token 1');
    clock.advance(54 * 60_000);
    expect((await credential.getToken(arm))?.token).toBe('token 1');
    clock.advance(60_000);
    expect((await credential.getToken(arm))?.token).toBe('token 2');
    expect(asked()).toBe(2);
  });

  it('are asked for once by many at the same time, and once per audience', async () => {
    const { clock, tokens, asked } = someTokens(() => Promise.resolve(anHour(clock)));
    await Promise.all(Array.from({ length: 20 }, () => tokens.credentialFor(aScope()).getToken(arm)));
    expect(asked()).toBe(1);
    await tokens.credentialFor(aScope()).getToken('https://api.loganalytics.io/.default');
    expect(asked()).toBe(2);
  });

  it('are asked for anew when Azure challenges the one we have, once, and the new one is kept', async () => {
    const { clock, tokens, asked } = someTokens((n) => Promise.resolve(anHour(clock, `token ${n}`)));
    const credential = tokens.credentialFor(aScope());
    await credential.getToken(arm);
    const challenged = await Promise.all(
      Array.from({ length: 5 }, () => credential.getToken(arm, { claims: 'challenge' })),
    );
    expect(new Set(challenged.map((token) => token?.token))).toEqual(new Set(['token 2']));
    expect((await credential.getToken(arm))?.token).toBe('token 2');
    expect(asked()).toBe(2);
  });

  it('are asked for anew, from a new credential, when Azure refuses the one we have', async () => {
    const clock = aHandClock();
    let made = 0;
    const make = async () => {
      made += 1;
      const token = `token of credential ${made}`;
      return { getToken: async () => anHour(clock, token) };
    };
    const tokens = createTokens({ kind: 'managed-identity' }, authority, clock, make);
    const credential = tokens.credentialFor(aScope());
    const first = (await credential.getToken(arm))?.token ?? '';
    expect(tokens.refused(first)).toBe(true);
    expect(tokens.refused(first)).toBe(true); // by an answer that came later
    expect((await credential.getToken(arm))?.token).toBe('token of credential 2');
    expect(tokens.refused(first)).toBe(true);
    expect((await credential.getToken(arm))?.token).toBe('token of credential 2');
  });

  it('are asked for anew once in ten seconds where Azure refuses each of them', async () => {
    const { clock, tokens, asked } = someTokens((n) => Promise.resolve(anHour(clock, `token ${n}`)));
    const credential = tokens.credentialFor(aScope());
    for (let second = 0; second <= 30; second += 1) {
      tokens.refused((await credential.getToken(arm))?.token ?? '');
      clock.advance(1_000);
    }
    await credential.getToken(arm);
    expect(asked()).toBe(5); // the first, and after 0, 10, 20 and 30 seconds
  });

  it('do not let one caller who gives up end it for the others', async () => {
    const work = Promise.withResolvers<{ token: string; expiresOnTimestamp: number }>();
    const { clock, tokens, asked } = someTokens(() => work.promise);
    const impatient = new AbortController();
    const first = tokens.credentialFor(aScope(impatient.signal)).getToken(arm);
    const second = tokens.credentialFor(aScope()).getToken(arm);
    impatient.abort();
    await expect(first).rejects.toThrow();
    work.resolve(anHour(clock));
    expect((await second)?.token).toBe('token');
    expect(asked()).toBe(1);
  });

  it('are not waited for longer than ten seconds', async () => {
    const { clock, tokens } = someTokens(() => new Promise(() => undefined));
    const answer = tokens.credentialFor(aScope()).getToken(arm);
    await expect.poll(() => clock.sleeping()).toEqual([10_000]);
    clock.advance(10_000);
    await expect(answer).rejects.toMatchObject({ service: 'Microsoft Entra ID', kind: 'timed out' });
  });

  it('are asked for again after the credential could not be made', async () => {
    const clock = aHandClock();
    let made = 0;
    const make = async () => {
      made += 1;
      if (made === 1) throw new Error('no such file');
      return { getToken: async () => anHour(clock) };
    };
    const credential = createTokens({ kind: 'azure-cli' }, authority, clock, make).credentialFor(aScope());
    await expect(credential.getToken(arm)).rejects.toMatchObject({ service: 'Microsoft Entra ID' });
    expect((await credential.getToken(arm))?.token).toBe('token');
  });

  it.each([
    ['AuthenticationError', 400, 'not signed in'],
    ['AuthenticationError', 503, 'unavailable'],
    ['CredentialUnavailableError', undefined, 'unavailable'],
  ])('fail in our words when the credential throws %s with %s', async (name, statusCode, kind) => {
    const failure = Object.assign(new Error('AADSTS7000215: Invalid client secret'), { name, statusCode });
    const { tokens, asked } = someTokens(() => Promise.reject(failure));
    const credential = tokens.credentialFor(aScope());
    const expected = { service: 'Microsoft Entra ID', kind, code: '', cause: failure };
    await expect(credential.getToken(arm)).rejects.toMatchObject(expected);
    await expect(credential.getToken(arm)).rejects.toMatchObject(expected);
    expect(asked()).toBe(2); // a failure is not kept
  });
});

describe('the credential', () => {
  const tokenFile = join(tmpdir(), `hubwatch-token-${process.pid}`);
  writeFileSync(tokenFile, 'token of the cluster');
  afterAll(() => rmSync(tokenFile));

  it.each<[CredentialSettings, string]>([
    [{ kind: 'managed-identity' }, 'ManagedIdentityCredential'],
    [{ kind: 'managed-identity', clientId }, 'ManagedIdentityCredential'],
    [{ kind: 'client-secret', tenantId, clientId, clientSecret: 'secret' }, 'ClientSecretCredential'],
    [{ kind: 'federated', tenantId, clientId, tokenFile }, 'WorkloadIdentityCredential'],
    [{ kind: 'azure-cli', tenantId }, 'AzureCliCredential'],
    [{ kind: 'azure-cli' }, 'AzureCliCredential'],
  ])('for %j is exactly the one that the setting names', async (settings, name) => {
    expect((await makeCredential(settings, authority)).constructor.name).toBe(name);
  });

  it('of an App Service asks its identity endpoint for the audience', async () => {
    const server = await startWebServer((_, response) =>
      json(response, 200, {
        access_token: 'from the endpoint',
        expires_on: String(Math.floor(Date.now() / 1000) + 3600),
        resource: 'https://management.azure.com',
        token_type: 'Bearer',
      }),
    );
    process.env.IDENTITY_ENDPOINT = `${server.url}/msi/token`;
    process.env.IDENTITY_HEADER = 'header of the app service';
    try {
      const tokens = createTokens({ kind: 'managed-identity', clientId }, authority, aHandClock());
      expect((await tokens.credentialFor(aScope()).getToken(arm))?.token).toBe('from the endpoint');
    } finally {
      delete process.env.IDENTITY_ENDPOINT;
      delete process.env.IDENTITY_HEADER;
      await server.stop();
    }
    const [request] = server.seen;
    expect(request?.headers['x-identity-header']).toBe('header of the app service');
    expect(new URL(request?.path ?? '', server.url).searchParams.get('resource')).toBe(
      'https://management.azure.com',
    );
    expect(new URL(request?.path ?? '', server.url).searchParams.get('client_id')).toBe(clientId);
  });
});
