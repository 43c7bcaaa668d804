import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/domain/conversation.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const channel: Conversation = {
  id: '19:abc@thread.tacv2',
  kind: 'channel',
  tenantId: '7d3f0f9e-0000-4000-8000-000000000001',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  botId: '28:bot',
  botName: 'Hubwatch',
  teamId: '19:team@thread.tacv2',
  name: 'Plant 7',
};
const personal: Conversation = {
  id: 'a:1xyz',
  kind: 'personal',
  tenantId: channel.tenantId,
  serviceUrl: channel.serviceUrl,
  botId: channel.botId,
  botName: channel.botName,
};
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));

let storage: TestStorage;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(() => storage.empty());

describe('conversations', () => {
  it('gives back what it remembered', async () => {
    await storage.conversations.remember(channel, at(1));
    await storage.conversations.remember(personal, at(1));
    expect(await storage.conversations.get(channel.id)).toEqual(channel);
    expect(await storage.conversations.list()).toEqual([channel, personal]);
  });

  it('knows nothing of a conversation that it has not seen', async () => {
    expect(await storage.conversations.get('19:nobody')).toBeUndefined();
    expect(await storage.conversations.list()).toEqual([]);
  });

  it('keeps no thread: it belongs to one activity, not to the place', async () => {
    await storage.conversations.remember({ ...channel, threadId: '1700000000000' }, at(1));
    expect(await storage.conversations.get(channel.id)).toEqual(channel);
  });

  it('refreshes the service address', async () => {
    await storage.conversations.remember(channel, at(1));
    const moved = { ...channel, serviceUrl: 'https://smba.trafficmanager.net/amer/' };
    await storage.conversations.remember(moved, at(2));
    expect(await storage.conversations.get(channel.id)).toEqual(moved);
  });

  it('lets older news change nothing', async () => {
    await storage.conversations.remember(channel, at(2));
    await storage.conversations.remember({ ...channel, serviceUrl: 'https://old.example/' }, at(1));
    expect(await storage.conversations.get(channel.id)).toEqual(channel);
  });

  it('keeps name and team when an activity does not tell them', async () => {
    await storage.conversations.remember(channel, at(1));
    const { name: _name, teamId: _teamId, ...bare } = channel;
    await storage.conversations.remember(bare, at(2));
    expect(await storage.conversations.get(channel.id)).toEqual(channel);
  });

  it('hides an uninstalled conversation until it is installed again', async () => {
    await storage.conversations.remember(channel, at(1));
    await storage.conversations.uninstalled(channel.id, at(2));
    expect(await storage.conversations.get(channel.id)).toBeUndefined();
    expect(await storage.conversations.list()).toEqual([]);
    await storage.conversations.remember(channel, at(3));
    expect(await storage.conversations.get(channel.id)).toEqual(channel);
  });

  it('does not come back by a message from before the removal', async () => {
    await storage.conversations.remember(channel, at(1));
    await storage.conversations.uninstalled(channel.id, at(3));
    await storage.conversations.remember(channel, at(2));
    expect(await storage.conversations.get(channel.id)).toBeUndefined();
  });

  it('stays when the news of an earlier removal comes late', async () => {
    await storage.conversations.remember(channel, at(3));
    await storage.conversations.uninstalled(channel.id, at(2));
    expect(await storage.conversations.get(channel.id)).toEqual(channel);
  });

  it('stores names that PostgreSQL would refuse', async () => {
    await storage.conversations.remember({ ...channel, name: 'a\0b\ud800c' }, at(1));
    expect(await storage.conversations.get(channel.id)).toEqual({ ...channel, name: 'a\ufffdb\ufffdc' });
  });

  it('takes SQL in a name for a name', async () => {
    const name = `'); drop table hubwatch.conversations; --`;
    await storage.conversations.remember({ ...channel, name }, at(1));
    expect((await storage.conversations.get(channel.id))?.name).toBe(name);
  });
});

describe('the welcome', () => {
  it('is said by one of many who try at once', async () => {
    await storage.conversations.remember(channel, at(1));
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => storage.conversations.claimWelcome(channel.id)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await storage.conversations.claimWelcome(channel.id)).toBe(false);
  });

  it('survives later messages and is said anew after a new installation', async () => {
    await storage.conversations.remember(channel, at(1));
    await storage.conversations.claimWelcome(channel.id);
    await storage.conversations.remember(channel, at(2));
    expect(await storage.conversations.claimWelcome(channel.id)).toBe(false);
    await storage.conversations.uninstalled(channel.id, at(3));
    expect(await storage.conversations.claimWelcome(channel.id)).toBe(false);
    await storage.conversations.remember(channel, at(4));
    expect(await storage.conversations.claimWelcome(channel.id)).toBe(true);
  });

  it('that did not arrive may be said again, once', async () => {
    await storage.conversations.remember(channel, at(1));
    await storage.conversations.claimWelcome(channel.id);
    await storage.conversations.releaseWelcome(channel.id);
    expect(await storage.conversations.claimWelcome(channel.id)).toBe(true);
    expect(await storage.conversations.claimWelcome(channel.id)).toBe(false);
  });

  it('is not for a conversation that nobody remembered', async () => {
    expect(await storage.conversations.claimWelcome('19:nobody')).toBe(false);
  });
});
