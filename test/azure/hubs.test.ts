import { describe, expect, it } from 'vitest';
import type { HubSource } from '../../src/azure/hub-source.ts';
import { createHubs, type HubsNeeds } from '../../src/azure/hubs.ts';
import type { BareHub } from '../../src/azure/inventory.ts';
import { AzureError } from '../../src/domain/azure-error.ts';
import type { CallScope } from '../../src/domain/call-scope.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { aScope } from '../support/some-clients.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const id = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/hub`;
const hub: BareHub = {
  id,
  name: 'hub',
  subscriptionId,
  resourceGroup: 'rg',
  location: 'westeurope',
  tier: 'Standard',
  state: 'Active',
  hostName: 'hub.azure-devices.net',
};
const workspace = { id: '/ws', subscriptionId, resourceGroup: 'rg', name: 'law' };
const second = { ...workspace, id: '/ws2', name: 'law-2' };

/** A source of one hub with everything on. Counts its questions. */
function aSource(over: Partial<HubSource> = {}) {
  const counts = { hubs: 0, solutions: 0, names: 0 };
  const source: HubSource = {
    hubs: async () => ({ rows: [hub], unreadable: [] }),
    solutions: async () => ({ rows: [{ enabled: true, hubIds: [id] }], unreadable: [] }),
    names: async () => new Map([[subscriptionId, 'Plant A']]),
    ...over,
  };
  const counted =
    <T>(part: keyof typeof counts, read: (scope: CallScope) => Promise<T>) =>
    (scope: CallScope) => {
      counts[part] += 1;
      return read(scope);
    };
  const counting: HubSource = {
    hubs: counted('hubs', source.hubs),
    solutions: counted('solutions', source.solutions),
    names: counted('names', source.names),
  };
  return { counts, source: counting };
}

function build(over: Partial<HubsNeeds> = {}, workspaces = [workspace]) {
  const clock = aHandClock();
  const log = aLog();
  const first = aSource();
  const fallback = aSource();
  const hubs = createHubs(workspaces, {
    source: first.source,
    secondSource: fallback.source,
    connectors: {
      list: async () => ({
        iot: [{ id: 'c', name: 'c', etag: '', subscriptionId, enabled: true }],
        defenderForCloud: [],
      }),
    },
    hubData: async () => [{ hubId: id.toLowerCase(), lastAlertAt: new Date(5), alerts: 2 }],
    log,
    clock,
    ...over,
  });
  const listed = { refresh: hubs.refresh, list: (scope: CallScope) => hubs.list(workspaces, scope) };
  return { hubs: listed, all: hubs, clock, log, counts: first.counts, fallback: fallback.counts };
}

const fail = (error: Error) => () => Promise.reject(error);
const down = new AzureError('Log Analytics', 'unavailable', { code: 'Oops', detail: 'internal words' });
const closed = new AzureError('Azure Resource Graph', 'forbidden', { code: 'AuthorizationFailed' });

describe('the list of hubs', () => {
  it('is the whole picture', async () => {
    const { hubs, clock } = build();
    expect(await hubs.list(aScope())).toEqual({
      hubs: [
        {
          ...hub,
          subscriptionName: 'Plant A',
          defender: 'on',
          connection: 'connected',
          data: { kind: 'seen', lastAlertAt: new Date(5), alerts: 2 },
        },
      ],
      subscriptions: 1,
      readAt: clock.now(),
      gaps: [],
    });
  });

  it('is read once in 60 seconds, however many ask', async () => {
    const { hubs, clock, counts } = build();
    await Promise.all(Array.from({ length: 20 }, () => hubs.list(aScope())));
    clock.advance(59_999);
    await hubs.list(aScope());
    expect(counts).toEqual({ hubs: 1, solutions: 1, names: 1 });
    clock.advance(1);
    await hubs.list(aScope());
    expect(counts).toEqual({ hubs: 2, solutions: 2, names: 2 });
  });

  it('is read again after a change', async () => {
    const { hubs, counts } = build();
    await hubs.list(aScope());
    hubs.refresh();
    await hubs.list(aScope());
    expect(counts.hubs).toBe(2);
  });

  it.each([
    ['Defender state', { source: aSource({ solutions: fail(down) }).source }, { defender: 'unknown' }],
    [
      'subscription names',
      { source: aSource({ names: fail(down) }).source },
      { subscriptionName: subscriptionId },
    ],
    ['connection state', { connectors: { list: fail(down) } }, { connection: 'unknown' }],
    ['data state', { hubData: fail(down) }, { data: { kind: 'unknown' } }],
  ])('has a gap where the %s cannot be read, and shows the rest', async (part, needs, state) => {
    const { hubs, log } = build(needs);
    const inventory = await hubs.list(aScope());
    expect(inventory.hubs).toMatchObject([{ name: 'hub', ...state }]);
    expect(inventory.gaps).toEqual([{ part, why: 'Log Analytics is not available right now (Oops).' }]);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { part, error: down } }]);
  });

  it('says how many subscriptions are closed to the bot, and what it does not know there', async () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const hidden = { ...hub, id: id.replace(subscriptionId, other), name: 'hidden', subscriptionId: other };
    const all = { hubs: fail(closed), solutions: fail(closed), names: fail(closed) };
    const { hubs } = build({
      source: aSource(all).source,
      secondSource: aSource({
        hubs: async () => ({ rows: [hub, hidden], unreadable: ['x'] }),
        solutions: async () => ({ rows: [], unreadable: [other, 'x'] }),
      }).source,
    });
    const inventory = await hubs.list(aScope());
    expect(inventory.hubs.map(({ name, defender }) => [name, defender])).toEqual([
      ['hidden', 'unknown'],
      ['hub', 'off'],
    ]);
    expect(inventory.gaps).toEqual([
      { part: 'hubs', why: 'Azure IoT Hub does not let the bot read 1 subscription.' },
      {
        part: 'Defender state',
        why: 'Microsoft Defender for IoT does not let the bot read 2 subscriptions.',
      },
    ]);
  });

  it('says which of several workspaces is silent', async () => {
    const hubData: HubsNeeds['hubData'] = async (asked) => {
      if (asked.name === 'law-2') throw down;
      return [];
    };
    const { hubs } = build({ hubData }, [workspace, second]);
    const { gaps, hubs: listed } = await hubs.list(aScope());
    expect(gaps).toMatchObject([{ part: 'data state', why: expect.stringMatching(/^law-2: Log Analytics/) }]);
    expect(listed[0]?.data).toEqual({ kind: 'unknown' });
  });

  it('knows only what the asked workspaces know', async () => {
    const connectors: HubsNeeds['connectors'] = {
      list: async ({ name }) => ({
        iot: name === 'law' ? [] : [{ id: 'c', name: 'c', etag: '', subscriptionId, enabled: true }],
        defenderForCloud: [],
      }),
    };
    const { all } = build({ connectors }, [workspace, second]);
    const stateIn = async (...asked: (typeof workspace)[]) =>
      (await all.list(asked, aScope())).hubs[0]?.connection;
    expect(await stateIn(workspace)).toBe('not connected');
    expect(await stateIn(second)).toBe('connected');
    expect(await stateIn(workspace, second)).toBe('connected');
  });

  it('asks again for the missing part only', async () => {
    let asked = 0;
    const hubData = async () => {
      asked += 1;
      if (asked === 1) throw down;
      return [];
    };
    const { hubs, counts } = build({ hubData });
    expect((await hubs.list(aScope())).gaps).toHaveLength(1);
    expect((await hubs.list(aScope())).gaps).toHaveLength(0);
    expect(counts.hubs).toBe(1);
  });

  it('fails when the hubs themselves cannot be read, and not for long', async () => {
    let broken = true;
    const { hubs } = build({
      source: aSource({ hubs: async () => (broken ? Promise.reject(down) : { rows: [hub], unreadable: [] }) })
        .source,
    });
    await expect(hubs.list(aScope())).rejects.toBe(down);
    broken = false;
    expect((await hubs.list(aScope())).hubs).toHaveLength(1);
  });

  it('comes subscription by subscription where Resource Graph is closed', async () => {
    const all = { hubs: fail(closed), solutions: fail(closed), names: fail(closed) };
    const { hubs, fallback } = build({ source: aSource(all).source });
    expect((await hubs.list(aScope())).hubs).toMatchObject([{ subscriptionName: 'Plant A', defender: 'on' }]);
    expect(fallback).toEqual({ hubs: 1, solutions: 1, names: 1 });
  });

  it('does not try the second way when the bot cannot even sign in', async () => {
    const signIn = new AzureError('Microsoft Entra ID', 'forbidden');
    const { hubs, fallback } = build({ source: aSource({ hubs: fail(signIn) }).source });
    await expect(hubs.list(aScope())).rejects.toBe(signIn);
    expect(fallback.hubs).toBe(0);
  });

  it('lets a caller give up in time', async () => {
    const { hubs } = build({ source: aSource({ hubs: () => new Promise(() => undefined) }).source });
    const caller = new AbortController();
    const answer = hubs.list(aScope(caller.signal));
    caller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AzureError', kind: 'timed out' });
  });
});
