import type { Config } from './config.ts';

/** What the bot's border to Teams needs: registration, cloud, and whether callers must prove who they are. */
export function adapterSettings(config: Config) {
  return {
    auth: config.BOT_AUTH,
    appType: config.MicrosoftAppType,
    appId: config.MicrosoftAppId,
    tenantId: config.MicrosoftAppTenantId,
    password: config.MicrosoftAppPassword,
    openIdUrl: config.BOT_OPENID_URL,
    tokenIssuer: config.BOT_TOKEN_ISSUER,
    loginUrl: config.BOT_LOGIN_URL,
  };
}

/** What the Azure room needs: addresses, identity, workspaces and what counts as an alert. */
export function azureSettings(config: Config) {
  return {
    armUrl: config.AZURE_ARM_URL,
    logsUrl: config.AZURE_LOGS_URL,
    credential: credentialSettings(config),
    workspaces: config.SENTINEL_WORKSPACE,
    products: config.ALERT_PRODUCTS,
    tenantId: allowedTenants(config)[0] ?? '',
  };
}

/** How approvals are handled. */
export function approvalRules(config: Config) {
  return { approvals: config.APPROVALS, approvalHours: config.APPROVAL_HOURS };
}

/** Tenants whose people may talk to the bot; the first is the one that portal links open. */
export function allowedTenants(config: Config): readonly string[] {
  const { ALLOWED_TENANTS: named, MicrosoftAppTenantId: own } = config;
  return named ?? (own ? [own] : []);
}

// `together.ts` has refused a start in which a part of the chosen way is missing.
function credentialSettings(config: Config) {
  // The bot's own managed identity is usually the one that works in Azure too.
  const ownIdentity = config.MicrosoftAppType === 'UserAssignedMSI' ? config.MicrosoftAppId : undefined;
  const clientId = config.AZURE_CLIENT_ID ?? ownIdentity;
  const tenantId = config.AZURE_TENANT_ID ?? config.MicrosoftAppTenantId;
  const needed = { tenantId: tenantId ?? '', clientId: clientId ?? '' };
  switch (config.AZURE_CREDENTIAL) {
    case 'managed-identity':
      return { kind: config.AZURE_CREDENTIAL, clientId };
    case 'client-secret':
      return { kind: config.AZURE_CREDENTIAL, ...needed, clientSecret: config.AZURE_CLIENT_SECRET ?? '' };
    case 'federated':
      return { kind: config.AZURE_CREDENTIAL, ...needed, tokenFile: config.AZURE_FEDERATED_TOKEN_FILE ?? '' };
    case 'azure-cli':
      return { kind: config.AZURE_CREDENTIAL, tenantId };
  }
}
