import { describe, expect, it } from 'vitest';
import { connectorNameFor } from '../../src/azure/connector-writes.ts';
import type { ConnectPlan, DisconnectPlan } from '../../src/domain/change-plan.ts';
import { doConnections } from '../../src/workers/do-connections.ts';
import { PartlyDone } from '../../src/workers/partly-done.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aConnectionItem, aConnectPlan, aDisconnectPlan, fieldServices } from '../support/a-change.ts';
import { aDoingWorld, type DoingWorld } from '../support/a-doing-world.ts';
import { aFreshHub, anIotConnector, aSubscriptionState, sentinelError } from '../support/a-subscription.ts';
import { reason } from '../support/reason.ts';
import { aScope } from '../support/some-clients.ts';

const seen = (name: string, etag = '"1"', enabled = true) => ({ name, etag, enabled });

function doer(plan: ConnectPlan | DisconnectPlan, set: (world: DoingWorld) => void = () => {}) {
  const world = aDoingWorld();
  set(world);
  return { world, ...doConnections(plan, world.needs) };
}
const look = (plan: ConnectPlan | DisconnectPlan, set?: (world: DoingWorld) => void) =>
  doer(plan, set).look(0, aScope());

describe('connecting', () => {
  const off = aConnectPlan({
    items: [aConnectionItem({ connectors: [seen('iot-field', '"1"', false)], step: 're-enable' })],
  });

  it('is as planned while nothing has changed, whatever the case of ids', async () => {
    expect(await look(aConnectPlan())).toBe('as planned');
    const shout = aSubscriptionState();
    const hubs = shout.hubs.map((hub) => ({ ...hub, id: hub.id.toUpperCase() })).toReversed();
    expect(
      await look(aConnectPlan(), (world) => {
        world.hubs = { ...shout, hubs };
      }),
    ).toBe('as planned');
  });

  it('has nothing to do when somebody has connected it meanwhile', async () => {
    expect(await look(aConnectPlan(), (world) => world.iot.push(anIotConnector({ name: 'theirs' })))).toBe(
      'nothing to do',
    );
  });

  it.each<[string, (world: DoingWorld) => void, ConnectPlan]>([
    ['a hub is new', (world) => world.hubs.hubs.push(aFreshHub({ name: 'new' })), aConnectPlan()],
    ['a hub is gone', (world) => world.hubs.hubs.pop(), aConnectPlan()],
    [
      'a connector has come that is off',
      (world) => world.iot.push(anIotConnector({ enabled: false })),
      aConnectPlan(),
    ],
    [
      'the connector was saved again',
      (world) => world.iot.push(anIotConnector({ enabled: false, etag: '"2"' })),
      off,
    ],
    ['the connector is gone', () => {}, off],
  ])('is outdated when %s', async (_, set, plan) => {
    expect(await look(plan, set)).toBe('outdated');
  });

  it('makes a connector whose name follows from workspace and subscription', async () => {
    const { write, world } = doer(aConnectPlan());
    await write(0, aScope());
    expect(world.writes).toEqual([`put ${connectorNameFor(aWorkspace().id, fieldServices)} none`]);
  });

  it('writes over the version that the preview saw when there is one', async () => {
    const { write, world } = doer(off);
    await write(0, aScope());
    expect(world.writes).toEqual(['put iot-field "1"']);
  });

  it('is shown when an enabled connector of the subscription is there', async () => {
    const shown = (...iot: ReturnType<typeof anIotConnector>[]) =>
      doer(aConnectPlan(), (world) => world.iot.push(...iot)).shown([0], aScope());
    expect(await shown()).toEqual(new Set());
    expect(await shown(anIotConnector({ enabled: false }))).toEqual(new Set());
    expect(await shown(anIotConnector({ subscriptionId: 'another' }))).toEqual(new Set());
    expect(await shown(anIotConnector({ name: 'theirs' }))).toEqual(new Set([0]));
  });

  it('is shown for each subscription by itself, and reads a workspace once', async () => {
    const items = [aConnectionItem(), aConnectionItem({ subscriptionId: 'another' })];
    const { world } = doer(aConnectPlan(), ({ iot }) => iot.push(anIotConnector()));
    let lists = 0;
    const connectors = {
      list: async () => {
        lists += 1;
        return { iot: world.iot, defenderForCloud: [] };
      },
    };
    const { shown } = doConnections(aConnectPlan({ items }), { ...world.needs, connectors });
    expect(await shown([0, 1], aScope())).toEqual(new Set([0]));
    expect(await shown([1], aScope())).toEqual(new Set());
    expect(lists).toBe(2);
  });
});

describe('disconnecting', () => {
  const two = aDisconnectPlan({
    items: [aConnectionItem({ connectors: [seen('a'), seen('b')], step: 'remove' })],
  });
  const both = ({ iot }: DoingWorld) =>
    iot.push(anIotConnector({ name: 'b' }), anIotConnector({ name: 'a' }));

  it('is as planned while the connectors are the same, in any order', async () => {
    expect(await look(two, both)).toBe('as planned');
  });

  it('has nothing to do when they are gone', async () => {
    expect(await look(two)).toBe('nothing to do');
  });

  it('is outdated when one was saved again or is gone', async () => {
    expect(await look(two, ({ iot }) => iot.push(anIotConnector({ name: 'a' })))).toBe('outdated');
    expect(await look(aDisconnectPlan(), ({ iot }) => iot.push(anIotConnector({ etag: '"2"' })))).toBe(
      'outdated',
    );
  });

  it('removes every connector that the preview showed', async () => {
    const { write, world } = doer(two, both);
    await write(0, aScope());
    expect(world.writes).toEqual(['remove a', 'remove b']);
    expect(world.iot).toEqual([]);
  });

  it('that fails at the first has changed nothing: Azure’s own error tells', async () => {
    const error = sentinelError('forbidden');
    const { write, world } = doer(two, ({ refusals }) => refusals.push(error));
    expect(await reason(write(0, aScope()))).toBe(error);
    expect(world.writes).toEqual(['remove a']);
  });

  it('that fails in the middle says how far it came', async () => {
    const error = sentinelError('throttled');
    const { write } = doer(two, (world) => {
      both(world);
      const { remove } = world.needs.connectorWriter;
      world.needs.connectorWriter.remove = async (...call) => {
        if (call[1] === 'b') throw error;
        return remove(...call);
      };
    });
    const failed = await reason(write(0, aScope()));
    expect(failed).toBeInstanceOf(PartlyDone);
    expect(failed).toMatchObject({
      message: 'Only 1 of 2 connectors of the subscription were removed.',
      cause: error,
    });
  });

  it('is shown when no connector is left, not even one that is off', async () => {
    const shown = (...iot: ReturnType<typeof anIotConnector>[]) =>
      doer(two, (world) => world.iot.push(...iot)).shown([0], aScope());
    expect(await shown()).toEqual(new Set([0]));
    expect(await shown(anIotConnector({ enabled: false }))).toEqual(new Set());
  });
});

describe('an item that does not exist', () => {
  it('is a defect', async () => {
    const { look: lookAt, write, shown } = doer(aConnectPlan());
    for (const work of [() => lookAt(7, aScope()), () => write(7, aScope()), () => shown([7], aScope())])
      await expect((async () => work())()).rejects.toThrow('no such item');
  });
});
