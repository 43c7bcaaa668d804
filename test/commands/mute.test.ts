import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MuteTarget } from '../../src/domain/subscription.ts';
import { anActor } from '../support/a-call.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { heldRights } from '../support/held-rights.ts';
import { objectsIn } from '../support/objects-in.ts';
import { buttonsOf, shown } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';
import {
  alertsCameIn,
  aSubscriptionWorld,
  channel,
  emptied,
  otherChannel,
  type SubscriptionWorld,
} from './subscription-world.ts';

let storage: TestStorage;
let world: SubscriptionWorld;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await emptied(storage);
  world = aSubscriptionWorld(storage);
  await alertsCameIn(
    storage,
    world.clock.now(),
    { id: '1' },
    { id: '2', type: 'IoT_Cert_Expired', name: 'x.509 certificate expired' },
    { id: '3', type: 'IoT_A', name: 'Brute force' },
    { id: '4', type: 'IoT_B', name: 'Brute force' },
    { id: '5', type: 'IoT_C', name: 'plant-8' },
  );
});

const inForce = (conversation = channel) => world.needs.mutes.inForce(conversation.id, world.clock.now());
const plant7 = aHub();
const hub: MuteTarget = { kind: 'hub', id: plant7.id.toLowerCase(), name: 'plant-7' };
const sasToken: MuteTarget = { kind: 'alert type', type: 'IoT_Expired_SAS_Token', name: 'Expired SAS Token' };

describe('mute', () => {
  it('keeps a hub quiet, says until when, and that a summary follows', async () => {
    await world.sayIn(channel, 'subscribe');
    const answer = await world.sayIn(channel, 'mute', 'plant-7', '2h');
    const { tenantId, objectId, name } = anActor();
    const [mute, ...others] = await inForce();
    expect(others).toEqual([]);
    expect(mute).toMatchObject({
      conversationId: channel.id,
      target: hub,
      until: new Date('2026-11-23T14:00:00Z'),
      createdBy: { tenantId, objectId, name },
    });
    expect(shown(answer)).toMatch(/Alerts of hub plant-7 are not posted in this channel for 2 hours/);
    expect(shown(answer)).toMatch(/a summary of what was kept back follows.*Until .*2026-11-23T14:00:00Z/s);
    expect(buttonsOf(answer)).toMatchObject([
      { command: 'unmute', args: { mute: mute?.id } },
      { command: 'subscriptions' },
    ]);
    expect(await inForce(otherChannel)).toEqual([]);
  });

  it('says so when nothing is posted here anyway', async () => {
    expect(shown(await world.sayIn(channel, 'mute', 'plant-7', '2h'))).toContain(
      'There is no subscription here',
    );
  });

  it.each([
    ['plant-7 90 minutes', hub, '1 hour 30 minutes'],
    ['the hub PLANT-7 for 1 day', hub, '1 day'],
    ['plant-7.azure-devices.net 5m', hub, '5 minutes'],
    ['Expired SAS Token 1h', sasToken, '1 hour'],
    ['alert type expired sas token 1h', sasToken, '1 hour'],
    ['iot_expired_sas_token 30d', sasToken, '30 days'],
    [
      'x.509 certificate expired for 2 weeks',
      { kind: 'alert type', type: 'IoT_Cert_Expired', name: 'x.509 certificate expired' } as const,
      '14 days',
    ],
  ])('understands "%s"', async (words, target, time) => {
    const answer = await world.sayIn(channel, 'mute', ...words.split(' '));
    expect((await inForce()).map((one) => one.target)).toEqual([target]);
    expect(shown(answer)).toContain(` for ${time}, counted from now.`);
  });

  it('offers times when none was named, and mutes at the click', async () => {
    const answer = await world.sayIn(channel, 'mute', 'plant-7');
    expect(shown(answer)).toContain('For how long?');
    expect(buttonsOf(answer)).toMatchObject([
      { title: '1 hour', command: 'mute', args: { what: plant7.id, kind: 'hub', minutes: 60 } },
      { title: '4 hours', args: { minutes: 240 } },
      { title: '24 hours', args: { minutes: 1_440 } },
    ]);
    expect(await inForce()).toEqual([]);
    await world.clickIn(channel, 'mute', { what: hub.id, kind: 'hub', minutes: 240 });
    expect(await inForce()).toMatchObject([{ target: hub, until: new Date('2026-11-23T16:00:00Z') }]);
    const type = await world.sayIn(channel, 'mute', 'Expired', 'SAS', 'Token');
    expect(buttonsOf(type)[0]).toMatchObject({ args: { what: 'IoT_Expired_SAS_Token', kind: 'alert type' } });
  });

  it('moves the end when the same is muted again, and says so', async () => {
    await world.sayIn(channel, 'mute', 'plant-7', '2h');
    const answer = await world.sayIn(channel, 'mute', 'Plant-7', '10m');
    expect(shown(answer)).toContain('the end was moved');
    expect(await inForce()).toMatchObject([{ until: new Date('2026-11-23T12:10:00Z') }]);
  });

  it.each([
    ['4m', 'at least 5 minutes'],
    ['0h', 'at least 5 minutes'],
    ['31d', 'at most 30 days'],
    ['721 hours', 'at most 30 days'],
  ])('does not mute for %s', async (time, words) => {
    expect(shown(await world.sayIn(channel, 'mute', 'plant-7', ...time.split(' ')))).toContain(words);
    expect(await inForce()).toEqual([]);
  });

  it('says how to use it when nothing is named', async () => {
    expect(shown(await world.sayIn(channel, 'mute', '2h'))).toContain('mute <hub|alert type> <30m|2h|1d>');
  });

  it('offers what may be meant by a mistyped name, with the time', async () => {
    const answer = await world.sayIn(channel, 'mute', 'Expierd', 'SAS', 'Token', '2h');
    expect(shown(answer)).toContain('No hub and no alert type is called Expierd SAS Token.');
    expect(buttonsOf(answer)[0]).toMatchObject({
      title: 'Expired SAS Token',
      command: 'mute',
      args: { what: 'IoT_Expired_SAS_Token', kind: 'alert type', minutes: 120 },
    });
    const hubs = await world.sayIn(channel, 'mute', 'plnat-7', '2h');
    expect(buttonsOf(hubs)[0]).toMatchObject({ title: 'plant-7', args: { what: plant7.id, kind: 'hub' } });
    const alike = buttonsOf(await world.sayIn(channel, 'mute', 'Brute', 'forces', '2h'));
    expect(alike.map(({ title }) => title)).toEqual([
      'Brute force (IoT_A)',
      'Brute force (IoT_B)',
      'Show hubs',
    ]);
    expect(shown(await world.sayIn(channel, 'mute', 'zzzzzzzz', '2h'))).toContain(
      'for 30 days after the last',
    );
    expect(await inForce()).toEqual([]);
  });

  it('asks which one when a name is that of several things', async () => {
    const types = await world.sayIn(channel, 'mute', 'Brute', 'force', '1h');
    expect(shown(types)).toContain('2 things are called Brute force.');
    expect(buttonsOf(types)).toMatchObject([
      { title: 'Alert type IoT_A', args: { what: 'IoT_A', kind: 'alert type', minutes: 60 } },
      { title: 'Alert type IoT_B' },
    ]);
    const both = await world.sayIn(channel, 'mute', 'plant-8', '1h');
    const [first, second] = buttonsOf(both);
    expect([first, second]).toMatchObject([{ args: { kind: 'hub' } }, { args: { what: 'IoT_C' } }]);
    await world.clickIn(channel, 'mute', { what: 'IoT_C', kind: 'alert type', minutes: 60 });
    expect(await inForce()).toMatchObject([
      { target: { kind: 'alert type', type: 'IoT_C', name: 'plant-8' } },
    ]);
  });

  it('knows no type of which no alert came for thirty days', async () => {
    world.clock.advance(31 * 24 * 3_600_000);
    const answer = await world.sayIn(channel, 'mute', 'Expired', 'SAS', 'Token', '1h');
    expect(shown(answer)).toContain('No hub and no alert type is called Expired SAS Token.');
  });

  it('mutes a hub from a button without looking for it: it may be gone', async () => {
    const gone = aSubscriptionWorld(storage, { hubs: { list: async () => anInventory([]) } });
    await gone.clickIn(channel, 'mute', { what: plant7.id, minutes: 60 });
    expect(await inForce()).toMatchObject([{ target: hub }]);
  });

  it('tells nobody the names of hubs who may not see them; types of alerts can be muted', async () => {
    const queryOnly = ['Microsoft.OperationalInsights/workspaces/query/*'];
    const blind = aSubscriptionWorld(storage, {
      rights: { rightsOf: async (_, scope) => heldRights(queryOnly, scope) },
    });
    const answer = await blind.sayIn(channel, 'mute', 'plant-7', '1h');
    expect(shown(answer)).toContain('To mute a hub by its name you need the right to see hubs');
    expect(JSON.stringify(answer)).not.toContain(aHub().resourceGroup);
    expect(await inForce()).toEqual([]);
    await blind.sayIn(channel, 'mute', 'Expired', 'SAS', 'Token', '1h');
    expect(await inForce()).toMatchObject([{ target: sasToken }]);
  });

  it('shows an alert type that a stranger has named as harmless text', async () => {
    const name = '<at>all</at> **x** [y](javascript:alert(1)) {{DATE(2026-01-01T00:00:00Z,SHORT)}} \u0024{z}';
    await alertsCameIn(storage, world.clock.now(), { id: '9', type: 'IoT_Evil', name });
    for (const words of [['IoT_Evil'], ['IoT_Evil', '1h'], ['IoT_Evi', '1h']]) {
      const { card } = await world.sayIn(channel, 'mute', ...words);
      expect(JSON.stringify(card)).not.toMatch(/<at>|\{\{DATE\(2026-01|\$\{/);
      const blocks = objectsIn(card).filter(({ node }) => node.type === 'TextBlock');
      expect(JSON.stringify(blocks)).not.toContain('javascript');
    }
  });
});
