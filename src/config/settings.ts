import { z } from 'zod';
import { parseArmId, sameArmId } from '../domain/arm-id.ts';
import type { Workspace } from '../domain/workspace.ts';

declare module 'zod' {
  interface GlobalMeta {
    /** What to write into `.env.sample` and into the cure of a problem. */
    example?: string;
    /** The value is never shown. */
    secret?: boolean;
    /** Heading in `.env.sample` under which this setting and the ones after it stand. */
    group?: string;
  }
}

const guid = z.guid('is not a GUID').transform((value) => value.toLowerCase());
const address = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }).transform(withoutSlash);
const wholeNumber = (from: number, to: number) =>
  z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(from, `is below ${from}`)
    .max(to, `is above ${to}`);
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/**
 * Product names that Defender for IoT alerts have carried over the years. The Sentinel connector writes the
 * first; the others stood in Microsoft's guides of 2020 and 2021 or are today's display name.
 */
const productNames = [
  'Azure Security Center for IoT',
  'Azure Defender for IoT',
  'Microsoft Defender for IoT',
  'Defender for IoT',
] as const;

/** Every setting: name, meaning, default. `.env.sample` is written from this (test/config/env-sample.test.ts). */
export const settings = z.object({
  HOST: z.string().default('0.0.0.0').meta({
    group: 'Where the bot listens',
    description: 'Address on which the HTTP server listens.',
    example: '0.0.0.0',
  }),
  PORT: wholeNumber(0, 65_535)
    .default(3978)
    .meta({ description: 'Port on which the HTTP server listens; 0 takes any free one.', example: '3978' }),

  MicrosoftAppType: z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(
      z.enum(['singletenant', 'userassignedmsi'], { error: 'is neither SingleTenant nor UserAssignedMSI' }),
    )
    .transform((value) =>
      value === 'singletenant' ? ('SingleTenant' as const) : ('UserAssignedMSI' as const),
    )
    .optional()
    .meta({
      group: 'The bot’s registration (Azure Bot resource, page Configuration)',
      description: 'Kind of bot registration: SingleTenant or UserAssignedMSI.',
      example: 'UserAssignedMSI',
    }),
  MicrosoftAppId: guid.optional().meta({
    description: 'Microsoft App ID of the bot.',
    example: '11111111-2222-3333-4444-555555555555',
  }),
  MicrosoftAppTenantId: guid.optional().meta({
    description: 'Tenant of the bot registration.',
    example: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  }),
  MicrosoftAppPassword: z.string().optional().meta({
    description: 'Client secret of the bot. Only for SingleTenant; leave empty for UserAssignedMSI.',
    secret: true,
  }),
  ALLOWED_TENANTS: list.pipe(z.array(guid).min(1, 'is empty')).optional().meta({
    description:
      'Tenants whose people may talk to the bot, separated by commas. Default: MicrosoftAppTenantId.',
    example: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  }),

  SENTINEL_WORKSPACE: list.transform(workspaces).meta({
    group: 'Azure',
    description:
      'ARM id of the Log Analytics workspace that Sentinel runs on; several separated by commas. It is on the workspace’s page in the portal under Settings > Properties > Resource ID.',
    example:
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-security/providers/Microsoft.OperationalInsights/workspaces/law-sentinel',
  }),
  AZURE_CREDENTIAL: z
    .enum(['managed-identity', 'client-secret', 'federated', 'azure-cli'], {
      error: 'is none of managed-identity, client-secret, federated, azure-cli',
    })
    .default('managed-identity')
    .meta({
      description:
        'How the bot signs in to Azure: managed-identity, client-secret, federated or azure-cli (`az login`, for development).',
      example: 'managed-identity',
    }),
  AZURE_CLIENT_ID: guid.optional().meta({
    description:
      'Client id of the identity that works in Azure. Default with UserAssignedMSI: MicrosoftAppId. Without either, managed-identity means the system-assigned one.',
    example: '11111111-2222-3333-4444-555555555555',
  }),
  AZURE_TENANT_ID: guid.optional().meta({
    description: 'Tenant of that identity, for client-secret and federated. Default: MicrosoftAppTenantId.',
    example: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  }),
  AZURE_CLIENT_SECRET: z
    .string()
    .optional()
    .meta({ description: 'Secret of that identity, for client-secret.', secret: true }),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional().meta({
    description: 'File with the token to exchange, for federated. Kubernetes sets it by itself.',
    example: '/var/run/secrets/azure/tokens/azure-identity-token',
  }),
  AZURE_ARM_URL: address.default('https://management.azure.com').meta({
    description:
      'Azure Resource Manager. Change it for other clouds; a loopback address points at the sandbox.',
    example: 'https://management.azure.com',
  }),
  AZURE_LOGS_URL: address.default('https://api.loganalytics.io').meta({
    description: 'Log Analytics. Change it together with AZURE_ARM_URL.',
    example: 'https://api.loganalytics.io',
  }),
  ALERT_PRODUCTS: list
    .pipe(z.array(z.string()).min(1, 'is empty'))
    .default([...productNames])
    .meta({
      description: 'Product names that count as Defender for IoT alerts, separated by commas.',
      example: productNames.join(', '),
    }),

  APPROVALS: z
    .enum(['required', 'self'], { error: 'is neither required nor self' })
    .default('required')
    .meta({
      group: 'Approvals',
      description:
        'required: a second person decides about enabling Defender and about disconnecting more than one hub. self: the one who asks confirms alone, for a team of one.',
      example: 'required',
    }),
  APPROVAL_HOURS: wholeNumber(1, 168).default(24).meta({
    description: 'Hours until a request that nobody decided about expires.',
    example: '24',
  }),

  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// address' })
    .optional()
    .meta({
      group: 'Where the bot keeps what it must remember',
      description:
        'PostgreSQL. Without it the bot uses its embedded database, which is for trying out and for one small instance on a local disk.',
      example: 'postgres://hubwatch:secret@db.example.com:5432/hubwatch',
      secret: true,
    }),
  DATA_DIR: z.string().default('./data').meta({
    description: 'Folder of the embedded database. A local disk, not a network share.',
    example: './data',
  }),

  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'is none of debug, info, warn, error' })
    .default('info')
    .meta({ group: 'Logs', description: 'How much is logged: debug, info, warn or error.', example: 'info' }),

  BOT_AUTH: z.enum(['required', 'off'], { error: 'is neither required nor off' }).default('required').meta({
    group: 'Only for development and for other clouds',
    description:
      'off lets anybody talk to the bot; accepted only when HOST and both Azure addresses are loopback addresses.',
    example: 'required',
  }),
  BOT_OPENID_URL: address.optional().meta({
    description: 'OpenID metadata of the Bot Connector’s token issuer. Default: the public cloud’s.',
    example: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  }),
  BOT_TOKEN_ISSUER: address.optional().meta({
    description: 'Issuer of the Bot Connector’s tokens. Default: the public cloud’s.',
    example: 'https://api.botframework.com',
  }),
  BOT_LOGIN_URL: address.optional().meta({
    description: 'Where the bot gets its own token for the Bot Connector. Default: the public cloud’s.',
    example: 'https://login.microsoftonline.com/botframework.com',
  }),
});

function workspaces(ids: string[], context: z.RefinementCtx): Workspace[] {
  if (ids.length === 0) context.addIssue({ code: 'custom', message: 'is empty' });
  const found = ids.flatMap((id) => {
    const parsed = parseArmId(id);
    if (parsed?.type.toLowerCase() === 'microsoft.operationalinsights/workspaces') {
      const { subscriptionId, resourceGroup, name } = parsed;
      return [{ id, subscriptionId, resourceGroup, name }];
    }
    context.addIssue({ code: 'custom', message: 'is not the ARM id of a Log Analytics workspace' });
    return [];
  });
  // The same workspace twice, in two spellings, would list and count every alert twice.
  return found.filter(({ id }, i) => found.findIndex((other) => sameArmId(other.id, id)) === i);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
