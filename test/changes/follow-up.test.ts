import { describe, expect, it } from 'vitest';
import { endDependents, releaseDependents, tellOutcome, tellRequester } from '../../src/changes/follow-up.ts';
import type { Change, ChangeState } from '../../src/domain/change.ts';
import {
  aChange,
  aConnectionItem,
  aConnectPlan,
  anEnableItem,
  anEnablePlan,
  arjun,
  fieldHubs,
} from '../support/a-change.ts';
import { aLedgerForThisFile } from '../support/a-ledger.ts';

const at = new Date('2026-11-23T12:00:00Z');
const windfarm = anEnableItem().hub.id;

const { ledger } = await aLedgerForThisFile();

const enabling = (over: Partial<Change> = {}) => aChange({ id: 'enabling', plan: anEnablePlan(), ...over });
const connecting = (over: Partial<Change> = {}) =>
  aChange({
    id: 'connecting',
    state: 'waiting',
    after: 'enabling',
    plan: aConnectPlan({ toEnable: [windfarm.toUpperCase(), '/another'] }),
    ...over,
  });

describe('telling the requester', () => {
  it('posts news where it was asked for', async () => {
    await ledger.keep(enabling(), [{ activityId: '1' }]);
    await ledger.transaction((t) => tellRequester(enabling(), t));
    const [card = ''] = await ledger.drawn();
    expect(await ledger.card(card)).toMatchObject({
      changeId: 'enabling',
      kind: 'news',
      audience: 'requester',
      state: 'to post',
      notice: '',
      conversation: enabling().conversation,
    });
  });
});

describe('the outcome', () => {
  const decision = { verdict: 'approved', by: arjun, at, reason: '' } as const;
  /** What is told of a change that has ended. */
  async function told(ended: Change) {
    await ledger.transaction((t) => tellOutcome(ended, t));
    return (await ledger.cards(ended.id)).map(({ kind, state }) => [kind, state]);
  }

  it('is told to who waited for a decision', async () => {
    const done = enabling({ state: 'done', decision });
    await ledger.keep(done);
    expect(await told(done)).toEqual([['news', 'to post']]);
  });

  it('is not told to who had not to wait, and sees the card', async () => {
    const done = enabling({ state: 'done' });
    await ledger.keep(done);
    expect(await told(done)).toEqual([]);
  });

  it.each<ChangeState>(['waiting', 'approved', 'running'])(
    'is told later when another change goes on from here: it is %s',
    async (state) => {
      const done = enabling({ state: 'done', decision });
      await ledger.keep(done);
      await ledger.keep(connecting({ state }));
      expect(await told(done)).toEqual([]);
    },
  );

  it('is told when the other change has been taken back', async () => {
    const done = enabling({ state: 'done', decision });
    await ledger.keep(done);
    await ledger.keep(connecting({ state: 'cancelled' }));
    expect(await told(done)).toEqual([['news', 'to post']]);
  });

  it('is that of the last one, also when only the one before it took a decision', async () => {
    await ledger.keep(enabling({ state: 'done', decision }));
    const last = connecting({ state: 'done' });
    await ledger.keep(last);
    expect(await told(last)).toEqual([['news', 'to post']]);
  });
});

describe('what waits for a change that has ended well', () => {
  it('begins, with the hubs shown as watched from then on', async () => {
    await ledger.keep(enabling({ state: 'done' }));
    await ledger.keep(connecting());
    await ledger.transaction((t) => releaseDependents(enabling({ state: 'done' }), t));
    const hubs = fieldHubs.map((hub) => ({ ...hub, defender: 'on' as const }));
    expect(await ledger.have('connecting')).toMatchObject({
      state: 'approved',
      plan: { items: [{ hubs }], toEnable: ['/another'] },
    });
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { change: 'connecting' } }]);
  });

  it('keeps hubs as they are that nobody enabled', async () => {
    await ledger.keep(enabling({ state: 'done' }));
    const plan = aConnectPlan({ items: [aConnectionItem({ hubs: fieldHubs })] });
    await ledger.keep(connecting({ plan }));
    const other = anEnablePlan({ items: [anEnableItem({ hub: { ...anEnableItem().hub, id: '/x' } })] });
    await ledger.transaction((t) => releaseDependents(enabling({ plan: other, state: 'done' }), t));
    expect((await ledger.have('connecting')).plan).toEqual(plan);
  });

  it('stays as it is when it was taken back meanwhile', async () => {
    await ledger.keep(enabling({ state: 'done' }));
    await ledger.keep(connecting({ state: 'cancelled' }));
    await ledger.transaction((t) => releaseDependents(enabling({ state: 'done' }), t));
    expect(await ledger.have('connecting')).toEqual(connecting({ state: 'cancelled' }));
    expect(await ledger.jobs('changes')).toEqual([]);
  });
});

describe('what waits for a change that does not come', () => {
  it.each<[ChangeState, string]>([
    ['declined', 'Enabling Defender for IoT was declined, so nothing was connected.'],
    ['expired', 'Nobody decided about enabling Defender for IoT in time, so nothing was connected.'],
    ['cancelled', 'The request to enable Defender for IoT was taken back, so nothing was connected.'],
    ['failed', 'Defender for IoT could not be enabled, so nothing was connected.'],
    ['unknown', 'Defender for IoT could not be enabled, so nothing was connected.'],
  ])('ends when it was %s, says why, and is drawn anew', async (state, why) => {
    await ledger.keep(enabling({ state }));
    const [card = ''] = await ledger.keep(connecting(), [{ activityId: '1' }]);
    await ledger.transaction((t) => endDependents(enabling({ state }), t, at));
    expect(await ledger.have('connecting')).toMatchObject({ state: 'cancelled', why, endedAt: at });
    expect(await ledger.drawn()).toEqual([card]);
    expect(await ledger.told()).toEqual([`cancelled connect: ${why}`]);
  });

  it('is left alone when it has ended already, and when nothing waits', async () => {
    await ledger.keep(enabling({ state: 'declined' }));
    await ledger.transaction((t) => endDependents(enabling({ state: 'declined' }), t, at));
    await ledger.keep(connecting({ state: 'cancelled' }), [{ activityId: '1' }]);
    await ledger.transaction((t) => endDependents(enabling({ state: 'declined' }), t, at));
    expect(await ledger.have('connecting')).toEqual(connecting({ state: 'cancelled' }));
    expect([await ledger.drawn(), await ledger.told()]).toEqual([[], []]);
  });
});
