import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { adapterSettings, allowedTenants, azureSettings } from '../../src/config/slices.ts';

const id = '11111111-2222-3333-4444-555555555555';
const other = '66666666-7777-8888-9999-aaaaaaaaaaaa';
const workspace = `/subscriptions/${id}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law`;
const base = {
  MicrosoftAppType: 'UserAssignedMSI',
  MicrosoftAppId: id,
  MicrosoftAppTenantId: id,
  SENTINEL_WORKSPACE: workspace,
};

function aConfig(env: Record<string, string> = {}): Config {
  const result = loadConfig({ ...base, ...env });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

describe('the identity in Azure', () => {
  it('is the bot’s own managed identity when nothing else is said', () => {
    expect(azureSettings(aConfig()).credential).toEqual({ kind: 'managed-identity', clientId: id });
  });

  it('is another one when it is named', () => {
    const { credential } = azureSettings(aConfig({ AZURE_CLIENT_ID: other }));
    expect(credential).toEqual({ kind: 'managed-identity', clientId: other });
  });

  it('is the system-assigned one for a bot with a secret', () => {
    const config = aConfig({ MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: 'secret' });
    expect(azureSettings(config).credential).toEqual({ kind: 'managed-identity', clientId: undefined });
  });

  it('takes the bot’s tenant when it has none of its own', () => {
    const config = aConfig({
      AZURE_CREDENTIAL: 'client-secret',
      AZURE_CLIENT_ID: other,
      AZURE_CLIENT_SECRET: 'secret',
    });
    expect(azureSettings(config).credential).toEqual({
      kind: 'client-secret',
      tenantId: id,
      clientId: other,
      clientSecret: 'secret',
    });
  });
});

it('people of the bot’s own tenant may talk to it unless others are named', () => {
  expect(allowedTenants(aConfig())).toEqual([id]);
  expect(allowedTenants(aConfig({ ALLOWED_TENANTS: other }))).toEqual([other]);
});

it('a workspace named twice, in two spellings, is one', () => {
  const config = aConfig({ SENTINEL_WORKSPACE: `${workspace},${workspace.toUpperCase()}` });
  expect(azureSettings(config).workspaces).toMatchObject([{ id: workspace }]);
});

it('the border to Teams gets its registration and nothing of Azure', () => {
  expect(adapterSettings(aConfig())).toMatchObject({
    auth: 'required',
    appType: 'UserAssignedMSI',
    appId: id,
  });
  expect(JSON.stringify(adapterSettings(aConfig()))).not.toContain('workspace');
});
