import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { noteAbout } from '../../src/changes/describe.ts';
import type { Change, ChangeState } from '../../src/domain/change.ts';
import type { ChangeCard } from '../../src/domain/change-card.ts';
import type { ChangePlan } from '../../src/domain/change-plan.ts';
import { newId } from '../../src/storage/change-ledger.ts';
import { plainText } from '../../src/storage/plain-text.ts';
import { changeQueue } from '../../src/storage/queues.ts';
import { aConversation } from '../support/a-call.ts';
import {
  aChange,
  aConnectionItem,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  anIncidentRule,
  anIncidentsOffPlan,
  anIncidentsPlan,
  aPerson,
  aPlannedHub,
  arjun,
} from '../support/a-change.ts';
import { aLedgerForThisFile } from '../support/a-ledger.ts';

const at = new Date('2026-11-23T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const hostile = 'a\0b \ud800 <at>x</at> \u0024{y} \'"; drop table changes;-- 漢字';

const { storage, ledger } = await aLedgerForThisFile();

/** A plan of each kind with this text wherever somebody else's text stands. */
function plansWith(text: string): ChangePlan[] {
  const hub = aPlannedHub({ name: text });
  const seen = [{ name: text, etag: text, enabled: false }];
  const rule = anIncidentRule({
    displayName: text,
    description: text,
    onlyNames: [text],
    exceptNames: [text],
    severities: ['High'],
  });
  const { solution } = anEnableItem();
  return [
    aConnectPlan({
      items: [aConnectionItem({ subscriptionName: text, hubs: [hub], connectors: seen, duplicates: true })],
      toEnable: [hub.id],
      warnings: [text],
    }),
    aDisconnectPlan({ items: [aConnectionItem({ subscriptionName: text, step: 'nothing' })] }),
    anEnablePlan({
      subscriptionName: text,
      items: [anEnableItem({ solution: { ...solution, name: text, otherHubs: [text] }, step: 'switch on' })],
    }),
    anIncidentsPlan({ rule, severities: 'all' }, { duplicates: [text] }),
    anIncidentsPlan({ step: 'create', severities: ['High', 'Low'] }),
    anIncidentsOffPlan({ duplicates: [text] }),
  ];
}

/** A change with this text in everything that people can name. */
function changeWith(text: string, plan: ChangePlan): Change {
  return aChange({
    id: plan.kind,
    plan,
    state: 'declined',
    version: 7,
    steps: [{ state: 'failed', detail: text }],
    requester: aPerson({ name: text }),
    conversation: aConversation({ name: text, threadId: '17', teamId: '19:team', kind: 'channel' }),
    needsApproval: true,
    decision: { verdict: 'declined', by: { ...arjun, name: text }, at, reason: text },
    createdAt: later(1),
    expiresAt: later(2),
    endedAt: later(3),
  });
}

describe('a change', () => {
  it.each(plansWith(hostile).map((plan, index) => ({ kind: plan.kind, plan, index })))(
    'of kind "$kind" ($index) comes back as it was kept, hostile text included',
    async ({ plan, index }) => {
      await ledger.keep(changeWith(hostile, plan));
      const tame = plainText(hostile);
      const expected = plansWith(tame)[index];
      if (!expected) throw new Error('no such plan');
      expect(await ledger.have(plan.kind)).toEqual(changeWith(tame, expected));
    },
  );

  it('without decision, end or predecessor has none of these fields', async () => {
    const change = aChange();
    await ledger.keep(change);
    const found = await ledger.have(change.id);
    expect(found).toEqual(change);
    for (const field of ['decision', 'after', 'endedAt']) expect(found).not.toHaveProperty(field);
  });

  it('is undefined when there is none', async () => {
    expect(await ledger.get('nothing')).toBeUndefined();
    expect(await ledger.card('nothing')).toBeUndefined();
    expect(await ledger.cards('nothing')).toEqual([]);
    expect(await ledger.after('nothing')).toEqual([]);
  });

  it('keeps words that PostgreSQL refuses in why it ended and in a card’s notice', async () => {
    const change = aChange({ state: 'running' });
    const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    await ledger.transaction(async (t) => {
      await t.move(change.id, ['running'], 'failed', { why: 'The hub a\0b is gone.' });
      await t.moveCard(card, ['shown'], { notice: 'a\0b' });
    });
    expect((await ledger.have(change.id)).why).toBe('The hub a\ufffdb is gone.');
    expect((await ledger.card(card))?.notice).toBe('a\ufffdb');
  });

  it.each([
    ['a kind of plan that is not known', { kind: 'explode', items: [] }],
    ['a plan whose fields have moved', { ...aConnectPlan(), items: [{ workspaceId: 'x' }] }],
    ['a step that is not known', { ...aConnectPlan(), items: [{ ...aConnectionItem(), step: 'replace' }] }],
    ['half a plan', { kind: 'enable', subscriptionId: 'x' }],
  ])('with %s is refused when it is read', async (_, plan) => {
    const change = aChange();
    await ledger.keep(change);
    await sql`update hubwatch.changes set plan = ${JSON.stringify(plan)}`.execute(storage.db);
    await expect(ledger.get(change.id)).rejects.toThrow();
  });

  it('with results of steps that are not known is refused when it is read', async () => {
    const change = aChange();
    await ledger.keep(change);
    await sql`update hubwatch.changes set steps = '[{"state":"half done","detail":""}]'`.execute(storage.db);
    await expect(ledger.get(change.id)).rejects.toThrow();
  });

  it('gets ids that fit into a button and differ', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
  });
});

describe('a move', () => {
  it('gives the change as it is now, one version on', async () => {
    const change = aChange({ state: 'asked' });
    await ledger.keep(change);
    const decision = { verdict: 'approved', by: arjun, at, reason: '' } as const;
    const moved = await ledger.transaction((t) => t.move(change.id, ['asked'], 'approved', { decision }));
    expect(moved).toEqual({ ...change, state: 'approved', version: 2, decision });
    expect(await ledger.get(change.id)).toEqual(moved);
  });

  it('sets everything that a patch names', async () => {
    await ledger.keep(aChange({ id: 'first' }));
    const change = aChange({ state: 'running' });
    await ledger.keep(change);
    const patch = {
      steps: [{ state: 'unknown', detail: 'no answer' }],
      plan: aConnectPlan({ warnings: ['new'] }),
      expiresAt: later(5),
      endedAt: later(6),
      why: 'because',
      after: 'first',
    } satisfies Partial<Change>;
    const moved = await ledger.transaction((t) => t.move(change.id, ['running'], 'unknown', patch));
    expect(moved).toEqual({ ...change, state: 'unknown', version: 2, ...patch });
  });

  it('is won by one of ten who try at the same time', async () => {
    const change = aChange({ state: 'asked' });
    await ledger.keep(change);
    const tries = Array.from({ length: 10 }, (_, n) =>
      ledger.transaction((t) =>
        n % 2 === 0
          ? t.move(change.id, ['asked'], 'approved', { why: `by ${n}` })
          : t.move(change.id, ['asked'], 'declined', { why: `by ${n}` }),
      ),
    );
    const won = (await Promise.all(tries)).filter((moved) => moved !== undefined);
    expect(won).toHaveLength(1);
    expect(await ledger.get(change.id)).toEqual(won[0]);
  });

  it('does nothing from another state, or without a change', async () => {
    const change = aChange({ state: 'declined' });
    await ledger.keep(change);
    await ledger.transaction(async (t) => {
      expect(await t.move(change.id, ['asked'], 'approved', { why: 'too late' })).toBeUndefined();
      expect(await t.move('nothing', ['asked'], 'approved')).toBeUndefined();
    });
    expect(await ledger.get(change.id)).toEqual(change);
  });

  it.each<[ChangeState, ChangeState]>([
    ['done', 'running'],
    ['declined', 'approved'],
    ['previewed', 'running'],
    ['asked', 'waiting'],
  ])('from %s to %s is a defect and throws', async (from, to) => {
    await ledger.keep(aChange({ state: from }));
    const work = ledger.transaction((t) => t.move(aChange().id, [from], to));
    await expect(work).rejects.toThrow(`A change does not go from ${from} to ${to}`);
  });

  it('into the state it is in already is allowed, to keep its steps', async () => {
    const change = aChange({ state: 'done' });
    await ledger.keep(change);
    const moved = await ledger.transaction((t) => t.move(change.id, ['done'], 'done', { why: 'more' }));
    expect(moved).toEqual({ ...change, version: 2, why: 'more' });
  });

  it.each([
    ['a millisecond before its end', -1, true],
    ['at its end', 0, false],
    ['a millisecond after its end', 1, false],
  ])('finds a request good or void, never both: %s', async (_, ms, good) => {
    const change = aChange({ state: 'asked', expiresAt: at });
    await ledger.keep(change);
    const [validAt, voidAt] = [later(ms), later(ms)];
    const moved = await ledger.transaction(async (t) => ({
      asGood: await t.move(change.id, ['asked'], 'asked', {}, { validAt }),
      asVoid: await t.move(change.id, ['asked'], 'asked', {}, { voidAt }),
    }));
    expect({ good: moved.asGood !== undefined, void: moved.asVoid !== undefined }).toEqual({
      good,
      void: !good,
    });
  });
});

describe('a transaction', () => {
  it('keeps move, card, job and audit together', async () => {
    const change = aChange({ state: 'asked' });
    await ledger.keep(change);
    const card = await ledger.transaction(async (t) => {
      const moved = await t.move(change.id, ['asked'], 'approved');
      if (moved) await t.run(moved);
      t.audit(noteAbout(change, 'approved', arjun, 'as agreed'));
      return t.addCard(aCard({ state: 'to post', notice: hostile.replace('\0', '') }));
    });
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { change: change.id }, key: change.id }]);
    expect(await ledger.drawn()).toEqual([card]);
    expect(await ledger.card(card)).toMatchObject({ id: card, changeId: change.id, shownVersion: 0 });
    expect(await ledger.told()).toEqual(['approved connect: as agreed']);
  });

  it('that fails leaves nothing of them', async () => {
    const change = aChange({ state: 'asked' });
    const [shown = ''] = await ledger.keep(change, [{ activityId: '1' }]);
    const failing = ledger.transaction(async (t) => {
      const moved = await t.move(change.id, ['asked'], 'approved');
      if (moved) await t.run(moved);
      await t.insert(aChange({ id: 'second' }));
      await t.addCard(aCard({ state: 'to post' }));
      await t.moveCard(shown, ['shown'], { state: 'gone' });
      await t.touch(change.id);
      await t.redraw(change.id);
      await t.setApprovalPlace({ conversation: aConversation(), setBy: arjun, setAt: at });
      t.audit(noteAbout(change, 'approved', arjun, 'as agreed'));
      throw new Error('too bad');
    });
    await expect(failing).rejects.toThrow('too bad');
    expect(await ledger.get(change.id)).toEqual(change);
    expect(await ledger.get('second')).toBeUndefined();
    expect(await ledger.cards(change.id)).toMatchObject([{ id: shown, state: 'shown' }]);
    expect(await ledger.approvalPlace(arjun.tenantId)).toBeUndefined();
    expect([await ledger.jobs('changes'), await ledger.jobs('change-cards')]).toEqual([[], []]);
    expect(await ledger.told()).toEqual([]);
  });

  it('whose audit entry cannot be kept leaves nothing either', async () => {
    const change = aChange({ state: 'asked' });
    await ledger.keep(change);
    await sql`alter table hubwatch.audit_head rename to audit_head_away`.execute(storage.db);
    try {
      const failing = ledger.transaction(async (t) => {
        await t.move(change.id, ['asked'], 'approved');
        t.audit(noteAbout(change, 'approved', arjun, 'as agreed'));
      });
      await expect(failing).rejects.toThrow();
    } finally {
      await sql`alter table hubwatch.audit_head_away rename to audit_head`.execute(storage.db);
    }
    expect(await ledger.get(change.id)).toEqual(change);
  });

  it('sees what it has written itself', async () => {
    const change = aChange();
    await ledger.transaction(async (t) => {
      await t.insert(change);
      expect(await t.get(change.id)).toEqual(change);
      const card = await t.addCard(aCard({ state: 'expected' }));
      expect(await t.card(card)).toMatchObject({ id: card });
      expect(await t.cards(change.id)).toHaveLength(1);
      await t.insert(aChange({ id: 'second', after: change.id }));
      expect((await t.after(change.id)).map(({ id }) => id)).toEqual(['second']);
    });
    expect((await ledger.after(change.id)).map(({ id }) => id)).toEqual(['second']);
  });
});

function aCard(over: Partial<ChangeCard> = {}): Omit<ChangeCard, 'id' | 'shownVersion'> {
  const { id: changeId, conversation } = aChange();
  return { changeId, kind: 'card', audience: 'requester', conversation, state: 'shown', notice: '', ...over };
}

describe('a card', () => {
  it('changes only from a state that was expected', async () => {
    const change = aChange();
    const [card = ''] = await ledger.keep(change, [{ state: 'expected' }]);
    await ledger.transaction(async (t) => {
      expect(await t.moveCard(card, ['posting'], { state: 'shown' })).toBe(false);
      expect(await t.moveCard('nothing', ['expected'], { state: 'shown' })).toBe(false);
      expect(
        await t.moveCard(card, ['posting', 'expected'], { state: 'shown', activityId: '7', shownVersion: 1 }),
      ).toBe(true);
    });
    expect(await ledger.card(card)).toEqual({
      ...aCard(),
      id: card,
      changeId: change.id,
      state: 'shown',
      activityId: '7',
      shownVersion: 1,
    });
  });

  it('is drawn anew when it can be, with the others of its conversation kept apart by the key', async () => {
    const other = aConversation({ id: '19:approvers@thread.tacv2', kind: 'channel' });
    const cards: Partial<ChangeCard>[] = [
      { activityId: '1' },
      { state: 'to post', audience: 'approver', conversation: other },
      { state: 'expected' },
      { state: 'posting' },
      { state: 'unknown' },
      { state: 'not delivered' },
      { state: 'gone', activityId: '2' },
      { state: 'shown' }, // Teams named no id.
    ];
    const change = aChange();
    const [shown = '', toPost = ''] = await ledger.keep(change, cards);
    await ledger.transaction((t) => t.redraw(change.id));
    const waiting = await ledger.jobs('change-cards');
    expect(waiting.map(({ data, key }) => [data, key])).toEqual(
      expect.arrayContaining([
        [{ card: shown }, change.conversation.id],
        [{ card: toPost }, other.id],
      ]),
    );
    expect(waiting).toHaveLength(2);
    expect((await ledger.have(change.id)).version).toBe(1);
  });

  it('of a change that waits for the one that changed is drawn anew as well', async () => {
    const enabling = aChange({ id: 'enabling', plan: anEnablePlan(), state: 'asked' });
    const connecting = aChange({ id: 'connecting', state: 'waiting', after: 'enabling' });
    const [first = ''] = await ledger.keep(enabling, [{ activityId: '1' }]);
    const [second = ''] = await ledger.keep(connecting, [{ activityId: '2' }]);
    await ledger.keep(aChange({ id: 'other' }), [{ activityId: '3' }]);
    await ledger.transaction((t) => t.redraw('enabling'));
    expect(await ledger.drawn()).toEqual([first, second].toSorted());
    // Its card says how the first one stands: that is a new version of it.
    expect((await ledger.have('connecting')).version).toBe(2);
    expect((await ledger.have('enabling')).version).toBe(1);
  });

  it('is drawn anew by a touch, which makes a version, and leaves those that wait alone', async () => {
    await ledger.keep(aChange({ id: 'enabling', plan: anEnablePlan() }), [{ activityId: '1' }]);
    await ledger.keep(aChange({ id: 'connecting', state: 'waiting', after: 'enabling' }), [
      { activityId: '2' },
    ]);
    await ledger.transaction((t) => t.touch('enabling'));
    expect(await ledger.drawn()).toHaveLength(1);
    expect((await ledger.have('enabling')).version).toBe(2);
    expect((await ledger.have('connecting')).version).toBe(1);
  });
});

describe('the lists', () => {
  it('have the requests of a tenant that wait for an approver, oldest first', async () => {
    const asked = (id: string, minutes: number, over: Partial<Change> = {}) =>
      ledger.keep(aChange({ id, state: 'asked', createdAt: later(minutes * 60_000), ...over }));
    await asked('newest', 3);
    await asked('oldest', 1);
    await asked('middle', 2);
    await asked('foreign', 0, { requester: aPerson({ tenantId: 'another' }) });
    await asked('preview', 0, { state: 'previewed' });
    await asked('approved', 0, { state: 'approved' });
    expect((await ledger.asked(aPerson().tenantId)).map(({ id }) => id)).toEqual([
      'oldest',
      'middle',
      'newest',
    ]);
    expect((await ledger.asked('another')).map(({ id }) => id)).toEqual(['foreign']);
    const both = await ledger.inStates(aPerson().tenantId, ['previewed', 'approved']);
    expect(both.map(({ id }) => id).toSorted()).toEqual(['approved', 'preview']);
  });

  it('have the previews and requests whose time is over, and nothing else', async () => {
    const states: ChangeState[] = ['previewed', 'asked', 'waiting', 'approved', 'running', 'expired', 'done'];
    for (const state of states) await ledger.keep(aChange({ id: state, state, expiresAt: at }));
    await ledger.keep(aChange({ id: 'in time', state: 'asked', expiresAt: later(1) }));
    expect((await ledger.expired(at)).map(({ id }) => id).toSorted()).toEqual(['asked', 'previewed']);
  });
});

describe('carrying out', () => {
  const other = '99999999-9999-4999-8999-999999999999';
  const enabling = (id: string, subscriptionId?: string) =>
    aChange({
      id,
      state: 'approved',
      plan: anEnablePlan(subscriptionId === undefined ? {} : { subscriptionId }),
    });

  it('is kept apart by change, and for enabling by subscription; a later look never waits', async () => {
    const changes = [enabling('one'), enabling('two'), enabling('three', other), aChange({ id: 'four' })];
    for (const change of changes) await ledger.keep(change);
    const when = later(60_000);
    await ledger.transaction(async (t) => {
      for (const change of changes) await t.run(change);
      await t.run(enabling('one'), { look: 2, at: when });
    });
    const jobs = await ledger.jobs('changes');
    const { subscriptionId } = anEnablePlan();
    expect(jobs.map(({ data, key }) => [data, key])).toEqual(
      expect.arrayContaining([
        [{ change: 'one' }, `enable ${subscriptionId}`],
        [{ change: 'two' }, `enable ${subscriptionId}`],
        [{ change: 'three' }, `enable ${other}`],
        [{ change: 'four' }, 'four'],
        [{ change: 'one', look: 2 }, 'one'],
      ]),
    );
    expect(jobs).toHaveLength(5);
    expect(jobs.find(({ key }) => key === 'one')?.at).toEqual(when);
  });

  // The last test of this file: its worker goes on until the storage closes.
  it('never does two enables of one subscription at the same time', async () => {
    const changes = [enabling('one'), enabling('two'), enabling('other', other)];
    for (const change of changes) await ledger.keep(change);
    const begun: string[] = [];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (const change of changes) await ledger.transaction((t) => t.run(change));
    await storage.jobs.work(
      changeQueue,
      async ({ change }) => {
        begun.push(change);
        await held;
      },
      4,
    );
    // The one that came last has begun, so whatever may begin beside the first has.
    await vi.waitFor(() => expect(begun).toContain('other'), { timeout: 10_000 });
    expect(begun.filter((id) => id !== 'other')).toHaveLength(1);
    release();
  });
});
