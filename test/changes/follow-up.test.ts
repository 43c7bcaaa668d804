import { describe, expect, it } from 'vitest';
import { endDependents, releaseDependents, tellRequester } from '../../src/changes/follow-up.ts';
import type { Change, ChangeState } from '../../src/domain/change.ts';
import {
  aChange,
  aConnectionItem,
  aConnectPlan,
  anEnableItem,
  anEnablePlan,
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
  it('posts one more card where it was asked for', async () => {
    await ledger.keep(enabling(), [{ activityId: '1' }]);
    await ledger.transaction((t) => tellRequester(enabling(), t));
    const [card = ''] = await ledger.drawn();
    expect(await ledger.card(card)).toMatchObject({
      changeId: 'enabling',
      audience: 'requester',
      state: 'to post',
      notice: '',
      conversation: enabling().conversation,
    });
  });

  it('posts the card of the change that waits for it, where that one was asked for', async () => {
    await ledger.keep(enabling());
    const conversation = { ...connecting().conversation, id: 'a:elsewhere' };
    await ledger.keep(connecting({ conversation }));
    await ledger.transaction((t) => tellRequester(enabling(), t));
    const [card = ''] = await ledger.drawn();
    expect(await ledger.card(card)).toMatchObject({ changeId: 'connecting', conversation });
    expect(await ledger.cards('enabling')).toEqual([]);
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
