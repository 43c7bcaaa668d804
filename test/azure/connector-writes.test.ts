import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { connectorNameFor } from '../../src/azure/connector-writes.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aRoom, clientsIn, workspacesOf } from '../support/a-room.ts';
import { aScope } from '../support/some-clients.ts';

let sandbox: Sandbox;
let law: Workspace;
let room: ReturnType<typeof aRoom>;
let subscriptionId: string;

beforeEach(async () => {
  sandbox = await startSandbox({ speed: 1000 });
  [law = law] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
  room = aRoom(clientsIn(sandbox), [law]);
  subscriptionId =
    [...sandbox.world.subscriptions.values()].find(({ name }) => name === 'Contoso Field Services')?.id ?? '';
});
afterEach(() => sandbox.stop());

const names = () =>
  sandbox.world.connectors
    .all()
    .filter(({ kind, properties }) => kind === 'IOT' && properties.subscriptionId === subscriptionId)
    .map(({ name }) => name);
/** Until the list shows what was written. */
const later = () => sandbox.control.moveClock(60_000);

describe('a connector', () => {
  it('is made with its alerts on, under the name that follows from both ids', async () => {
    const { connectorWriter, connectors } = room;
    const name = connectorNameFor(law.id, subscriptionId);
    await connectorWriter.put(law, { name, subscriptionId }, aScope());
    later();
    const expected = { name, subscriptionId, enabled: true };
    expect(await connectorWriter.get(law, name, aScope())).toMatchObject(expected);
    expect((await connectors.list(law, aScope())).iot).toContainEqual(expect.objectContaining(expected));
  });

  it('is one, however often and by how many it is made', async () => {
    const put = (workspaceId: string, subscription: string) =>
      room.connectorWriter.put(
        law,
        { name: connectorNameFor(workspaceId, subscription), subscriptionId },
        aScope(),
      );
    await Promise.all([put(law.id, subscriptionId), put(law.id.toUpperCase(), subscriptionId)]);
    await put(law.id.toLowerCase(), subscriptionId.toUpperCase());
    expect(names()).toEqual([connectorNameFor(law.id, subscriptionId)]);
  });

  it('has another name on another workspace and for another subscription', () => {
    const given = new Set([
      connectorNameFor(law.id, subscriptionId),
      connectorNameFor(`${law.id}-2`, subscriptionId),
      connectorNameFor(law.id, law.subscriptionId),
    ]);
    expect(given.size).toBe(3);
  });

  it.each([409, 412] as const)(
    'that somebody else has written meanwhile is a conflict (%i), and stays',
    async (status) => {
      sandbox.control.set({ staleEtagStatus: status });
      const name = connectorNameFor(law.id, subscriptionId);
      const { connectorWriter } = room;
      await connectorWriter.put(law, { name, subscriptionId }, aScope());
      later();
      const seen = await connectorWriter.get(law, name, aScope());
      await connectorWriter.put(law, { name, subscriptionId, etag: seen?.etag ?? '' }, aScope());
      const present = sandbox.world.connectors.all().find((one) => one.name === name)?.etag;
      await expect(
        connectorWriter.put(law, { name, subscriptionId, etag: seen?.etag ?? '' }, aScope()),
      ).rejects.toMatchObject({ service: 'Microsoft Sentinel', kind: 'conflict' });
      expect(sandbox.world.connectors.all().find((one) => one.name === name)?.etag).toBe(present);
    },
  );

  it('that was switched off is switched on under the name it has', async () => {
    const name = sandbox.control.portal.connect(subscriptionId);
    const made = sandbox.world.connectors.all().find((one) => one.name === name);
    if (!made) throw new Error('no connector');
    const off = { subscriptionId, dataTypes: { alerts: { state: 'Disabled' } } };
    sandbox.world.connectors.put(made.id, { ...made, properties: off });
    later();
    const seen = await room.connectorWriter.get(law, name, aScope());
    expect(seen).toMatchObject({ enabled: false });
    await room.connectorWriter.put(law, { name, subscriptionId, etag: seen?.etag ?? '' }, aScope());
    later();
    expect(await room.connectorWriter.get(law, name, aScope())).toMatchObject({ enabled: true });
    expect(names()).toEqual([name]);
  });

  it('goes when it is removed, and may be gone already', async () => {
    const name = sandbox.control.portal.connect(subscriptionId);
    await room.connectorWriter.remove(law, name, aScope());
    expect(names()).toEqual([]);
    await room.connectorWriter.remove(law, name, aScope());
    later();
    expect(await room.connectorWriter.get(law, name, aScope())).toBeUndefined();
    const deletes = sandbox.requests.filter(({ method }) => method === 'DELETE');
    expect(deletes.map(({ status }) => status)).toEqual([200, 204]);
  });

  it('of another kind is none', async () => {
    const other = sandbox.world.connectors.all().find(({ kind }) => kind === 'AzureSecurityCenter');
    expect(await room.connectorWriter.get(law, other?.name ?? '', aScope())).toBeUndefined();
  });

  it('is not taken for gone when the service is in trouble', async () => {
    sandbox.control.addFault({ match: 'dataConnectors.get', status: 503 });
    await expect(room.connectorWriter.get(law, 'x', aScope())).rejects.toMatchObject({ kind: 'unavailable' });
    sandbox.control.addFault({ match: 'dataConnectors.get', garbage: 'other-json' });
    await expect(room.connectorWriter.get(law, 'x', aScope())).rejects.toMatchObject({ kind: 'garbled' });
  });

  it('is removed with one request, however the service answers', async () => {
    const { connectorWriter } = aRoom(clientsIn(sandbox, { retries: 3 }), [law]);
    sandbox.control.addFault({ match: 'dataConnectors.delete', status: 503, times: 5 });
    await expect(connectorWriter.remove(law, 'x', aScope())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(sandbox.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });
});
