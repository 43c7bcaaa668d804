import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { IotHubClient } from '@azure/arm-iothub';
import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import type { SecurityCenter } from '@azure/arm-security';
import type { SecurityInsights } from '@azure/arm-securityinsight';
import type { LogsQueryClient } from '@azure/monitor-query';
import type { AzureService } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { cloudOf } from './clouds.ts';
import { type CredentialSettings, createTokens } from './credential.ts';
import { isNeverConnected, isUnseen, toAzureError } from './errors.ts';
import { renewingToken } from './renew-token.ts';
import { createTransport, httpsAddress, type TransportOptions } from './transport.ts';

/** The room's slice of the settings. */
export interface AzureOptions extends TransportOptions {
  credential: CredentialSettings;
  /** The workspaces that Sentinel runs on; never empty. */
  workspaces: readonly Workspace[];
  /** Product names that count as Defender for IoT. */
  products: readonly string[];
  /** Entra tenant for portal links. */
  tenantId: string;
  /** How often a failed request is repeated, and the first pause before it. Default 2 and 250 ms. */
  retries?: { times: number; delayMs: number };
}

/** One use of an SDK client: it carries the caller's signal and correlation id; errors come out as `AzureError`. */
type Use<Client> = <T>(scope: CallScope, work: (client: Client) => Promise<T>) => Promise<T>;
/** Likewise for clients that are bound to one subscription. */
type UseIn<Client> = <T>(
  subscriptionId: string,
  scope: CallScope,
  work: (client: Client) => Promise<T>,
) => Promise<T>;

/** Every Azure service that the bot uses. SDK packages load on first use. */
export interface Clients {
  resourceGraph: Use<ResourceGraphClient>;
  subscriptions: Use<SubscriptionClient>;
  logs: Use<LogsQueryClient>;
  iotHub: UseIn<IotHubClient>;
  security: UseIn<SecurityCenter>;
  sentinel: UseIn<SecurityInsights>;
  authorization: UseIn<AuthorizationManagementClient>;
  /** Gets a token for Azure Resource Manager and throws it away: does signing in work? */
  signIn(scope: CallScope): Promise<void>;
  /** Loads all SDK packages (about half a second on two cores), so that no person waits for it. */
  warmUp(): Promise<void>;
}

/** What the clients need besides their settings. */
export interface ClientsNeeds {
  log: Logger;
  clock: Clock;
  /** Builds the credential; the real one by default. MSAL keeps managed identity tokens per process, so tests hand in their own. */
  makeCredential?: Parameters<typeof createTokens>[3];
}

/**
 * Makes the SDK clients. A client is made for each use (0.1 ms), because that binds every request, retry and
 * page of it to the caller's signal and correlation id; tokens and connections are shared by all.
 */
export function createClients(
  options: Pick<AzureOptions, 'credential' | 'retries' | keyof TransportOptions>,
  { log, clock, makeCredential }: ClientsNeeds,
): Clients {
  const cloud = cloudOf(options.armUrl, options.logsUrl);
  const arm = httpsAddress(options.armUrl);
  const transport = createTransport(options, log, clock);
  const tokens = createTokens(options.credential, cloud.authority, clock, makeCredential);
  const { times, delayMs } = options.retries ?? { times: 2, delayMs: 250 };

  const httpClient = (service: AzureService, scope: CallScope, leaving: () => void) =>
    renewingToken(transport.clientFor(service, scope, leaving), tokens, async () => {
      const wanted = service === 'Log Analytics' ? cloud.logsScope : cloud.armScope;
      return (await tokens.credentialFor(scope).getToken(wanted))?.token;
    });

  /** A fresh object each time: arm-security writes into the one it is given. */
  const settings = (service: AzureService, scope: CallScope, leaving: () => void) => ({
    endpoint: arm,
    credentialScopes: cloud.armScope, // older SDKs
    credentials: { scopes: [cloud.armScope] }, // newer SDKs
    httpClient: httpClient(service, scope, leaving),
    retryOptions: {
      maxRetries: scope.once ? 0 : times,
      retryDelayInMs: delayMs,
      maxRetryDelayInMs: 4 * delayMs,
    },
    redirectOptions: { maxRetries: 0 },
  });

  type Settings = ReturnType<typeof settings>;

  async function use<Client, T>(
    service: AzureService,
    scope: CallScope,
    make: (settings: Settings) => Promise<Client>,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    let changesSent = 0;
    try {
      return await work(await make(settings(service, scope, () => ++changesSent)));
    } catch (error) {
      // With several of them, the error of the last one says nothing about those before it.
      const nothingSent = changesSent === 0 || (changesSent === 1 && isNeverConnected(error));
      const known = toAzureError(service, error, scope.signal, nothingSent);
      // Some callers show what they have and say "unknown" for the rest: the cause must not be lost with it.
      if (isUnseen(error)) {
        const { correlationId } = scope;
        log.warn({ service, correlationId, error: known }, 'Azure gave nothing that could be used');
      }
      throw known;
    }
  }

  return {
    resourceGraph(scope, work) {
      const service = 'Azure Resource Graph';
      const make = async (settings: Settings) => {
        const { ResourceGraphClient } = await import('@azure/arm-resourcegraph');
        return new ResourceGraphClient(tokens.credentialFor(scope), settings);
      };
      return use(service, scope, make, work);
    },
    subscriptions(scope, work) {
      const service = 'Azure Resource Manager';
      const make = async (settings: Settings) => {
        const { SubscriptionClient } = await import('@azure/arm-resources-subscriptions');
        return new SubscriptionClient(tokens.credentialFor(scope), settings);
      };
      return use(service, scope, make, work);
    },
    logs(scope, work) {
      const service = 'Log Analytics';
      const make = async (settings: Settings) => {
        const { LogsQueryClient } = await import('@azure/monitor-query');
        return new LogsQueryClient(tokens.credentialFor(scope), {
          ...settings,
          endpoint: httpsAddress(options.logsUrl),
          audience: cloud.logsScope.replace('/.default', ''),
        });
      };
      return use(service, scope, make, work);
    },
    iotHub(subscriptionId, scope, work) {
      const service = 'Azure IoT Hub';
      const make = async (settings: Settings) => {
        const { IotHubClient } = await import('@azure/arm-iothub');
        return new IotHubClient(tokens.credentialFor(scope), subscriptionId, settings);
      };
      return use(service, scope, make, work);
    },
    security(subscriptionId, scope, work) {
      const service = 'Microsoft Defender for IoT';
      const make = async (settings: Settings) => {
        const { SecurityCenter } = await import('@azure/arm-security');
        return new SecurityCenter(tokens.credentialFor(scope), subscriptionId, settings);
      };
      return use(service, scope, make, work);
    },
    sentinel(subscriptionId, scope, work) {
      const service = 'Microsoft Sentinel';
      const make = async (settings: Settings) => {
        const { SecurityInsights } = await import('@azure/arm-securityinsight');
        return new SecurityInsights(tokens.credentialFor(scope), subscriptionId, settings);
      };
      return use(service, scope, make, work);
    },
    authorization(subscriptionId, scope, work) {
      const service = 'Azure role assignments';
      const make = async (settings: Settings) => {
        const { AuthorizationManagementClient } = await import('@azure/arm-authorization');
        return new AuthorizationManagementClient(tokens.credentialFor(scope), subscriptionId, settings);
      };
      return use(service, scope, make, work);
    },
    async signIn(scope) {
      try {
        await tokens.credentialFor(scope).getToken(cloud.armScope);
      } catch (error) {
        throw toAzureError('Microsoft Entra ID', error, scope.signal);
      }
    },
    async warmUp() {
      await Promise.all([
        import('@azure/identity'),
        import('@azure/arm-resourcegraph'),
        import('@azure/arm-resources-subscriptions'),
        import('@azure/monitor-query'),
        import('@azure/arm-iothub'),
        import('@azure/arm-security'),
        import('@azure/arm-securityinsight'),
        import('@azure/arm-authorization'),
      ]);
    },
  };
}
