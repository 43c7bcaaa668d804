import { type Clients, type ClientsNeeds, createClients } from '../../src/azure/clients.ts';
import type { TransportOptions } from '../../src/azure/transport.ts';
import type { CallScope } from '../../src/domain/call-scope.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aLog } from './a-log.ts';

/** SDK clients for a pretend Azure at `url`. Their tokens say for which audience they are. */
export function someClients(
  url: string,
  more: Partial<TransportOptions & ClientsNeeds> & { retries?: number } = {},
): Clients {
  const { log = aLog(), clock = systemClock, retries = 0, makeCredential = pretend, ...transport } = more;
  return createClients(
    {
      armUrl: url,
      logsUrl: url,
      credential: { kind: 'managed-identity' },
      retries: { times: retries, delayMs: 1 },
      ...transport,
    },
    { log, clock, makeCredential },
  );
}

/** On whose behalf a test asks. */
export function aScope(signal: AbortSignal = new AbortController().signal): CallScope {
  return { signal, correlationId: 'c0ffee00-0000-4000-8000-000000000001' };
}

const pretend: ClientsNeeds['makeCredential'] = () =>
  Promise.resolve({
    getToken: (scopes) =>
      Promise.resolve({
        token: `token for ${String(scopes).replace('/.default', '')}`,
        expiresOnTimestamp: Date.now() + 24 * 3_600_000,
      }),
  });
