import { beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.ts';
import type { StepResult } from '../../src/domain/change-plan.ts';
import { lookAgain, lookDelays } from '../../src/workers/look-again.ts';
import { aChange, aConnectionItem, aConnectPlan, anEnableItem, anEnablePlan } from '../support/a-change.ts';
import { aDoingWorld, type DoingWorld } from '../support/a-doing-world.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLedgerForThisFile } from '../support/a-ledger.ts';
import { aLog } from '../support/a-log.ts';
import { aFreshHub, anIotConnector, sentinelError } from '../support/a-subscription.ts';

const now = new Date('2026-11-23T12:00:00Z');

const { ledger } = await aLedgerForThisFile();

const steps = (...states: StepResult['state'][]) => states.map((state) => ({ state, detail: '' }));
const connected = ({ iot }: DoingWorld) => void iot.push(anIotConnector());
const two = aConnectPlan({ items: [aConnectionItem(), aConnectionItem({ subscriptionId: 'another' })] });

/** Looks at a change for the n-th time. */
async function look(change: Change, n: number, set: (world: DoingWorld) => void = () => {}) {
  const [card = ''] = await ledger.keep(change, [{ activityId: '1' }]);
  return { card, ...(await lookAt(change, n, set)) };
}

async function lookAt({ id }: Change, n: number, set: (world: DoingWorld) => void = () => {}) {
  const world = aDoingWorld();
  set(world);
  const log = aLog();
  let refreshed = 0;
  await lookAgain(id, n, new AbortController().signal, {
    ...world.needs,
    ledger,
    clock: aHandClock(now.getTime()),
    log,
    hubs: {
      refresh() {
        refreshed += 1;
      },
    },
  });
  expect(world.writes).toEqual([]);
  return { refreshed, lines: log.lines, change: await ledger.have(id), jobs: await ledger.jobs('changes') };
}

describe('looking again', () => {
  it.each(['accepted', 'unknown'] as const)('corrects what was %s when Azure shows it', async (state) => {
    const { card, change, jobs, refreshed } = await look(aChange({ state, why: 'old' }), 1, connected);
    expect(change).toMatchObject({ state: 'done', steps: steps('confirmed'), why: '' });
    expect(jobs).toEqual([]);
    expect(refreshed).toBe(1);
    expect(await ledger.drawn()).toEqual([card]);
    expect(await ledger.told()).toEqual(['corrected connect: done: Azure shows it now']);
  });

  it.each([
    [1, 2, lookDelays[1]],
    [2, 3, lookDelays[2]],
  ])('number %i is followed by number %i when Azure shows nothing', async (n, next, seconds) => {
    const before = aChange({ state: 'accepted' });
    const { change, jobs } = await look(before, n);
    expect(change).toEqual(before);
    expect(jobs).toMatchObject([{ data: { change: before.id, look: next } }]);
    expect(jobs[0]?.at).toEqual(new Date(now.getTime() + (seconds ?? 0) * 1000));
    expect([await ledger.drawn(), await ledger.told()]).toEqual([[], []]);
  });

  it('for the last time leaves it as it is, says so, and does not look any more', async () => {
    const { card, change, jobs } = await look(aChange({ state: 'accepted' }), 3);
    expect(change).toMatchObject({
      state: 'accepted',
      why: 'Azure still does not show it. Please look in the portal.',
      steps: steps('not confirmed'),
    });
    expect(jobs).toEqual([]);
    expect(await ledger.drawn()).toEqual([card]);
    expect(await ledger.told()).toEqual([
      'corrected connect: still not shown by Azure; not looked at any more',
    ]);
  });

  it('shows what is confirmed by now, and looks on for the rest', async () => {
    const before = aChange({ state: 'accepted', plan: two, steps: steps('not confirmed', 'not confirmed') });
    const { card, change, jobs } = await look(before, 1, connected);
    expect(change).toMatchObject({ state: 'accepted', steps: steps('confirmed', 'not confirmed') });
    expect(jobs).toMatchObject([{ data: { look: 2 } }]);
    expect(await ledger.drawn()).toEqual([card]);
  });

  it('ends as failed when another step has failed, and looks at no settled one', async () => {
    const failed: StepResult = { state: 'failed', detail: 'no' };
    const before = aChange({ state: 'unknown', plan: two, steps: [...steps('unknown'), failed] });
    const { change } = await look(before, 1, connected);
    expect(change).toMatchObject({ state: 'failed', steps: [{ state: 'confirmed' }, failed] });
    expect(await ledger.told()).toEqual(['corrected connect: failed: Azure shows it now']);
  });

  it('counts trouble as "not yet"', async () => {
    const { change, jobs, lines } = await look(aChange({ state: 'accepted' }), 1, ({ needs }) => {
      needs.connectors.list = async () => Promise.reject(sentinelError('unavailable'));
    });
    expect(change.state).toBe('accepted');
    expect(jobs).toMatchObject([{ data: { look: 2 } }]);
    expect(lines).toMatchObject([{ level: 'warn', message: 'Azure could not be looked at again' }]);
  });

  it('throws what is a defect of ours, to be tried again', async () => {
    const work = look(aChange({ state: 'accepted' }), 1, ({ needs }) => {
      needs.connectors.list = async () => Promise.reject(new TypeError('oops'));
    });
    await expect(work).rejects.toThrow('oops');
    expect(await ledger.jobs('changes')).toEqual([]);
  });

  it.each(['done', 'failed', 'running', 'approved'] as const)(
    'does nothing about a change that is %s',
    async (state) => {
      const { change, jobs, refreshed } = await look(aChange({ state }), 1, connected);
      expect(change).toEqual(aChange({ state }));
      expect([jobs, refreshed, await ledger.told()]).toEqual([[], 0, []]);
    },
  );
});

describe('a change that waited for what is looked at again', () => {
  const enabling = aChange({ id: 'enabling', state: 'unknown', plan: anEnablePlan() });
  beforeEach(async () => {
    await ledger.keep(enabling);
    await ledger.keep(aChange({ id: 'connecting', state: 'waiting', after: 'enabling' }));
  });

  it('goes on when Azure shows it', async () => {
    await lookAt(enabling, 1, (world) => {
      const hubs = [aFreshHub({ name: 'ctso-fld-windfarm', defender: 'on' })];
      world.hubs = { ...world.hubs, hubs };
    });
    expect((await ledger.have('connecting')).state).toBe('approved');
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { change: 'connecting' } }]);
  });

  it('waits on while there are more looks, and ends with the last', async () => {
    await lookAt(enabling, 1);
    expect((await ledger.have('connecting')).state).toBe('waiting');
    expect(await ledger.cards('enabling')).toEqual([]);
    await lookAt(enabling, 3);
    expect(await ledger.cards('enabling')).toMatchObject([{ kind: 'news', state: 'to post' }]);
    expect(await ledger.have('connecting')).toMatchObject({ state: 'cancelled', endedAt: now });
  });

  it('ends at once when another hub could not be enabled', async () => {
    const failed: StepResult = { state: 'failed', detail: 'no' };
    const items = [anEnableItem(), anEnableItem({ hub: { ...anEnableItem().hub, id: '/another' } })];
    const half = aChange({
      id: 'half',
      state: 'unknown',
      plan: anEnablePlan({ items }),
      steps: [...steps('unknown'), failed],
    });
    await ledger.keep(half);
    await ledger.keep(aChange({ id: 'waits', state: 'waiting', after: 'half' }));
    await lookAt(half, 1, (world) => {
      const hubs = [aFreshHub({ name: 'ctso-fld-windfarm', defender: 'on' })];
      world.hubs = { ...world.hubs, hubs };
    });
    expect([(await ledger.have('half')).state, (await ledger.have('waits')).state]).toEqual([
      'failed',
      'cancelled',
    ]);
  });
});
