import { describe, expect, it } from 'vitest';
import { reAsk } from '../../src/changes/re-ask.ts';
import type { Change } from '../../src/domain/change.ts';
import type { ChangeCard } from '../../src/domain/change-card.ts';
import type { SendResult } from '../../src/domain/send-result.ts';
import { showCard } from '../../src/workers/show-card.ts';
import { aConversation } from '../support/a-call.ts';
import { aChange, anEnablePlan, arjun } from '../support/a-change.ts';
import { aDoingWorld } from '../support/a-doing-world.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLedgerForThisFile } from '../support/a-ledger.ts';
import { aLog } from '../support/a-log.ts';
import { aScope } from '../support/some-clients.ts';

const now = new Date('2026-11-23T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const approvers = aConversation({ id: '19:approvers@thread.tacv2', kind: 'channel' });

const { ledger: real } = await aLedgerForThisFile();
let ledger = real;

type Answer = SendResult | Error | (() => Promise<SendResult>);
const taken: SendResult = { kind: 'sent', activityId: '77' };

/** Shows a card; Teams answers so, one after the other, then takes everything. */
async function show(id: string, ...answers: Answer[]) {
  const sent: string[] = [];
  const again: { card: string; at: Date }[] = [];
  const log = aLog();
  const answer = async (how: string, summary: string): Promise<SendResult> => {
    sent.push(`${how}: ${summary}`);
    const next = answers.shift() ?? taken;
    if (next instanceof Error) throw next;
    return typeof next === 'function' ? next() : next;
  };
  const work = showCard(id, {
    ledger,
    clock: aHandClock(now.getTime()),
    log,
    links: { connectors: () => 'https://portal.azure.com/', analytics: () => 'https://portal.azure.com/' },
    rules: { approvals: 'required' },
    send: {
      message: (conversation, { summary }) => answer(`post to ${conversation.id}`, summary),
      update: (_, activityId, { summary }) => answer(`edit ${activityId}`, summary),
    },
    async again({ id: card }, at) {
      again.push({ card, at });
    },
  });
  const threw = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return { sent, again, threw, lines: log.lines, card: await ledger.card(id) };
}

const change = (over: Partial<Change> = {}) => aChange({ state: 'running', version: 3, ...over });
const toPost: Partial<ChangeCard> = { state: 'to post' };
const stale: Partial<ChangeCard> = { activityId: '7', shownVersion: 2 };
async function keep(card: Partial<ChangeCard>, over: Partial<Change> = {}) {
  const [id = ''] = await ledger.keep(change(over), [card]);
  return id;
}

describe('a card that is to be posted', () => {
  it('is posted once, in its thread, and its place is noted', async () => {
    const id = await keep(toPost);
    const { sent, card } = await show(id);
    expect(sent).toEqual([expect.stringMatching(/^post to 19:ops@thread.tacv2: Connect Contoso Field/)]);
    expect(card).toMatchObject({ state: 'shown', activityId: '77', shownVersion: 3 });
    expect((await show(id)).sent).toEqual([]);
  });

  it('is noted as being posted before it leaves', async () => {
    const id = await keep(toPost);
    const states: unknown[] = [];
    await show(id, async () => {
      states.push((await ledger.card(id))?.state);
      return taken;
    });
    expect(states).toEqual(['posting']);
  });

  it('is shown without a place when Teams names none', async () => {
    const { card } = await show(await keep(toPost), { kind: 'sent', activityId: '' });
    expect(card).toMatchObject({ state: 'shown', shownVersion: 3 });
    expect(card).not.toHaveProperty('activityId');
  });

  it('is put back when Teams is busy, to be posted when Teams says', async () => {
    const id = await keep(toPost);
    const first = await show(id, { kind: 'throttled', retryAfterSeconds: 30 });
    expect(first.card).toMatchObject({ state: 'to post' });
    expect(first.again).toEqual([{ card: id, at: later(30) }]);
    expect(first.sent).toHaveLength(1);
    expect((await show(id)).card).toMatchObject({ state: 'shown' });
  });

  it('waits five seconds when Teams does not say how long', async () => {
    const id = await keep(toPost);
    expect((await show(id, { kind: 'throttled' })).again).toEqual([{ card: id, at: later(5) }]);
  });

  it('is put back and tried again when it surely did not leave', async () => {
    const id = await keep(toPost);
    const { threw, card } = await show(id, { kind: 'failed', unknown: false });
    expect(threw).toMatchObject({ message: 'the card was not posted' });
    expect(card).toMatchObject({ state: 'to post' });
  });

  it('is never posted again when nobody knows whether Teams took it', async () => {
    const id = await keep(toPost);
    const { threw, card, sent } = await show(id, { kind: 'failed', unknown: true });
    expect([threw, sent.length]).toEqual([undefined, 1]);
    expect(card).toMatchObject({ state: 'unknown' });
    expect((await show(id)).sent).toEqual([]);
  });

  it('is never posted again after a crash in the middle', async () => {
    const id = await keep(toPost);
    const { threw } = await show(id, new Error('killed'));
    expect(threw).toMatchObject({ message: 'killed' });
    expect((await ledger.card(id))?.state).toBe('posting');
    const { sent, card } = await show(id);
    expect(sent).toEqual([]);
    expect(card).toMatchObject({ state: 'unknown' });
  });

  it.each<SendResult>([
    { kind: 'gone', what: 'conversation' },
    { kind: 'too big' },
    { kind: 'refused', why: '403' },
  ])('is given up and logged when Teams answers $kind', async (result) => {
    const id = await keep(toPost);
    const { card, lines, threw } = await show(id, result);
    expect(threw).toBeUndefined();
    expect(card).toMatchObject({ state: 'not delivered' });
    expect(lines).toMatchObject([
      { level: 'error', message: 'a card of a change cannot be posted', fields: { result } },
    ]);
    expect((await show(id)).sent).toEqual([]);
  });

  it('is left to another instance that has taken it', async () => {
    const id = await keep(toPost);
    // The other one comes between the look at the card and the wish to post it.
    ledger = {
      ...real,
      transaction: (work) =>
        real.transaction(async (t) => {
          await t.moveCard(id, ['to post'], { state: 'posting' });
          return work(t);
        }),
    };
    try {
      const { sent, threw } = await show(id);
      expect([sent, threw]).toEqual([[], undefined]);
    } finally {
      ledger = real;
    }
    expect((await ledger.card(id))?.state).toBe('posting');
  });
});

describe('a card that is there', () => {
  it('is edited when it shows an older version', async () => {
    const id = await keep(stale);
    const { sent, card } = await show(id);
    expect(sent).toEqual([expect.stringMatching(/^edit 7: Connect Contoso Field/)]);
    expect(card).toMatchObject({ state: 'shown', activityId: '7', shownVersion: 3 });
  });

  it('is left alone when it shows the newest', async () => {
    expect((await show(await keep({ activityId: '7', shownVersion: 3 }))).sent).toEqual([]);
  });

  it.each(['expected', 'unknown', 'not delivered', 'gone'] as const)(
    'or may be there, is left alone while it is "%s"',
    async (state) => {
      expect((await show(await keep({ ...stale, state }))).sent).toEqual([]);
    },
  );

  it('is edited again after any trouble: the same edit twice is the same as once', async () => {
    for (const unknown of [true, false]) {
      await ledger.empty();
      const id = await keep(stale);
      const { threw, card } = await show(id, { kind: 'failed', unknown });
      expect(threw).toMatchObject({ message: 'the card was not edited' });
      expect(card).toMatchObject({ state: 'shown', shownVersion: 2 });
      expect((await show(id)).sent).toHaveLength(1);
    }
  });

  it('is edited when Teams says, after it was busy', async () => {
    const id = await keep(stale);
    const { again, card } = await show(id, { kind: 'throttled', retryAfterSeconds: 9 });
    expect(again).toEqual([{ card: id, at: later(9) }]);
    expect(card).toMatchObject({ state: 'shown', shownVersion: 2 });
  });

  it.each<SendResult>([
    { kind: 'gone', what: 'message' },
    { kind: 'too big' },
    { kind: 'refused', why: '403' },
  ])('is given up and logged when Teams answers $kind', async (result) => {
    const id = await keep(stale);
    const { card, lines, threw } = await show(id, result);
    expect(threw).toBeUndefined();
    expect(card).toMatchObject({ state: 'gone' });
    expect(lines).toMatchObject([{ level: 'error', message: 'a card of a change cannot be edited' }]);
    expect((await show(id)).sent).toEqual([]);
  });

  it('is edited until nothing newer is there, when the change goes on meanwhile', async () => {
    const id = await keep(stale);
    const { sent, card } = await show(id, async () => {
      await ledger.transaction((t) => t.move(change().id, ['running'], 'done'));
      return taken;
    });
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatch(/Connected/);
    expect(card).toMatchObject({ shownVersion: 4 });
  });

  it('does not go round for ever', async () => {
    const id = await keep(stale);
    const touch = async () => {
      await ledger.transaction((t) => t.touch(change().id));
      return taken;
    };
    expect((await show(id, ...Array.from({ length: 100 }, () => touch))).sent).toHaveLength(20);
  });

  it('shows the preview that took the place of its change while an edit was on its way', async () => {
    const id = await keep(stale);
    const first = await show(id, async () => {
      // The worker of the change finds a difference in Azure before Teams has answered.
      const rules = { approvals: 'required', approvalHours: 24 } as const;
      const clock = aHandClock(now.getTime());
      await reAsk(change(), { ...aDoingWorld().needs, ledger, clock, rules }, aScope());
      return taken;
    });
    expect(first.sent).toHaveLength(1);
    // The job that the new preview has queued.
    const { sent, card } = await show(id);
    expect(card?.changeId).not.toBe(change().id);
    expect(sent).toHaveLength(1);
  });
});

describe('news of a change that has ended', () => {
  const decision = { verdict: 'declined', by: arjun, at: now, reason: 'Not this month' } as const;
  const ended = { state: 'declined', plan: anEnablePlan(), decision } as const;
  const news: Partial<ChangeCard> = { ...toPost, kind: 'news' };

  it('is posted once', async () => {
    const { sent, card } = await show(await keep(news, ended));
    expect(sent).toEqual([expect.stringMatching(/^post to .*Declined by Arjun Mehta/)]);
    expect(card).toMatchObject({ state: 'shown', activityId: '77' });
  });

  it('is never edited', async () => {
    const id = await keep({ ...stale, kind: 'news' }, ended);
    await ledger.transaction((t) => t.redraw(change().id));
    expect(await ledger.drawn()).toEqual([]);
    expect((await show(id)).sent).toEqual([]);
  });
});

describe('the other cards', () => {
  it('of the same change in the same conversation are brought up to date together', async () => {
    const [first = '', second = '', elsewhere = ''] = await ledger.keep(change(), [
      stale,
      { ...stale, activityId: '8' },
      { ...stale, activityId: '9', conversation: approvers },
    ]);
    const { sent } = await show(first);
    expect(sent.map((one) => one.split(':')[0]).toSorted()).toEqual(['edit 7', 'edit 8']);
    expect(await ledger.card(second)).toMatchObject({ shownVersion: 3 });
    expect(await ledger.card(elsewhere)).toMatchObject({ shownVersion: 2 });
  });

  it('wait as well when Teams is busy', async () => {
    const [first = ''] = await ledger.keep(change(), [stale, { ...stale, activityId: '8' }]);
    expect((await show(first, { kind: 'throttled' })).sent).toHaveLength(1);
  });

  it.each<[string, Partial<ChangeCard>, SendResult]>([
    ['posted', toPost, { kind: 'failed', unknown: true }],
    ['posted', toPost, { kind: 'refused', why: '403' }],
    ['edited', stale, { kind: 'gone', what: 'message' }],
  ])('say so when the approvers’ card could not be %s', async (_, card, result) => {
    const asked = change({ state: 'asked', plan: anEnablePlan() });
    const [requester = '', approver = ''] = await ledger.keep(asked, [
      { activityId: '1', shownVersion: 3 },
      { ...card, audience: 'approver', conversation: approvers },
    ]);
    await show(approver, result);
    expect((await ledger.have(asked.id)).version).toBe(4);
    expect(await ledger.drawn()).toContain(requester);
  });

  it('have nothing to say when it was a card of the requester', async () => {
    const id = await keep(toPost);
    await show(id, { kind: 'refused', why: '403' });
    expect((await ledger.have(change().id)).version).toBe(3);
    expect(await ledger.drawn()).toEqual([]);
  });
});

describe('nothing', () => {
  it('is sent for a card that does not exist', async () => {
    expect((await show('nothing')).sent).toEqual([]);
  });

  it('of what who decides sees is on the requester’s card', async () => {
    const decision = { verdict: 'approved', by: arjun, at: now, reason: '' } as const;
    const asked = change({ state: 'asked', plan: anEnablePlan(), decision });
    const [requester = '', approver = ''] = await ledger.keep(asked, [
      toPost,
      { ...toPost, audience: 'approver', conversation: approvers },
    ]);
    expect((await show(requester)).sent[0]).not.toContain('asks for approval');
    expect((await show(approver)).sent[0]).toContain('Ada Operator asks for approval');
  });
});
