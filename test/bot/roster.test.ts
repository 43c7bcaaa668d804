import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatPerson, ChatPlace } from '../../sandbox/connector/chat.ts';
import { type Connector, startConnector } from '../../sandbox/connector/connector.ts';
import { createAdapter } from '../../src/bot/adapter.ts';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { createRoster, type Roster } from '../../src/bot/roster.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aConversation, anActor, aTenantId } from '../support/a-call.ts';
import { reason } from '../support/reason.ts';

let teams: Connector;
let roster: Roster;
beforeAll(async () => {
  teams = await startConnector();
  roster = createRoster({ adapter: createAdapter({ auth: 'off' }, systemClock) });
});
afterAll(() => teams.stop());

const { objectId } = anActor();
const person = (over: Partial<ChatPerson> = {}) =>
  teams.person({ name: 'Ada Operator', objectId, tenantId: aTenantId, ...over });

/** What is said about somebody, in the kind of conversation, whom Teams lists as that. */
function membership(
  listed: ChatPerson,
  who: Partial<Actor> = {},
  kind: ChatPlace['kind'] = 'channel',
): ReturnType<Roster['membershipOf']> {
  const { id } = teams.conversation({ kind, members: [listed] });
  const conversation = aConversation({ id, kind, serviceUrl: teams.serviceUrl, threadId: '17' });
  return roster.membershipOf(anActor({ teamsUserId: listed.teamsUserId, ...who }), conversation);
}

describe('somebody in a conversation', () => {
  it.each(['personal', 'groupChat', 'channel'] as const)(
    'is a member with an account of the organisation, in a %s',
    async (kind) => {
      expect(await membership(person(), {}, kind)).toBe('member');
    },
  );

  it('is known by the object id whatever its case', async () => {
    const upper = person({ objectId: objectId.toUpperCase(), tenantId: aTenantId.toUpperCase() });
    expect(await membership(upper)).toBe('member');
    expect(await membership(person(), { objectId: objectId.toUpperCase() })).toBe('member');
  });

  it('is a guest when Teams says so', async () => {
    expect(await membership(person({ role: 'guest' }))).toBe('guest');
  });

  it('is a guest when the sign-in name tells, whatever the role', async () => {
    for (const upn of [
      'ada_partner.example#EXT#@contoso.example',
      'ada_partner.example#ext#@contoso.example',
    ])
      expect(await membership(person({ upn }))).toBe('guest');
  });

  it('is a guest with an account of another organisation', async () => {
    expect(await membership(person({ tenantId: '99999999-9999-4999-8999-999999999999' }))).toBe('guest');
  });

  it('is nobody when the list has another account, or none, under that id', async () => {
    const other = '77777777-7777-4777-8777-777777777777';
    expect(await membership(person({ objectId: other }))).toBe('nobody');
    expect(await membership(person({ objectId: '' }))).toBe('nobody');
  });

  it('is nobody who is not in the list', async () => {
    expect(await membership(person(), { teamsUserId: '29:stranger' })).toBe('nobody');
  });
});

describe('the list', () => {
  it('is asked for about one person, in the conversation without its thread', async () => {
    const before = teams.calls.length;
    const listed = person();
    await membership(listed);
    const calls = teams.calls.slice(before);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: 'GET' });
    const path = decodeURIComponent(calls[0]?.path ?? '');
    expect(path).toContain(`/members/${listed.teamsUserId}`);
    expect(path).not.toContain('messageid');
  });

  it.each([500, 503, 429, 403])('that cannot be had (%i) lets nobody in: it throws', async (status) => {
    teams.fault({ method: 'GET', status, code: 'Trouble' });
    const error = await reason(membership(person()));
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ status });
  });

  it('that makes no sense names nobody', async () => {
    teams.fault({ method: 'GET', status: 200, body: '<html>' });
    expect(await membership(person())).toBe('nobody');
  });
});
