import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { IotHubClient } from '@azure/arm-iothub';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import { SecurityCenter } from '@azure/arm-security';
import { SecurityInsights } from '@azure/arm-securityinsight';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { LogsQueryClient } from '@azure/monitor-query';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/**
 * An HTTP client that carries https requests to the sandbox over http. The SDKs refuse to send a token to an
 * http address, so the address changes after they have signed the request.
 */
export function towards(url: string): HttpClient {
  const inner = createDefaultHttpClient();
  return {
    sendRequest(request) {
      const asked = new URL(request.url);
      request.url = `${url}${asked.pathname}${asked.search}`;
      request.allowInsecureConnection = true;
      return inner.sendRequest(request);
    },
  };
}

/** A credential that gets its tokens from the sandbox directly, for any principal. */
export function credentialOf(sandbox: Sandbox, principalId: string) {
  return {
    getToken: async (scopes: string | string[]) => {
      const [scope = ''] = [scopes].flat();
      const token = sandbox.tokenFor(principalId, scope.replace(/\/\.default$/, ''));
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}

/** The real SDK clients for one principal, pointed at the sandbox, without retries. */
export function sandboxClients(sandbox: Sandbox, principalId: string) {
  const credential = credentialOf(sandbox, principalId);
  const options = () => ({ httpClient: towards(sandbox.url), retryOptions: { maxRetries: 0 } });
  return {
    subscriptions: () => new SubscriptionClient(credential, options()),
    graph: () => new ResourceGraphClient(credential, options()),
    hubs: (subscription: string) => new IotHubClient(credential, subscription, options()),
    security: (subscription: string) => new SecurityCenter(credential, subscription, options()),
    sentinel: (subscription: string, apiVersion?: string) =>
      new SecurityInsights(credential, subscription, {
        ...options(),
        ...(apiVersion === undefined ? {} : { apiVersion }),
      }),
    rights: (subscription: string) => new AuthorizationManagementClient(credential, subscription, options()),
    logs: () => new LogsQueryClient(credential, options()),
  };
}

/** Everything that an SDK's pages hold. */
export async function allOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of pages) all.push(item);
  return all;
}

/** The places of a story that tests name most: ids by the story's own names. */
export function placesIn({ world, people }: Sandbox) {
  const subscription = (name: string) => {
    const found = [...world.subscriptions.values()].find((one) => one.name === name);
    if (!found) throw new RangeError(`No subscription ${name}.`);
    return found.id;
  };
  const person = (key: string) => {
    const found = people.find((one) => one.key === key);
    if (!found) throw new RangeError(`Nobody called ${key}.`);
    return found.objectId;
  };
  const [workspace] = [...world.workspaces.values()];
  if (!workspace) throw new RangeError('No workspace.');
  return { subscription, person, workspace, bot: world.bot.objectId };
}

/** Status and code of a refusal that an SDK threw. Throws when nothing was refused. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<{ status: unknown; code: unknown; message: string }> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      status: 'statusCode' in error ? error.statusCode : undefined,
      code: 'code' in error ? error.code : undefined,
      message: error.message,
    };
  }
  throw new Error('The call was not refused.');
}
