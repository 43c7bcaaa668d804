import { describe, expect, it } from 'vitest';
import { type InboundActivity, mentionsOf, readActivity, timeZoneOf } from '../../src/bot/read-activity.ts';
import { isFromBot, readActor, tenantsOf } from '../../src/bot/read-actor.ts';
import { readConversation } from '../../src/bot/read-conversation.ts';
import { withoutThread } from '../../src/domain/conversation.ts';
import { aTenantId } from '../support/a-call.ts';
import { anActivity, type RawActivity } from '../support/an-activity.ts';

function read(over: RawActivity = {}): InboundActivity {
  const activity = readActivity(anActivity(over));
  if (!activity) throw new Error('not an activity');
  return activity;
}

describe('an activity', () => {
  it('may carry nonsense in what is merely nice to have', () => {
    const nonsense = {
      name: 7,
      action: {},
      channelData: 'x',
      entities: 'x',
      membersAdded: [1],
      replyToId: [],
      locale: null,
    };
    expect(read(nonsense)).toMatchObject({ type: 'message', text: 'hubs' });
  });

  it('keeps what matters of half-broken parts', () => {
    const activity = read({
      channelData: { tenant: { id: aTenantId }, team: 'x', channel: { id: 5, name: 'Alerts' } },
      entities: [
        null,
        5,
        { type: 'mention' },
        { type: 'mention', text: '<at>B</at>', mentioned: { id: '28:b' } },
      ],
    });
    expect(activity.channelData).toMatchObject({ tenant: { id: aTenantId }, channel: { name: 'Alerts' } });
    expect(mentionsOf(activity)).toEqual([{ text: '<at>B</at>', mentionedId: '28:b' }]);
  });

  it.each([undefined, null, 'x', 7, [], {}, { type: 'message' }])('is not %j', (body) => {
    expect(readActivity(body)).toBeUndefined();
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['<script>', undefined],
    ['x'.repeat(65), undefined],
  ])('in time zone %j is in %j', (timezone, expected) => {
    expect(timeZoneOf(read({ entities: [{ type: 'clientInfo', timezone }] }))).toBe(expected);
  });
});

describe('the actor', () => {
  it('is who the Bot Connector names, in lower case, whatever the value says', () => {
    const objectId = 'AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE';
    const activity = read({
      from: { id: '29:x', name: 'X', aadObjectId: objectId },
      value: { aadObjectId: 'root' },
    });
    expect(readActor(activity)).toEqual({
      tenantId: aTenantId,
      objectId: objectId.toLowerCase(),
      name: 'X',
      teamsUserId: '29:x',
    });
  });

  it.each([undefined, null, '', "x' or 1 eq 1", 'g'.repeat(36), 7])(
    'is nobody with the object id %j',
    (aadObjectId) => {
      expect(readActor(read({ from: { id: '29:x', aadObjectId } }))).toBeUndefined();
    },
  );

  it('brings every tenant that is spoken of', () => {
    const activity = read({
      from: { id: '29:x', tenantId: 'T1' },
      channelData: { tenant: { id: 't2' } },
      conversation: { id: 'c', tenantId: 't1' },
    });
    expect(tenantsOf(activity)).toEqual(['t1', 't2']);
  });

  it.each([
    [{ id: '28:hubwatch' }, true],
    [{ id: '28:other' }, true],
    [{ id: '29:x', role: 'bot' }, true],
    [{ id: '29:x', role: 'user' }, false],
  ])('%j is a bot: %s', (from, expected) => {
    expect(isFromBot(read({ from }))).toBe(expected);
  });
});

describe('the conversation', () => {
  it.each([
    ['19:c@thread.tacv2;messageid=1700', '19:c@thread.tacv2', '1700'],
    ['19:c@thread.tacv2', '19:c@thread.tacv2', undefined],
    ['19:c@thread.tacv2;messageid=a/b', '19:c@thread.tacv2', undefined],
    [';messageid=1', ';messageid=1', undefined],
  ])('%j is %j with thread %j', (id, plain, threadId) => {
    const conversation = readConversation(read({ conversation: { id, conversationType: 'channel' } }));
    expect([conversation.id, conversation.threadId]).toEqual([plain, threadId]);
    expect(withoutThread(conversation)).not.toHaveProperty('threadId');
  });

  it.each([
    [{ conversationType: 'groupChat' }, {}, 'groupChat'],
    [{ isGroup: true }, {}, 'groupChat'],
    [{ isGroup: true }, { team: { id: 't' } }, 'channel'],
    [{}, { teamsChannelId: 'c' }, 'channel'],
    [{}, {}, 'personal'],
    [{ conversationType: 'strange' }, {}, 'personal'],
  ])('of %j and %j is a %s', (conversation, channelData, kind) => {
    expect(readConversation(read({ conversation: { id: 'c', ...conversation }, channelData })).kind).toBe(
      kind,
    );
  });

  it('knows its team and its name', () => {
    const channelData = { team: { id: '19:team' }, channel: { id: '19:c', name: 'Alerts' } };
    const conversation = { id: '19:c', conversationType: 'channel' };
    expect(readConversation(read({ conversation, channelData }))).toMatchObject({
      teamId: '19:team',
      name: 'Alerts',
    });
  });
});
