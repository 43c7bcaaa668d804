import { describe, expect, it } from 'vitest';
import { expireChanges } from '../../src/changes/expire.ts';
import type { Change } from '../../src/domain/change.ts';
import { aConversation } from '../support/a-call.ts';
import { aChange, anEnablePlan, arjun } from '../support/a-change.ts';
import { aLedgerForThisFile } from '../support/a-ledger.ts';

const now = new Date('2026-11-23T12:00:00Z');

const { ledger } = await aLedgerForThisFile();

const aVoid = (over: Partial<Change> = {}) => aChange({ expiresAt: now, ...over });

describe('what nobody answered in time', () => {
  it('ends quietly when it was a preview: its card loses its buttons, nobody is told', async () => {
    const [card = ''] = await ledger.keep(aVoid(), [{ activityId: '1' }]);
    expect(await expireChanges(ledger, now)).toBe(1);
    expect(await ledger.have(aVoid().id)).toEqual({ ...aVoid(), state: 'expired', version: 2, endedAt: now });
    expect(await ledger.drawn()).toEqual([card]);
    expect(await ledger.told()).toEqual([]);
  });

  it('ends with word to the requester, and to the audit, when it was a request', async () => {
    const approvers = aConversation({ id: '19:approvers@thread.tacv2' });
    const change = aVoid({ state: 'asked', plan: anEnablePlan() });
    const cards = await ledger.keep(change, [
      { activityId: '1' },
      { activityId: '2', audience: 'approver', conversation: approvers },
    ]);
    expect(await expireChanges(ledger, now)).toBe(1);
    expect(await ledger.have(change.id)).toMatchObject({ state: 'expired', endedAt: now });
    const all = await ledger.cards(change.id);
    const told = all.filter(({ id }) => !cards.includes(id));
    expect(told).toMatchObject([
      { kind: 'news', state: 'to post', audience: 'requester', conversation: change.conversation },
    ]);
    expect(await ledger.drawn()).toEqual(all.map(({ id }) => id).toSorted());
    expect(await ledger.told()).toEqual(['expired enable: nobody decided in time']);
  });

  it('ends what waited for it as well, and tells once', async () => {
    await ledger.keep(aVoid({ id: 'enabling', state: 'asked', plan: anEnablePlan() }));
    await ledger.keep(aChange({ id: 'connecting', state: 'waiting', after: 'enabling' }));
    expect(await expireChanges(ledger, now)).toBe(1);
    expect(await ledger.have('connecting')).toMatchObject({ state: 'cancelled', endedAt: now });
    expect(await ledger.cards('connecting')).toEqual([]);
    expect(await ledger.cards('enabling')).toMatchObject([{ kind: 'news', state: 'to post' }]);
    expect(await ledger.told()).toEqual([
      'cancelled connect: Nobody decided about enabling Defender for IoT in time, so nothing was connected.',
      'expired enable: nobody decided in time',
    ]);
  });

  it('is left alone while its time runs, and once it is decided', async () => {
    const inTime = aChange({ id: 'in time', state: 'asked', expiresAt: new Date(now.getTime() + 1) });
    const decided = aVoid({ id: 'decided', state: 'approved' });
    for (const change of [inTime, decided]) await ledger.keep(change);
    expect(await expireChanges(ledger, now)).toBe(0);
    expect(await ledger.have('in time')).toEqual(inTime);
    expect(await ledger.have('decided')).toEqual(decided);
  });

  it('yields to somebody who decides in this very moment', async () => {
    const change = aVoid({ state: 'asked' });
    await ledger.keep(change);
    const decision = { verdict: 'approved', by: arjun, at: now, reason: '' } as const;
    const late = { ...ledger, expired: async () => [change] };
    await ledger.transaction((t) => t.move(change.id, ['asked'], 'approved', { decision }));
    expect(await expireChanges(late, now)).toBe(0);
    expect(await ledger.have(change.id)).toMatchObject({ state: 'approved' });
    expect(await ledger.told()).toEqual([]);
  });

  it('ends once when several instances look at the same time', async () => {
    await ledger.keep(aVoid({ state: 'asked' }));
    const counts = await Promise.all([1, 2, 3].map(() => expireChanges(ledger, now)));
    expect(counts.reduce((sum, n) => sum + n)).toBe(1);
    expect(await ledger.told()).toHaveLength(1);
    expect(await ledger.cards(aVoid().id)).toHaveLength(1);
  });
});
