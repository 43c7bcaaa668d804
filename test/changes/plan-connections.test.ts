import { describe, expect, it } from 'vitest';
import type { SubscriptionState } from '../../src/azure/subscription-hubs.ts';
import {
  type ConnectionTarget,
  planConnect,
  planDisconnect,
  targetsOf,
} from '../../src/changes/plan-connections.ts';
import type { Connectors } from '../../src/domain/connector.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aConnectionItem, fieldHubs, fieldServices } from '../support/a-change.ts';
import { aFreshHub, anIotConnector, aSubscriptionState, sentinelError } from '../support/a-subscription.ts';
import { aScope } from '../support/some-clients.ts';

const other = '99999999-9999-4999-8999-999999999999';
const windfarm = aFreshHub({ name: 'ctso-fld-windfarm' });

function aTarget(over: Partial<ConnectionTarget> = {}): ConnectionTarget {
  return {
    workspace: aWorkspace(),
    subscriptionId: fieldServices,
    subscriptionName: 'Contoso Field Services',
    named: [],
    ...over,
  };
}

/** Azure as it stands, and what is read of it. */
function azure(connectors: Partial<Connectors> = {}, state: Partial<SubscriptionState> = {}) {
  const read: string[] = [];
  return {
    read,
    connectors: {
      list: async ({ name }: { name: string }) => {
        read.push(name);
        return { iot: [], defenderForCloud: [], ...connectors };
      },
    },
    subscriptionHubs: async (id: string) => {
      read.push(id);
      return aSubscriptionState(state);
    },
  };
}

const connect = (needs: ReturnType<typeof azure>, ...targets: ConnectionTarget[]) =>
  planConnect(targets, needs, aScope());
const disconnect = (needs: ReturnType<typeof azure>, ...targets: ConnectionTarget[]) =>
  planDisconnect(targets, needs, aScope());

describe('a plan to connect', () => {
  it('names every hub of the subscription, and makes a connector when there is none', async () => {
    expect(await connect(azure(), aTarget())).toEqual({
      kind: 'connect',
      items: [aConnectionItem({ hubs: fieldHubs, step: 'create' })],
      toEnable: [],
      warnings: [],
    });
  });

  it('has nothing to do when any connector of the subscription is enabled', async () => {
    const iot = [anIotConnector({ name: 'b', enabled: false }), anIotConnector({ name: 'a' })];
    const { items } = await connect(azure({ iot }), aTarget());
    expect(items).toMatchObject([
      {
        step: 'nothing',
        connectors: [
          { name: 'a', etag: '"1"', enabled: true },
          { name: 'b', etag: '"1"', enabled: false },
        ],
      },
    ]);
  });

  it('re-enables a connector whose alerts are switched off', async () => {
    const iot = [anIotConnector({ enabled: false, etag: '"7"' })];
    const { items } = await connect(azure({ iot }), aTarget());
    expect(items).toMatchObject([
      { step: 're-enable', connectors: [{ name: 'iot-field', etag: '"7"', enabled: false }] },
    ]);
  });

  it('looks at no connector of another subscription, and tells of Defender for Cloud on this one', async () => {
    const iot = [anIotConnector({ subscriptionId: other })];
    const [item] = (await connect(azure({ iot, defenderForCloud: [other] }), aTarget())).items;
    expect(item).toMatchObject({ step: 'create', connectors: [], duplicates: false });
    const [second] = (await connect(azure({ defenderForCloud: [fieldServices] }), aTarget())).items;
    expect(second).toMatchObject({ duplicates: true });
  });

  it('names for enabling the hubs that were asked for by name, are off, and may be enabled', async () => {
    const hubs = [
      aFreshHub(),
      aFreshHub({ name: 'ctso-fld-windfarm', defender: 'off' }),
      aFreshHub({ name: 'free', defender: 'off', tier: 'Free' }),
      aFreshHub({ name: 'not-asked-for', defender: 'off' }),
      aFreshHub({ name: 'who-knows', defender: 'unknown' }),
    ];
    const named = hubs.filter(({ name }) => name !== 'not-asked-for').map(({ id }) => id.toUpperCase());
    const { toEnable } = await connect(azure({}, { hubs }), aTarget({ named }));
    expect(toEnable).toEqual([windfarm.id]);
  });

  it('reads each workspace and each subscription once', async () => {
    const needs = azure();
    const second = aWorkspace({ name: 'sentinel-two' });
    const plan = await connect(
      needs,
      aTarget(),
      aTarget({ subscriptionId: other }),
      aTarget({ workspace: second }),
    );
    expect(plan.items.map(({ workspace, subscriptionId }) => [workspace.name, subscriptionId])).toEqual([
      ['sentinel-main', fieldServices],
      ['sentinel-main', other],
      ['sentinel-two', fieldServices],
    ]);
    expect(needs.read.toSorted()).toEqual([fieldServices, other, 'sentinel-main', 'sentinel-two'].toSorted());
  });

  it('is not made when a half of it cannot be read', async () => {
    const error = sentinelError('unavailable');
    const fails = async () => Promise.reject(error);
    await expect(connect({ ...azure(), connectors: { list: fails } }, aTarget())).rejects.toBe(error);
    await expect(connect({ ...azure(), subscriptionHubs: fails }, aTarget())).rejects.toBe(error);
  });

  it('has the warnings that it is given', async () => {
    expect((await planConnect([aTarget()], azure(), aScope(), ['Careful.'])).warnings).toEqual(['Careful.']);
  });
});

describe('a plan to disconnect', () => {
  it('removes every connector, switched off or not', async () => {
    const iot = [anIotConnector({ name: 'z', enabled: false }), anIotConnector({ name: 'a' })];
    const plan = await disconnect(azure({ iot }), aTarget());
    expect(plan).toMatchObject({
      kind: 'disconnect',
      items: [{ step: 'remove', hubs: fieldHubs, connectors: [{ name: 'a' }, { name: 'z' }] }],
    });
  });

  it('has nothing to do without a connector', async () => {
    expect((await disconnect(azure(), aTarget())).items).toMatchObject([{ step: 'nothing' }]);
  });
});

describe('the targets of a plan', () => {
  it('are those that it was made from', async () => {
    const target = aTarget({ named: [windfarm.id] });
    expect(targetsOf(await connect(azure(), target))).toEqual([target]);
    expect(targetsOf(await disconnect(azure(), target))).toEqual([aTarget()]);
  });

  it('make the same plan again', async () => {
    const plan = await connect(azure(), aTarget({ named: [windfarm.id] }));
    expect(plan.toEnable).toEqual([windfarm.id]);
    expect(await connect(azure(), ...targetsOf(plan))).toEqual(plan);
  });
});
