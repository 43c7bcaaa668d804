import { isLoopback } from '../shared/loopback.ts';
import type { Problem } from './config.ts';

/**
 * Checks what no setting can tell alone. Works on raw and on parsed settings alike, so that one start shows
 * every problem there is.
 */
export function checkTogether(given: Readonly<Record<string, unknown>>): Problem[] {
  return [...checkRegistration(given), ...checkLoopback(given), ...checkCredential(given)];
}

function checkRegistration(given: Readonly<Record<string, unknown>>): Problem[] {
  if (given.BOT_AUTH === 'off') {
    return given.ALLOWED_TENANTS || given.MicrosoftAppTenantId
      ? []
      : [missing('ALLOWED_TENANTS', 'Set it to the tenant whose people may talk to the bot.')];
  }
  const problems = ['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppTenantId']
    .filter((setting) => !given[setting])
    .map((setting) => missing(setting, 'Copy it from the Azure Bot resource, page Configuration.'));
  const isMsi = String(given.MicrosoftAppType).toLowerCase() === 'userassignedmsi';
  if (isMsi && given.MicrosoftAppPassword) {
    problems.push({
      setting: 'MicrosoftAppPassword',
      what: 'is set, but a bot of type UserAssignedMSI has no password',
      cure: 'Remove it, or set MicrosoftAppType=SingleTenant.',
    });
  }
  const isSingleTenant = String(given.MicrosoftAppType).toLowerCase() === 'singletenant';
  if (isSingleTenant && !given.MicrosoftAppPassword) {
    problems.push(
      missing('MicrosoftAppPassword', 'Set it to a client secret of the bot’s app registration.'),
    );
  }
  return problems;
}

function checkLoopback(given: Readonly<Record<string, unknown>>): Problem[] {
  const arm = String(given.AZURE_ARM_URL ?? 'https://management.azure.com');
  const logs = String(given.AZURE_LOGS_URL ?? 'https://api.loganalytics.io');
  const hostIsLoopback = isLoopback(String(given.HOST ?? '0.0.0.0'));
  const problems: Problem[] = [];
  for (const setting of ['AZURE_ARM_URL', 'AZURE_LOGS_URL', 'BOT_OPENID_URL', 'BOT_LOGIN_URL']) {
    const url = String(given[setting] ?? '');
    if (url.startsWith('http:') && !isLoopback(url)) {
      problems.push({
        setting,
        what: 'is not https',
        cure: 'Tokens, secrets or signing keys travel there. Use an https address.',
      });
    }
    if (setting.startsWith('BOT_') && isLoopback(url) && !hostIsLoopback) {
      problems.push({
        setting,
        what: 'is a loopback address while the bot is reachable from outside',
        cure: 'Remove it, or set HOST=127.0.0.1.',
      });
    }
  }
  if (isLoopback(arm) !== isLoopback(logs)) {
    const setting = isLoopback(arm) ? 'AZURE_LOGS_URL' : 'AZURE_ARM_URL';
    problems.push({
      setting,
      what: 'points at real Azure while the other Azure address is a loopback address',
      cure: 'Point both at the sandbox or both at Azure.',
    });
  }
  if ((isLoopback(arm) || isLoopback(logs)) && !hostIsLoopback) {
    problems.push({
      setting: 'HOST',
      what: 'is reachable from outside while Azure is only the sandbox',
      cure: 'Set HOST=127.0.0.1, or point AZURE_ARM_URL and AZURE_LOGS_URL at Azure.',
    });
  }
  if (given.BOT_AUTH === 'off' && !(hostIsLoopback && isLoopback(arm) && isLoopback(logs))) {
    problems.push({
      setting: 'BOT_AUTH',
      what: 'is off, which would let anybody act in Azure',
      cure: 'Remove it. It is accepted only when HOST, AZURE_ARM_URL and AZURE_LOGS_URL are loopback addresses.',
    });
  }
  return problems;
}

function checkCredential(given: Readonly<Record<string, unknown>>): Problem[] {
  const needed: Record<string, readonly string[]> = {
    'client-secret': ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
    federated: ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'],
  };
  const credential = String(given.AZURE_CREDENTIAL ?? 'managed-identity');
  const problems = (needed[credential] ?? [])
    .filter((setting) => !given[setting])
    .map((setting) => missing(setting, `AZURE_CREDENTIAL=${credential} needs it.`));
  const needsTenant = credential in needed && !given.AZURE_TENANT_ID && !given.MicrosoftAppTenantId;
  return needsTenant
    ? [...problems, missing('AZURE_TENANT_ID', `AZURE_CREDENTIAL=${credential} needs it.`)]
    : problems;
}

function missing(setting: string, cure: string): Problem {
  return { setting, what: 'is not set', cure };
}
