import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';

const id = '11111111-2222-3333-4444-555555555555';
const workspace = `/subscriptions/${id}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law`;
const real = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: id,
  MicrosoftAppTenantId: id,
  MicrosoftAppPassword: 'secret',
  SENTINEL_WORKSPACE: workspace,
};
const loopback = {
  HOST: '127.0.0.1',
  AZURE_ARM_URL: 'http://127.0.0.1:4100',
  AZURE_LOGS_URL: 'http://127.0.0.1:4100',
  ALLOWED_TENANTS: id,
  SENTINEL_WORKSPACE: workspace,
  BOT_AUTH: 'off',
};

/** Names of the settings that are complained about. */
function complaints(env: Record<string, string>): string[] {
  const result = loadConfig(env);
  return result.ok ? [] : result.problems.map(({ setting }) => setting).sort();
}

describe('a complete environment', () => {
  it('becomes a config with defaults', () => {
    const result = loadConfig(real);
    expect(result).toMatchObject({
      ok: true,
      config: { HOST: '0.0.0.0', PORT: 3978, BOT_AUTH: 'required', AZURE_CREDENTIAL: 'managed-identity' },
    });
  });

  it('gives the parts of the workspace id', () => {
    const result = loadConfig({ ...real, SENTINEL_WORKSPACE: `${workspace}, ${workspace}2` });
    expect(result).toMatchObject({
      config: {
        SENTINEL_WORKSPACE: [
          { id: workspace, subscriptionId: id, resourceGroup: 'rg', name: 'law' },
          { name: 'law2' },
        ],
      },
    });
  });

  it('takes names of the bot type in any case', () => {
    expect(complaints({ ...real, MicrosoftAppType: 'singletenant' })).toEqual([]);
  });

  it('takes an address with a slash at its end as the same address', () => {
    const result = loadConfig({ ...loopback, AZURE_ARM_URL: 'http://localhost:4100/' });
    expect(result).toMatchObject({ config: { AZURE_ARM_URL: 'http://localhost:4100' } });
  });
});

describe('an incomplete environment', () => {
  it('is refused with every problem at once', () => {
    expect(complaints({ PORT: 'abc', LOG_LEVEL: 'loud' })).toEqual([
      'LOG_LEVEL',
      'MicrosoftAppId',
      'MicrosoftAppTenantId',
      'MicrosoftAppType',
      'PORT',
      'SENTINEL_WORKSPACE',
    ]);
  });

  it('says a cure for each problem', () => {
    const result = loadConfig({});
    if (result.ok) throw new Error('accepted');
    for (const problem of result.problems) expect(problem.cure.length, problem.setting).toBeGreaterThan(20);
  });

  it('counts an empty variable as not set', () => {
    expect(complaints({ ...real, MicrosoftAppId: ' ' })).toEqual(['MicrosoftAppId']);
  });

  it('never repeats a secret in a problem', () => {
    const result = loadConfig({ ...real, DATABASE_URL: 'mysql://me:topsecret@db/x' });
    expect(JSON.stringify(result)).toContain('DATABASE_URL');
    expect(JSON.stringify(result)).not.toContain('topsecret');
  });

  it.each([
    [
      'a workspace id that is none',
      { ...real, SENTINEL_WORKSPACE: '/subscriptions/x' },
      'SENTINEL_WORKSPACE',
    ],
    ['only a comma for workspaces', { ...real, SENTINEL_WORKSPACE: ',' }, 'SENTINEL_WORKSPACE'],
    ['a single-tenant bot without password', { ...real, MicrosoftAppPassword: '' }, 'MicrosoftAppPassword'],
    [
      'a managed identity with password',
      { ...real, MicrosoftAppType: 'UserAssignedMSI' },
      'MicrosoftAppPassword',
    ],
    ['an unknown bot type', { ...real, MicrosoftAppType: 'MultiTenant' }, 'MicrosoftAppType'],
    [
      'client-secret without secret',
      { ...real, AZURE_CREDENTIAL: 'client-secret', AZURE_CLIENT_ID: id },
      'AZURE_CLIENT_SECRET',
    ],
    ['Azure over http', { ...real, AZURE_ARM_URL: 'http://arm.example.com' }, 'AZURE_ARM_URL'],
    ['a sign-in address over http', { ...real, BOT_LOGIN_URL: 'http://login.example.com' }, 'BOT_LOGIN_URL'],
    ['signing keys over http', { ...real, BOT_OPENID_URL: 'http://keys.example.com' }, 'BOT_OPENID_URL'],
    [
      'signing keys from here for a public bot',
      { ...real, BOT_OPENID_URL: 'http://127.0.0.1:1' },
      'BOT_OPENID_URL',
    ],
    ['no tenant in the list', { ...real, ALLOWED_TENANTS: ',' }, 'ALLOWED_TENANTS'],
    ['no product in the list', { ...real, ALERT_PRODUCTS: ' , ' }, 'ALERT_PRODUCTS'],
  ])('refuses %s', (_, env, setting) => {
    expect(complaints(env)).toContain(setting);
  });
});

describe('switching authentication off', () => {
  it('is accepted when everything is a loopback address', () => {
    expect(complaints(loopback)).toEqual([]);
  });

  it.each([
    ['HOST is public', { ...loopback, HOST: '0.0.0.0' }, ['BOT_AUTH', 'HOST']],
    ['HOST is not set', { ...loopback, HOST: '' }, ['BOT_AUTH', 'HOST']],
    ['one Azure address is real', { ...loopback, AZURE_LOGS_URL: '' }, ['AZURE_LOGS_URL', 'BOT_AUTH']],
    [
      'a host name only looks like loopback',
      { ...loopback, AZURE_ARM_URL: 'https://127.0.0.1.example.com' },
      ['AZURE_ARM_URL', 'BOT_AUTH'],
    ],
    ['nobody is allowed', { ...loopback, ALLOWED_TENANTS: '' }, ['ALLOWED_TENANTS']],
  ])('is refused when %s', (_, env, settings) => {
    expect(complaints(env)).toEqual(settings);
  });

  it('is not needed for the sandbox, but a public address with the sandbox is refused', () => {
    expect(complaints({ ...real, ...loopback, BOT_AUTH: 'required', HOST: '0.0.0.0' })).toEqual(['HOST']);
  });
});
