import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { createConnectorWriter } from '../../src/azure/connector-writes.ts';
import { writeOutcome } from '../../src/azure/write-outcome.ts';
import { AzureError, type AzureErrorKind } from '../../src/domain/azure-error.ts';
import { clientsIn, workspacesOf } from '../support/a-room.ts';
import { aScope, someClients } from '../support/some-clients.ts';

const wanted = {
  name: '77777777-7777-4777-8777-777777777777',
  subscriptionId: '18df83b9-365c-4272-a198-eb01bd5f134e',
};

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ speed: 1000 });
});
afterEach(() => sandbox.stop());

/** What a failed write of a connector means. */
async function outcomeOf(clients = clientsIn(sandbox), scope = aScope()) {
  const [law] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
  if (!law) throw new Error('the sandbox has no workspace');
  const error = await createConnectorWriter(clients)
    .put(law, wanted, scope)
    .then(
      () => 'no error',
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof AzureError)) throw new Error(`not an AzureError: ${String(error)}`);
  return { kind: error.kind, outcome: writeOutcome(error) };
}

const made = () => sandbox.world.connectors.all().some(({ name }) => name === wanted.name);

describe('a failed write', () => {
  it.each<[AzureErrorKind, string]>([
    ['not signed in', 'not done'],
    ['forbidden', 'not done'],
    ['not found', 'not done'],
    ['refused', 'not done'],
    ['throttled', 'not done'],
    ['conflict', 'conflict'],
    ['unavailable', 'unknown'],
    ['timed out', 'unknown'],
    ['garbled', 'unknown'],
  ])('of kind "%s" means "%s"', (kind, outcome) => {
    expect(writeOutcome(new AzureError('Microsoft Sentinel', kind))).toBe(outcome);
  });

  it.each<[string, Parameters<Sandbox['control']['addFault']>[0], string, string]>([
    ['is cut off after the work', { match: '', drop: 'after' }, 'unavailable', 'unknown'],
    ['is cut off before the work', { match: '', drop: 'before' }, 'unavailable', 'unknown'],
    ['gets an answer that is no JSON', { match: '', garbage: 'html' }, 'garbled', 'unknown'],
    ['meets a service in trouble', { match: '', status: 503 }, 'unavailable', 'unknown'],
    [
      'meets a service that asks to wait long',
      { match: '', status: 503, retryAfter: '600' },
      'unavailable',
      'unknown',
    ],
    ['is throttled for long', { match: '', status: 429, retryAfter: '600' }, 'throttled', 'not done'],
    ['is throttled', { match: '', status: 429 }, 'throttled', 'not done'],
    ['lacks a right', { match: '', status: 403 }, 'forbidden', 'not done'],
  ])('that %s', async (_, fault, kind, outcome) => {
    sandbox.control.addFault({ ...fault, match: 'dataConnectors.put' });
    expect(await outcomeOf()).toEqual({ kind, outcome });
  });

  it('that is cut off after the work was done all the same', async () => {
    sandbox.control.addFault({ match: 'dataConnectors.put', drop: 'after' });
    await outcomeOf();
    expect(made()).toBe(true);
  });

  it('is unknown when no answer came in time', async () => {
    sandbox.control.addFault({ match: 'dataConnectors.put', hang: true });
    expect(await outcomeOf(clientsIn(sandbox, { deadlineMs: 100 }))).toEqual({
      kind: 'timed out',
      outcome: 'unknown',
    });
  });

  it('is not done when the caller had given up before it left', async () => {
    expect(await outcomeOf(clientsIn(sandbox), aScope(AbortSignal.abort()))).toEqual({
      kind: 'timed out',
      outcome: 'not done',
    });
    expect(sandbox.requests).toEqual([]);
  });

  it('is not done when nobody listened', async () => {
    const clients = clientsIn(sandbox, { at: 'http://127.0.0.1:9' });
    expect(await outcomeOf(clients)).toEqual({ kind: 'unavailable', outcome: 'not done' });
  });

  it('is not done when there was no token to send it with', async () => {
    const makeCredential = () => Promise.reject(new Error('no identity'));
    expect(await outcomeOf(someClients(sandbox.url, { makeCredential }))).toEqual({
      kind: 'unavailable',
      outcome: 'not done',
    });
  });

  it('is not done when it was refused before it left', async () => {
    expect(await outcomeOf(someClients('http://192.0.2.1:8080'))).toEqual({
      kind: 'garbled',
      outcome: 'not done',
    });
  });
});

describe('a write', () => {
  it.each([503, 500, 408])('is sent once, whatever the service answers: %i', async (status) => {
    sandbox.control.addFault({ match: 'dataConnectors.put', status, times: 5 });
    await outcomeOf(clientsIn(sandbox, { retries: 3 }));
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('is sent once when the connection breaks', async () => {
    sandbox.control.addFault({ match: 'dataConnectors.put', drop: 'after', times: 5 });
    await outcomeOf(clientsIn(sandbox, { retries: 3 }));
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('is sent again with a new token when the old one was refused, because nothing was done', async () => {
    const [law] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
    if (!law) throw new Error('the sandbox has no workspace');
    const writer = createConnectorWriter(clientsIn(sandbox));
    await writer.get(law, wanted.name, aScope());
    sandbox.control.expireTokens();
    await writer.put(law, wanted, aScope());
    expect(made()).toBe(true);
    expect(sandbox.requests.filter(({ method }) => method === 'PUT').map(({ status }) => status)).toEqual([
      401, 201,
    ]);
  });
});
