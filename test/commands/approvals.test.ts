import { describe, expect, it } from 'vitest';
import type { AuditNote } from '../../src/domain/audit-entry.ts';
import type { Change } from '../../src/domain/change.ts';
import type { ApprovalPlace, ChangeCard } from '../../src/domain/change-card.ts';
import type { Conversation } from '../../src/domain/conversation.ts';
import type { ChangeLedger, ChangeWork } from '../../src/storage/change-ledger.ts';
import { aCall, aConversation } from '../support/a-call.ts';
import { aChange, anEnablePlan, aPerson, arjun } from '../support/a-change.ts';
import { heldRights } from '../support/held-rights.ts';
import { noChangeWork } from '../support/no-change-work.ts';
import { noLedger } from '../support/no-ledger.ts';
import { buttonsOf, rowsOf, shown, someCommands, type WorldOver } from '../support/some-commands.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const channel = aConversation({
  id: '19:approvers@thread.tacv2',
  kind: 'channel',
  name: 'Approvers',
  threadId: '17',
});

interface WorldParts {
  asked?: Change[];
  /** What waits for a request, by its id. */
  after?: Record<string, Change[]>;
  place?: ApprovalPlace;
}

/** A ledger with these requests, and what was written to it. */
function world({ asked = [], after, place, ...over }: WorldParts & WorldOver = {}) {
  const notes: AuditNote[] = [];
  const places: ApprovalPlace[] = [];
  const cards: Omit<ChangeCard, 'id' | 'shownVersion'>[] = [];
  const work: ChangeWork = {
    ...noChangeWork,
    get: async (id) => asked.find((change) => change.id === id),
    approvalPlace: async () => place,
    setApprovalPlace: async (set) => void places.push(set),
    addCard: async (card) => {
      cards.push(card);
      return 'card-1';
    },
    audit: (note) => void notes.push(note),
  };
  const ledger: ChangeLedger = {
    ...noLedger,
    transaction: (run) => run(work),
    asked: async (tenantId) => asked.filter(({ requester }) => requester.tenantId === tenantId),
    after: async (id) => after?.[id] ?? [],
    approvalPlace: async () => place,
  };
  const commands = someCommands({ ledger, ...over });
  const here = (command: string, conversation: Conversation, args = {}) =>
    commands.runner.run(aCall({ command, conversation, args }));
  return { ...commands, here, notes, places, cards };
}

const request = (over: Partial<Change> = {}) => aChange({ state: 'asked', plan: anEnablePlan(), ...over });

describe('approvals', () => {
  it('lists what waits for a decision, one’s own apart, each as a row that opens it', async () => {
    const asked = [request({ id: 'own' }), request({ id: 'theirs', requester: arjun })];
    const answer = await world({ asked }).say('approvals');
    expect(shown(answer)).toMatch(/2 requests wait.*Asked by you.*Asked by others/s);
    expect(rowsOf(answer)).toMatchObject([
      { command: 'approval', args: { change: 'own' }, place: 'chat' },
      { command: 'approval', args: { change: 'theirs' }, place: 'chat' },
    ]);
  });

  it('says what goes on by itself after a request, so that two of the same hub are told apart', async () => {
    const asked = [request({ id: 'alone' }), request({ id: 'first' }), request({ id: 'withdrawn' })];
    const after = {
      first: [aChange({ id: 'then', state: 'waiting' })],
      withdrawn: [aChange({ id: 'other', state: 'cancelled' })],
    };
    const text = shown(await world({ asked, after }).say('approvals'));
    expect(text.match(/^Then: .*$/gm)).toEqual([
      'Then: Connect Contoso Field Services to Microsoft Sentinel',
    ]);
  });

  it('leaves out what has expired, and what another organisation asks', async () => {
    const asked = [
      request({ id: 'late', expiresAt: noon }),
      request({ id: 'foreign', requester: aPerson({ tenantId: 'another' }) }),
    ];
    const answer = await world({ asked }).say('approvals');
    expect(shown(answer)).toContain('Nothing waits for an approval.');
    expect(rowsOf(answer)).toEqual([]);
  });

  it('says where approval cards go, or offers to have them here', async () => {
    expect(buttonsOf(await world().say('approvals'))).toContainEqual(
      expect.objectContaining({ command: 'approvals here' }),
    );
    const answer = await world({ place: { conversation: channel, setBy: arjun, setAt: noon } }).say(
      'approvals',
    );
    expect(shown(answer)).toContain('Approval cards are posted in the channel Approvers.');
    expect(buttonsOf(answer).map(({ command }) => command)).not.toContain('approvals here');
  });
});

describe('approvals here', () => {
  it('takes this conversation, without its thread, and tells the audit', async () => {
    const { here, places, notes } = world();
    expect(shown(await here('approvals here', channel))).toContain('Approvals come here');
    const { threadId: _, ...conversation } = channel;
    expect(places).toEqual([{ conversation, setBy: aPerson(), setAt: noon }]);
    expect(notes).toEqual([
      {
        event: 'approvals place set',
        actor: aPerson(),
        what: 'approvals here',
        on: ['Approvers'],
        ids: [channel.id],
        change: '',
        outcome: 'set',
        correlationId: aCall().correlationId,
      },
    ]);
  });

  it('says in the audit from where it was moved', async () => {
    const before = { conversation: aConversation({ id: 'a:old' }), setBy: arjun, setAt: noon };
    const { here, notes } = world({ place: before });
    await here('approvals here', channel);
    expect(notes).toMatchObject([
      { ids: [channel.id, 'a:old'], outcome: 'moved here from another conversation' },
    ]);
  });

  it('says where they went until now, when that was elsewhere', async () => {
    const place = (conversation: Conversation) => ({ place: { conversation, setBy: arjun, setAt: noon } });
    const before = world(
      place(aConversation({ id: '19:old@thread.v2', kind: 'groupChat', name: 'Night shift' })),
    );
    expect(shown(await before.here('approvals here', channel))).toContain(
      'Until now: in the chat Night shift, set by Arjun Mehta.',
    );
    const same = world(place(channel));
    expect(shown(await same.here('approvals here', channel))).not.toContain('Until now');
    expect(same.notes).toMatchObject([{ ids: [channel.id], outcome: 'set' }]);
    expect(shown(await world().here('approvals here', channel))).not.toContain('Until now');
  });

  it('warns that nobody else reads a personal chat', async () => {
    const { here, notes } = world();
    expect(shown(await here('approvals here', aConversation()))).toContain('only you will see them');
    expect(notes).toMatchObject([{ on: ['personal'] }]);
    expect(shown(await here('approvals here', channel))).not.toContain('only you will see them');
  });

  it.each([
    ['who only reads', { rights: { rightsOf: async (_: string, s: string) => heldRights(['*/read'], s) } }],
    ['who is a guest', { roster: { membershipOf: async () => 'guest' as const } }],
  ])('is refused for somebody %s, which the audit knows', async (_, over) => {
    const { here, places, refusals } = world(over);
    await here('approvals here', channel);
    expect(places).toEqual([]);
    expect(refusals).toMatchObject([{ event: 'refused', what: 'approvals here' }]);
  });
});

describe('opening a request', () => {
  it('shows it to be decided, as a card that is kept up to date', async () => {
    const requester = aPerson({ objectId: '77777777-7777-4777-8777-777777777777' });
    const { here, cards } = world({ asked: [request({ version: 4, requester })] });
    const answer = await here('approval', channel, { change: request().id });
    expect(buttonsOf(answer).map(({ title }) => title)).toEqual(['Approve', 'Decline']);
    expect(answer.changeCard).toEqual({ id: 'card-1', version: 4 });
    expect(cards).toEqual([
      {
        changeId: request().id,
        kind: 'card',
        audience: 'approver',
        conversation: channel,
        state: 'expected',
        notice: '',
      },
    ]);
  });

  it('of one’s own shows it to be withdrawn', async () => {
    const { here, cards } = world({ asked: [request()] });
    const answer = await here('approval', channel, { change: request().id });
    expect(buttonsOf(answer).map(({ title }) => title)).toEqual(['Withdraw']);
    expect(cards).toMatchObject([{ audience: 'requester', conversation: channel }]);
  });

  it.each<[string, Change[]]>([
    ['is not there', []],
    ['belongs to another organisation', [request({ requester: aPerson({ tenantId: 'another' }) })]],
  ])('says so when it %s, and keeps no card', async (_, asked) => {
    const { here, cards } = world({ asked });
    const answer = await here('approval', channel, { change: request().id });
    expect(shown(answer)).toContain('This request is not there any more.');
    expect(cards).toEqual([]);
  });

  it('takes the right to see hubs', async () => {
    const rights = { rightsOf: async (_: string, scope: string) => heldRights([], scope) };
    const { here, cards } = world({ asked: [request()], rights });
    const answer = await here('approval', channel, { change: request().id });
    expect(shown(answer)).toContain('You lack a right for this');
    expect(cards).toEqual([]);
  });
});
