import { describe, expect, it } from 'vitest';
import { AzureError } from '../../src/domain/azure-error.ts';
import type { Change } from '../../src/domain/change.ts';
import type { ChangePlan, StepResult } from '../../src/domain/change-plan.ts';
import type { Rights } from '../../src/domain/grant.ts';
import { outcomeOf, type RunChangeNeeds, runChange } from '../../src/workers/run-change.ts';
import {
  aChange,
  aConnectionItem,
  aConnectPlan,
  aDisconnectPlan,
  anEnableItem,
  anEnablePlan,
  aPerson,
  arjun,
} from '../support/a-change.ts';
import { aDoingWorld, type DoingWorld } from '../support/a-doing-world.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLedgerForThisFile, type TestLedger } from '../support/a-ledger.ts';
import { aLog } from '../support/a-log.ts';
import { aFreshHub, anIotConnector, aSolution, sentinelError } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { letTimePass } from '../support/let-time-pass.ts';

const now = new Date('2026-11-23T12:00:00Z');
const decision = { verdict: 'approved', by: arjun, at: now, reason: '' } as const;

const { storage, ledger } = await aLedgerForThisFile();

interface Options {
  set?: (world: DoingWorld) => void;
  rightsNow?: (who: string, scope: string) => Promise<Rights>;
  ledger?: RunChangeNeeds['ledger'];
}

/** Keeps the change and carries it out over a small Azure where everybody may do everything. */
async function run(change: Change, options: Options = {}) {
  await ledger.keep(change, [{ activityId: '1' }]);
  return runKept(change, options);
}

async function runKept(change: Change, { set, rightsNow, ...over }: Options = {}) {
  const world = aDoingWorld();
  set?.(world);
  const clock = aHandClock(now.getTime());
  const log = aLog();
  let refreshed = 0;
  const needs: RunChangeNeeds = {
    ...world.needs,
    ledger,
    clock,
    log,
    rules: { approvals: 'required', approvalHours: 24 },
    rights: { rightsNow: rightsNow ?? (async (_, scope) => heldRights(['*'], scope)) },
    hubs: {
      refresh() {
        refreshed += 1;
      },
    },
    ...over,
  };
  const { slept } = await letTimePass(clock, runChange(change.id, new AbortController().signal, needs));
  return { world, slept, refreshed, change: await ledger.have(change.id), lines: log.lines };
}

const approved = (over: Partial<Change> = {}) => aChange({ state: 'approved', ...over });
const steps = (...states: StepResult['state'][]) => states.map((state) => ({ state, detail: '' }));

describe('an approved change', () => {
  it('is done, confirmed, drawn anew and told to the audit', async () => {
    const { change, world, refreshed, slept } = await run(approved());
    expect(world.writes).toHaveLength(1);
    expect(change).toMatchObject({
      state: 'done',
      steps: [{ state: 'confirmed' }],
      endedAt: now,
      why: '',
    });
    expect(refreshed).toBe(1);
    expect(slept).toEqual([]);
    expect(await ledger.drawn()).toHaveLength(1);
    expect(await ledger.told()).toEqual(['started connect: started', 'ended connect: done: confirmed']);
    expect(await ledger.jobs('changes')).toEqual([]);
  });

  it('keeps what it is about to write before it leaves', async () => {
    const kept: unknown[] = [];
    await run(approved(), {
      set({ needs }) {
        const { put } = needs.connectorWriter;
        needs.connectorWriter.put = async (...call) => {
          kept.push((await ledger.have(approved().id)).steps);
          return put(...call);
        };
      },
    });
    expect(kept).toEqual([steps('writing')]);
  });

  it('is carried out with its own correlation id, each write once', async () => {
    const scopes: unknown[] = [];
    await run(approved(), {
      set({ needs }) {
        needs.connectorWriter.put = async (_, __, { correlationId, once }) => {
          scopes.push({ correlationId, once });
        };
      },
    });
    expect(scopes).toEqual([{ correlationId: approved().correlationId, once: true }]);
  });

  it('that is there already ends well without a write', async () => {
    const { change, world } = await run(approved(), { set: ({ iot }) => iot.push(anIotConnector()) });
    expect(world.writes).toEqual([]);
    expect(change).toMatchObject({ state: 'done', steps: [{ state: 'nothing to do' }] });
  });

  it('that Azure does not show is accepted, and looked at again in a minute', async () => {
    const { change, slept } = await run(approved(), {
      set({ needs }) {
        needs.connectorWriter.put = async () => {};
      },
    });
    expect(change).toMatchObject({ state: 'accepted', steps: [{ state: 'not confirmed' }] });
    expect(slept).toEqual([1, 2, 4, 8, 15]);
    const [job] = await ledger.jobs('changes');
    expect(job).toMatchObject({ data: { change: change.id, look: 1 } });
    // Half a minute of looking, then a minute.
    expect(job?.at).toEqual(new Date(now.getTime() + 90_000));
  });

  it('without an answer from Azure is not repeated, and looked at again', async () => {
    const { change, world } = await run(approved(), {
      set: ({ refusals }) => refusals.push(sentinelError('timed out')),
    });
    expect(world.writes).toHaveLength(1);
    expect(change).toMatchObject({ state: 'unknown', steps: [{ state: 'unknown' }] });
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { look: 1 } }]);
  });

  it('whose answer was lost is confirmed by reading back', async () => {
    const { change, world } = await run(approved(), {
      set: ({ lostAnswers }) => lostAnswers.push(sentinelError('timed out')),
    });
    expect([world.writes.length, change.state]).toEqual([1, 'done']);
  });

  it('that Azure refuses fails, with the reason in card and audit', async () => {
    const { change } = await run(approved(), {
      set: ({ refusals }) => refusals.push(sentinelError('refused', { code: 'Nope' })),
    });
    expect(change).toMatchObject({ state: 'failed', endedAt: now });
    expect((await ledger.told()).at(-1)).toMatch(
      /^ended connect: failed: failed \(Microsoft Sentinel refused the request \(Nope\)\./,
    );
    expect(await ledger.jobs('changes')).toEqual([]);
  });

  it('that differs from its preview is asked anew, and nothing is written', async () => {
    const { change, world } = await run(approved(), {
      set: ({ hubs }) => hubs.hubs.push(aFreshHub({ name: 'new' })),
    });
    expect(world.writes).toEqual([]);
    expect(change.state).toBe('outdated');
    expect((await ledger.told()).map((told) => told.split(' ')[0])).toEqual(['started', 'outdated']);
  });

  it('tells of every item, also when only some could be done', async () => {
    const second = aConnectionItem({ subscriptionId: 'another' });
    const plan = aConnectPlan({ items: [aConnectionItem(), second] });
    const { change } = await run(approved({ plan, steps: steps('to do', 'to do') }), {
      set({ needs, hubs }) {
        const { put } = needs.connectorWriter;
        needs.subscriptionHubs = async () => hubs;
        needs.connectorWriter.put = async (workspace, wanted, scope) => {
          if (wanted.subscriptionId === 'another') throw sentinelError('forbidden');
          return put(workspace, wanted, scope);
        };
      },
    });
    expect(change.state).toBe('failed');
    expect(change.steps.map(({ state }) => state)).toEqual(['confirmed', 'failed']);
  });
});

describe('a change in any other state', () => {
  it.each(['previewed', 'asked', 'waiting', 'done', 'accepted', 'failed', 'cancelled', 'outdated'] as const)(
    'is left alone: %s',
    async (state) => {
      const { change, world, refreshed } = await run(aChange({ state }));
      expect(change).toEqual(aChange({ state }));
      expect([world.writes, refreshed, await ledger.told()]).toEqual([[], 0, []]);
    },
  );

  it('and one that does not exist, is no trouble', async () => {
    await ledger.keep(aChange({ id: 'other' }));
    const world = await runKept(aChange({ id: 'other' }));
    expect(world.world.writes).toEqual([]);
  });
});

describe('rights, judged once more,', () => {
  const none = (who: string) => async (objectId: string, scope: string) =>
    heldRights(objectId === who ? [] : ['*'], scope);

  it('are those of the requester', async () => {
    const { change, world } = await run(approved(), { rightsNow: none(aPerson().objectId) });
    expect(world.writes).toEqual([]);
    const why =
      'Ada Operator does not have the right for this any more: Microsoft.SecurityInsights/dataConnectors/read and 2 more on ' +
      `${aConnectionItem().workspace.id}. Nothing was changed.`;
    expect(change).toMatchObject({ state: 'failed', why, steps: [{ state: 'failed', detail: why }] });
    expect((await ledger.told()).at(-1)).toBe(`ended connect: failed: ${why}`);
  });

  it('and of the one who approved', async () => {
    const { change, world } = await run(approved({ decision }), { rightsNow: none(arjun.objectId) });
    expect(world.writes).toEqual([]);
    expect(change.why).toMatch(/^Arjun Mehta does not have the right for this any more/);
  });

  it('are read for both', async () => {
    const asked = new Set<string>();
    await run(approved({ decision }), {
      rightsNow: async (who, scope) => {
        asked.add(who);
        return heldRights(['*'], scope);
      },
    });
    expect(asked).toEqual(new Set([aPerson().objectId, arjun.objectId]));
  });

  it('that cannot be read allow nothing', async () => {
    const error = new AzureError('Azure role assignments', 'unavailable');
    const { change, world } = await run(approved(), { rightsNow: async () => Promise.reject(error) });
    expect(world.writes).toEqual([]);
    expect(change.state).toBe('failed');
    expect(change.why).toMatch(
      /^Azure role assignments is not available right now\. Without knowing.*Nothing was changed\.$/,
    );
  });

  it('are not asked for when nothing is to be written any more', async () => {
    const written = aChange({ state: 'running', steps: steps('written') });
    const { change } = await run(written, {
      rightsNow: async () => Promise.reject(new TypeError('not asked')),
      set: ({ iot }) => iot.push(anIotConnector()),
    });
    expect(change.state).toBe('done');
  });
});

describe('a running change that a crash cut short', () => {
  const cut = (...states: StepResult['state'][]) =>
    aChange({
      state: 'running',
      steps: steps(...states),
      plan: aConnectPlan({
        items: states.map((_, n) => aConnectionItem(n === 0 ? {} : { subscriptionId: `another-${n}` })),
      }),
    });

  it('goes on where it was, and begins only once in the audit', async () => {
    const { change, world } = await run(cut('to do'));
    expect([world.writes.length, change.state]).toEqual([1, 'done']);
    expect(await ledger.told()).toEqual(['ended connect: done: confirmed']);
  });

  it('while it wrote is read back, and not written again when Azure shows it', async () => {
    const { change, world } = await run(cut('writing'), { set: ({ iot }) => iot.push(anIotConnector()) });
    expect([world.writes, change.state]).toEqual([[], 'done']);
  });

  it('while it wrote is written when Azure never shows it', async () => {
    const { change, world, slept } = await run(cut('writing'));
    expect([world.writes.length, change.state]).toEqual([1, 'done']);
    expect(slept).toEqual([1, 2, 4, 8, 15]);
  });

  it('is not written again by somebody who may not any more, and never called undone', async () => {
    const { change, world } = await run(cut('writing'), {
      rightsNow: async (_, scope) => heldRights([], scope),
    });
    expect(world.writes).toEqual([]);
    expect(change).toMatchObject({ state: 'unknown', steps: [{ state: 'unknown' }] });
    expect(JSON.stringify(change)).not.toContain('Nothing was changed');
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { look: 1 } }]);
  });

  it('reads back what was written also when the rest may not be done any more', async () => {
    const { change, world } = await run(cut('written', 'to do'), {
      rightsNow: async (_, scope) => heldRights([], scope),
      set: ({ iot }) => iot.push(anIotConnector()),
    });
    expect(world.writes).toEqual([]);
    expect(change.state).toBe('failed');
    expect(change.steps.map(({ state }) => state)).toEqual(['confirmed', 'failed']);
    expect(change.why).toBe('');
  });

  it('between two removals does not say that nothing was done', async () => {
    const connectors = ['a', 'b'].map((name) => ({ name, etag: '"1"', enabled: true }));
    const plan = aDisconnectPlan({ items: [aConnectionItem({ connectors, step: 'remove' })] });
    const half = aChange({ state: 'running', plan, steps: steps('writing') });
    await run(half, { set: ({ iot }) => iot.push(anIotConnector({ name: 'b' })) });
    const cards = await storage.db.selectFrom('change_cards').select(['change_id', 'notice']).execute();
    expect(cards).toEqual([{ change_id: half.id, notice: '' }]);
    expect((await ledger.have(half.id)).state).toBe('unknown');
  });

  it('is tried again when the database fails, and the step stays as it was kept', async () => {
    let calls = 0;
    const transaction: TestLedger['transaction'] = (work) => {
      calls += 1;
      return calls === 3 ? Promise.reject(new Error('no database')) : ledger.transaction(work);
    };
    const change = approved();
    await expect(run(change, { ledger: { ...ledger, transaction } })).rejects.toThrow('no database');
    expect(await ledger.have(change.id)).toMatchObject({ state: 'running', steps: steps('writing') });
    const again = await runKept(change, { set: ({ iot }) => iot.push(anIotConnector()) });
    expect([again.world.writes, again.change.state]).toEqual([[], 'done']);
  });
});

describe('a change that another one waits for', () => {
  const enabling = (over: Partial<Change> = {}) =>
    approved({ id: 'enabling', plan: anEnablePlan(), decision, needsApproval: true, ...over });
  const keepWaiting = () =>
    ledger.keep(aChange({ id: 'connecting', state: 'waiting', after: 'enabling' }), [{ activityId: '2' }]);
  const withSolution = (world: DoingWorld) => {
    world.hubs = { ...world.hubs, solutions: [aSolution()] };
  };
  async function both(plan: ChangePlan, set: (world: DoingWorld) => void) {
    await ledger.keep(enabling({ plan }), [{ activityId: '1' }]);
    const [card = ''] = await keepWaiting();
    const ended = await runKept(enabling(), { set });
    return { ...ended, card, waiting: await ledger.have('connecting') };
  }

  /** Which of these changes the requester is told about. */
  async function newsOf(...ids: string[]) {
    const cards = await Promise.all(ids.map((id) => ledger.cards(id)));
    return cards
      .flat()
      .filter(({ kind }) => kind === 'news')
      .map(({ changeId }) => changeId);
  }

  it('lets it go on when it is done, and tells the requester at the very end', async () => {
    const { change, waiting, card, world } = await both(anEnablePlan(), withSolution);
    expect(world.writes).toEqual([expect.stringMatching(/^enable .*ctso-fld-windfarm by/)]);
    expect([change.state, waiting.state]).toEqual(['done', 'approved']);
    expect(await newsOf('enabling', 'connecting')).toEqual([]);
    await runKept(waiting);
    expect(await newsOf('enabling', 'connecting')).toEqual(['connecting']);
    expect(await ledger.jobs('changes')).toMatchObject([{ data: { change: 'connecting' } }]);
    expect(await ledger.drawn()).toContain(card);
  });

  it('ends it when it fails', async () => {
    const { change, waiting } = await both(anEnablePlan(), (world) => {
      withSolution(world);
      world.refusals.push(new AzureError('Microsoft Defender for IoT', 'forbidden'));
    });
    expect([change.state, waiting.state]).toEqual(['failed', 'cancelled']);
    expect(await newsOf('enabling', 'connecting')).toEqual(['enabling']);
  });

  it('keeps it waiting while nobody knows', async () => {
    const { change, waiting } = await both(anEnablePlan(), (world) => {
      withSolution(world);
      world.refusals.push(new AzureError('Microsoft Defender for IoT', 'timed out'));
    });
    expect([change.state, waiting.state]).toEqual(['unknown', 'waiting']);
  });

  it('has its cards drawn anew when that one ends: the approver sees how it went on', async () => {
    await ledger.keep(enabling({ state: 'done' }));
    const [approver = ''] = await ledger.keep(
      aChange({ id: 'shown', plan: anEnablePlan({ items: [anEnableItem()] }), state: 'done' }),
      [{ activityId: '9', audience: 'approver' }],
    );
    await run(approved({ id: 'connecting', after: 'shown' }));
    expect(await ledger.drawn()).toContain(approver);
  });
});

describe('the outcome for the audit', () => {
  it('has the state, and why or what each step came to', () => {
    const two: StepResult[] = [
      { state: 'confirmed', detail: '' },
      { state: 'failed', detail: 'no' },
    ];
    expect(outcomeOf({ state: 'failed', steps: two, why: '' })).toBe('failed: confirmed; failed (no)');
    expect(outcomeOf({ state: 'failed', steps: two, why: 'All of it.' })).toBe('failed: All of it.');
    expect(outcomeOf({ state: 'done', steps: [], why: '' })).toBe('done');
  });
});
