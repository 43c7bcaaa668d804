import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { allOf, placesIn, sandboxClients } from '../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${sandbox.url}${path}`, { ...init, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const errorOf = async (answer: Response) => {
  const body: unknown = await answer.json();
  return { status: answer.status, body };
};
const subscriptionsPath = '/subscriptions?api-version=2022-12-01';

describe('tokens', () => {
  it('gives the real managed identity credential a token that every service of its audience takes', async () => {
    const before = { ...process.env };
    Object.assign(process.env, sandbox.env);
    try {
      const credential = new ManagedIdentityCredential();
      const { token, expiresOnTimestamp } = await credential.getToken(
        'https://management.azure.com/.default',
      );
      expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_600_000);
      const answer = await ask(subscriptionsPath, bearer(token));
      expect(answer.status).toBe(200);
    } finally {
      process.env = before;
    }
  });

  it.each([
    ['no secret', {}, '2019-08-01', 'https://management.azure.com', 401],
    ['a wrong secret', { 'x-identity-header': 'guess' }, '2019-08-01', 'https://management.azure.com', 401],
    ['another version', 'secret', '2017-09-01', 'https://management.azure.com', 400],
    ['an unknown resource', 'secret', '2019-08-01', 'https://graph.microsoft.com', 400],
  ])('gives no token for %s', async (_, headers, version, resource, status) => {
    const sent =
      typeof headers === 'string' ? { 'x-identity-header': sandbox.env.IDENTITY_HEADER ?? '' } : headers;
    const answer = await ask(`/msi/token?api-version=${version}&resource=${resource}`, sent);
    expect(answer.status).toBe(status);
  });

  it('refuses a request without, with a made up, with an expired and with another service’s token', async () => {
    const { bot } = placesIn(sandbox);
    const refused = async (headers: Record<string, string>) => {
      const answer = await ask(subscriptionsPath, headers);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer authorization_uri=');
      return errorOf(answer);
    };
    const error = (code: string) => ({ status: 401, body: { error: expect.objectContaining({ code }) } });
    expect(await refused({})).toEqual(error('AuthenticationFailed'));
    expect(await refused(bearer('sandbox.made-up'))).toEqual(error('InvalidAuthenticationToken'));
    expect(await refused(bearer(sandbox.tokenFor(bot, 'arm', -1)))).toEqual(
      error('ExpiredAuthenticationToken'),
    );
    expect(await refused(bearer(sandbox.tokenFor(bot, 'logs')))).toEqual(
      error('InvalidAuthenticationTokenAudience'),
    );
  });

  it('takes an audience with a slash at the end', async () => {
    const token = sandbox.tokenFor(placesIn(sandbox).bot, 'https://management.azure.com/');
    expect((await ask(subscriptionsPath, bearer(token))).status).toBe(200);
  });
});

describe('what every route checks', () => {
  const arm = () => bearer(sandbox.tokenFor(placesIn(sandbox).bot, 'arm'));

  it('answers an unknown route with 501 and its name', async () => {
    expect(await errorOf(await ask('/subscriptions/x/providers/Microsoft.Web/sites', arm()))).toEqual({
      status: 501,
      body: {
        error: {
          code: 'NotImplemented',
          message: "The sandbox has no route 'GET /subscriptions/x/providers/Microsoft.Web/sites'.",
        },
      },
    });
  });

  it.each(['//subscriptions', '///subscriptions', '/subscriptions//'])(
    'reads %s as Resource Manager does, as one slash',
    async (path) => {
      const answer = await ask(`${path}?api-version=2022-12-01`, arm());
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ value: expect.any(Array) });
    },
  );

  it('finds a scope that an SDK sends with two slashes in front', async () => {
    const { bot, workspace, person } = placesIn(sandbox);
    const client = sandboxClients(sandbox, bot).rights(workspace.subscriptionId);
    const scope = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}`;
    const filter = `atScope() and assignedTo('${person('approver')}')`;
    const found = await allOf(client.roleAssignments.listForScope(scope, { filter }));
    expect(sandbox.requests.at(-1)).toMatchObject({
      path: expect.stringMatching(/^\/\/subscriptions\//),
      status: 200,
    });
    expect(found.map(({ principalId }) => principalId)).toEqual([person('approver')]);
  });

  it('asks for an api-version that the provider knows', async () => {
    const code = (name: string) => ({
      status: 400,
      body: { error: expect.objectContaining({ code: name }) },
    });
    expect(await errorOf(await ask('/subscriptions', arm()))).toEqual(code('MissingApiVersionParameter'));
    expect(await errorOf(await ask('/subscriptions?api-version=2031-01-01', arm()))).toEqual(
      code('NoRegisteredProviderFound'),
    );
  });

  it('refuses a body that is not JSON, does not say so, or is larger than 4 MB', async () => {
    const path = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';
    const post = (body: string, type: string) =>
      ask(path, { ...arm(), 'content-type': type }, { method: 'POST', body });
    expect((await post('{"query":"resources"}', 'text/plain')).status).toBe(415);
    expect((await post('{"query":', 'application/json')).status).toBe(400);
    expect((await post('x'.repeat(4 * 1024 * 1024 + 1), 'application/json')).status).toBe(413);
  });

  it('gives every answer its request ids', async () => {
    const { headers } = await ask(subscriptionsPath, arm());
    expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-ms-correlation-request-id')).toBe(headers.get('x-ms-request-id'));
  });

  it('keeps a log of requests with route, caller, status and client request id', async () => {
    sandbox.control.clearRequests();
    const { bot } = placesIn(sandbox);
    await ask(subscriptionsPath, { ...arm(), 'x-ms-client-request-id': 'abc' });
    expect(sandbox.requests).toEqual([
      expect.objectContaining({
        method: 'GET',
        path: subscriptionsPath,
        route: 'subscriptions.list',
        principal: bot,
        status: 200,
        clientRequestId: 'abc',
        json: undefined,
      }),
    ]);
  });

  it('keeps the body of a write in the log, whole and parsed, also when it is refused', async () => {
    const { workspace, bot } = placesIn(sandbox);
    const path = `${workspace.id}/providers/Microsoft.SecurityInsights/dataConnectors/x?api-version=2022-09-01-preview`;
    const put = (body: string) =>
      ask(
        path,
        { ...arm(), 'content-type': 'application/json', 'x-ms-client-request-id': 'c-1' },
        { method: 'PUT', body },
      );
    const body = { kind: 'IOT', properties: { colour: 'red'.repeat(5_000) } };
    await put(JSON.stringify(body));
    expect(sandbox.requests.at(-1)).toMatchObject({
      ...{ method: 'PUT', path, route: 'dataConnectors.put', principal: bot, status: 400 },
      ...{ clientRequestId: 'c-1', json: body },
    });
    expect(sandbox.requests.at(-1)?.body).toHaveLength(10_000);
    await put('{"kind":');
    expect(sandbox.requests.at(-1)).toMatchObject({ status: 400, json: undefined });
  });
});

describe('subscriptions', () => {
  it('lists those in which the caller holds a role at any depth, and none to a stranger', async () => {
    const { person, bot } = placesIn(sandbox);
    const names = async (who: string) =>
      (await allOf(sandboxClients(sandbox, who).subscriptions().subscriptions.list())).map(
        ({ displayName }) => displayName,
      );
    expect(await names(bot)).toHaveLength(5);
    expect(await names(person('plant-only'))).toEqual(['Contoso Plant Monterrey']);
    expect(await names(person('stranger'))).toEqual([]);
  });
});
