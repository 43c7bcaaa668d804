import { describe, expect, it } from 'vitest';
import type { CallScope } from '../../src/domain/call-scope.ts';
import type { StepResult } from '../../src/domain/change-plan.ts';
import { UserError } from '../../src/shared/errors.ts';
import type { Doer, Found } from '../../src/workers/doer.ts';
import { PartlyDone } from '../../src/workers/partly-done.ts';
import { giveUp, type KnownSteps, readCutShort, runSteps } from '../../src/workers/run-steps.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { sentinelError } from '../support/a-subscription.ts';
import { letTimePass } from '../support/let-time-pass.ts';
import { aScope } from '../support/some-clients.ts';

type State = StepResult['state'];
const steps = (...states: State[]): StepResult[] => states.map((state) => ({ state, detail: '' }));

/** What Azure does to an item, one entry for each time it is asked; the last one stays. */
interface Azure {
  look: (Found | Error)[];
  write: (Error | 'ok')[];
  shown: (boolean | Error)[];
}
const willing: Azure = { look: ['as planned'], write: ['ok'], shown: [true] };

/** A doer over such items, and what it was asked, in order. */
function aDoer(items: Partial<Azure>[]) {
  const asked: string[] = [];
  const scopes: CallScope[] = [];
  const left = items.map((item) => ({ ...willing, ...item })).map(structuredCloneOf);
  const next = <T>(list: T[] | undefined): T => {
    const [first] = list ?? [];
    if (first === undefined) throw new RangeError('no such item');
    if (list && list.length > 1) list.shift();
    return first;
  };
  const doer: Doer = {
    async look(item) {
      asked.push(`look ${item}`);
      const found = next(left[item]?.look);
      if (found instanceof Error) throw found;
      return found;
    },
    async write(item, scope) {
      asked.push(`write ${item}`);
      scopes.push(scope);
      const end = next(left[item]?.write);
      if (end instanceof Error) throw end;
    },
    async shown(wanted) {
      asked.push(`shown ${wanted}`);
      const found = wanted.map((item) => [item, next(left[item]?.shown)] as const);
      for (const [, shown] of found) if (shown instanceof Error) throw shown;
      return new Set(found.filter(([, shown]) => shown).map(([item]) => item));
    },
  };
  return { doer, asked, scopes };
}
const structuredCloneOf = ({ look, write, shown }: Azure): Azure => ({
  look: [...look],
  write: [...write],
  shown: [...shown],
});

function world(items: Partial<Azure>[]) {
  const { doer, asked, scopes } = aDoer(items);
  const clock = aHandClock();
  const log = aLog();
  const saved: State[][] = [];
  const needs = {
    doer,
    clock,
    log,
    scope: aScope(),
    save: async (now: readonly StepResult[]) => {
      saved.push(now.map(({ state }) => state));
      asked.push(`save ${saved.at(-1)}`);
    },
  };
  return { needs, asked, scopes, saved, clock, lines: log.lines };
}

/** Carries these items out; all are to do and none is doubtful unless told otherwise. */
async function run(items: Partial<Azure>[], before: Partial<KnownSteps> = {}) {
  const { needs, clock, ...seen } = world(items);
  const known = {
    steps: steps(...items.map(() => 'to do' as const)),
    doubtful: new Set<number>(),
    ...before,
  };
  const { value, slept } = await letTimePass(clock, runSteps(known, needs));
  const ended = value.kind === 'settled' ? value.steps : [];
  return {
    ...seen,
    slept,
    kind: value.kind,
    states: ended.map(({ state }) => state),
    details: ended.map(({ detail }) => detail),
  };
}

const writesIn = (asked: string[]) => asked.filter((one) => one.startsWith('write'));

describe('a step', () => {
  it('is looked at, kept as writing before it is written, and confirmed when Azure shows it', async () => {
    const { asked, states, slept, scopes } = await run([{}]);
    expect(asked).toEqual(['look 0', 'save writing', 'write 0', 'save written', 'shown 0', 'save confirmed']);
    expect(states).toEqual(['confirmed']);
    expect(slept).toEqual([]);
    expect(scopes).toMatchObject([{ once: true }]);
  });

  it('with nothing to do is not written', async () => {
    const { asked, states, details } = await run([{ look: ['nothing to do'] }]);
    expect(asked).toEqual(['look 0', 'save nothing to do']);
    expect([states, details]).toEqual([['nothing to do'], ['It is so already.']]);
  });

  it('that is settled already is left alone', async () => {
    const settled: State[] = ['confirmed', 'failed', 'nothing to do', 'unknown', 'not confirmed'];
    const { asked, states } = await run(
      settled.map(() => ({})),
      { steps: steps(...settled) },
    );
    expect([asked, states]).toEqual([[], settled]);
  });

  it('that Azure took before is read back and not written again', async () => {
    const { asked, states } = await run([{}], { steps: steps('written') });
    expect(asked).toEqual(['shown 0', 'save confirmed']);
    expect(states).toEqual(['confirmed']);
  });

  it('is done after the one before it, and all are read back together', async () => {
    const { asked, states } = await run([{}, { shown: [false, true] }]);
    expect(asked.filter((one) => !one.startsWith('save'))).toEqual([
      'look 0',
      'write 0',
      'look 1',
      'write 1',
      'shown 0,1',
      'shown 0,1',
    ]);
    expect(states).toEqual(['confirmed', 'confirmed']);
  });
});

describe('a difference from the preview', () => {
  it('ends it all before the first write', async () => {
    const { kind, asked } = await run([{ look: ['outdated'] }, {}]);
    expect(kind).toBe('outdated');
    expect(asked).toEqual(['look 0']);
  });

  it('ends it all also after steps that had nothing to do', async () => {
    const { kind, asked } = await run([{ look: ['nothing to do'] }, { look: ['outdated'] }]);
    expect(kind).toBe('outdated');
    expect(writesIn(asked)).toEqual([]);
  });

  it('fails one step after another was written, and the rest goes on', async () => {
    const { kind, states, details, asked } = await run([{}, { look: ['outdated'] }, {}]);
    expect(kind).toBe('settled');
    expect(states).toEqual(['confirmed', 'failed', 'confirmed']);
    expect(details[1]).toBe(
      'It has changed in Azure since the preview. Please ask again. Nothing was changed.',
    );
    expect(writesIn(asked)).toEqual(['write 0', 'write 2']);
  });

  it('that Azure finds at the first write (a conflict) ends it all as well', async () => {
    const { kind, asked } = await run([{ write: [sentinelError('conflict')] }, {}]);
    expect(kind).toBe('outdated');
    expect(asked).toEqual(['look 0', 'save writing,to do', 'write 0']);
  });

  it('that Azure finds at a later write fails that step', async () => {
    const { states, details } = await run([{}, { write: [sentinelError('conflict')] }]);
    expect(states).toEqual(['confirmed', 'failed']);
    expect(details[1]).toBe(
      'Microsoft Sentinel was changed by somebody else at the same time. Nothing was changed.',
    );
  });
});

describe('a write that nobody knows about', () => {
  it.each(['unavailable', 'timed out', 'garbled'] as const)(
    'because Azure was "%s" is confirmed when Azure shows it, and never sent again',
    async (kind) => {
      const { states, asked, slept } = await run([
        { write: [sentinelError(kind)], shown: [false, false, true] },
      ]);
      expect(states).toEqual(['confirmed']);
      expect(writesIn(asked)).toEqual(['write 0']);
      expect(slept).toEqual([1, 2]);
    },
  );

  it('is left unknown with its reason when Azure does not show it for half a minute', async () => {
    const { states, details, asked, slept, saved } = await run([
      { write: [sentinelError('timed out')], shown: [false] },
    ]);
    expect([states, details]).toEqual([
      ['unknown'],
      ['Microsoft Sentinel did not answer in time. It may have been done all the same.'],
    ]);
    expect(writesIn(asked)).toEqual(['write 0']);
    expect(slept).toEqual([1, 2, 4, 8, 15]);
    expect(saved).toEqual([['writing'], ['unknown']]);
  });

  it('is one that failed for a reason that nobody foresaw', async () => {
    const { states, details } = await run([{ write: [new TypeError('secret')], shown: [false] }]);
    expect([states, details]).toEqual([['unknown'], ['Something went wrong while it was written.']]);
  });

  it('is one that ended in the middle, with its own words', async () => {
    const { states, details, asked } = await run([
      { write: [new PartlyDone('Only 1 of 2 was removed.')], shown: [false] },
    ]);
    expect([states, details]).toEqual([['unknown'], ['Only 1 of 2 was removed.']]);
    expect(writesIn(asked)).toEqual(['write 0']);
  });

  it('does not keep the next step from being done', async () => {
    const { states, asked } = await run([{ write: [sentinelError('timed out')], shown: [false] }, {}]);
    expect(states).toEqual(['unknown', 'confirmed']);
    expect(writesIn(asked)).toEqual(['write 0', 'write 1']);
  });

  it('counts as done before the next: a difference there ends that step only', async () => {
    const { kind, states } = await run([{ write: [sentinelError('timed out')] }, { look: ['outdated'] }]);
    expect([kind, states]).toEqual(['settled', ['confirmed', 'failed']]);
  });
});

describe('a write that Azure took', () => {
  it('and does not show is "not confirmed"', async () => {
    const { states, details, slept } = await run([{ shown: [false] }]);
    expect([states, details]).toEqual([['not confirmed'], ['']]);
    expect(slept).toEqual([1, 2, 4, 8, 15]);
  });

  it('is looked for on when reading fails in between', async () => {
    const { states, lines, slept } = await run([{ shown: [sentinelError('unavailable'), true] }]);
    expect(states).toEqual(['confirmed']);
    expect(slept).toEqual([1]);
    expect(lines).toMatchObject([{ level: 'warn', message: 'Azure could not be read after a write' }]);
  });

  it('is not taken for shown when reading fails to the end', async () => {
    const { states } = await run([{ shown: [sentinelError('unavailable')] }]);
    expect(states).toEqual(['not confirmed']);
  });

  it('and a defect of ours while looking throws: the job is tried again', async () => {
    await expect(run([{ shown: [new TypeError('oops')] }])).rejects.toThrow('oops');
  });
});

describe('a write that was refused', () => {
  it('for too many requests is sent again after a pause, because it surely was not done', async () => {
    const busy = sentinelError('throttled');
    const { states, asked, slept } = await run([{ write: [busy, busy, 'ok'] }]);
    expect(states).toEqual(['confirmed']);
    expect(writesIn(asked)).toHaveLength(3);
    expect(slept).toEqual([2, 5]);
  });

  it('is sent again when Azure asks for, up to a minute', async () => {
    const { states, slept } = await run([
      { write: [sentinelError('throttled', { retryAfterSeconds: 60 }), 'ok'] },
    ]);
    expect([states, slept]).toEqual([['confirmed'], [60]]);
  });

  it('with a longer pause is told to the person instead', async () => {
    const { states, details, slept, asked } = await run([
      { write: [sentinelError('throttled', { retryAfterSeconds: 61 }), 'ok'] },
    ]);
    expect([states, slept, writesIn(asked)]).toEqual([['failed'], [], ['write 0']]);
    expect(details[0]).toMatch(/^Microsoft Sentinel is busy and asks to wait .*Nothing was changed\.$/);
  });

  it('for too many requests to the end is given up after three times', async () => {
    const { states, asked, details } = await run([{ write: [sentinelError('throttled')] }]);
    expect([states, writesIn(asked).length]).toEqual([['failed'], 3]);
    expect(details[0]).toMatch(/is busy and asks to wait\. Nothing was changed\.$/);
  });

  it('stays unknown when the repeat of a busy one gets no answer', async () => {
    const { states, asked } = await run([
      { write: [sentinelError('throttled'), sentinelError('timed out'), 'ok'], shown: [false] },
    ]);
    expect([states, writesIn(asked).length]).toEqual([['unknown'], 2]);
  });

  it('for a missing right names what an administrator has to do', async () => {
    const { states, details, asked } = await run([{ write: [sentinelError('forbidden')] }]);
    expect([states, writesIn(asked)]).toEqual([['failed'], ['write 0']]);
    expect(details[0]).toBe(
      "Microsoft Sentinel does not let Hubwatch's own identity do this. Whoever runs Hubwatch has to give it the roles for changes: Microsoft Sentinel Contributor on the workspace; Contributor and Security Admin on the hubs’ subscription. Nothing was changed.",
    );
  });

  it('by Sentinel names the portal that may have taken over', async () => {
    const { details } = await run([{ write: [sentinelError('refused', { code: 'BadRequest' })] }]);
    expect(details[0]).toMatch(
      /^Microsoft Sentinel refused the request \(BadRequest\)\. If the workspace was moved to the Microsoft Defender portal.*Nothing was changed\.$/,
    );
  });

  it.each(['not found', 'not signed in'] as const)('because it was "%s" fails', async (kind) => {
    const { states, details } = await run([{ write: [sentinelError(kind)] }]);
    expect(states).toEqual(['failed']);
    expect(details[0]).toMatch(/Nothing was changed\.$/);
  });

  it('with words for people has these', async () => {
    const { states, details } = await run([{ write: [new UserError('Please use the portal.')] }]);
    expect([states, details]).toEqual([['failed'], ['Please use the portal. Nothing was changed.']]);
  });

  it('fails alone: the next step is done all the same', async () => {
    const { states } = await run([{ write: [sentinelError('forbidden')] }, {}]);
    expect(states).toEqual(['failed', 'confirmed']);
  });
});

describe('a look before a write', () => {
  it('that fails is tried again after pauses', async () => {
    const trouble = sentinelError('unavailable');
    const { states, slept, lines } = await run([{ look: [trouble, trouble, 'as planned'] }]);
    expect([states, slept]).toEqual([['confirmed'], [2, 5]]);
    expect(lines).toHaveLength(2);
  });

  it('that fails three times fails the step, and nothing is written', async () => {
    const { states, details, asked } = await run([{ look: [sentinelError('unavailable')] }]);
    expect(states).toEqual(['failed']);
    expect(details[0]).toBe('Microsoft Sentinel is not available right now. Nothing was changed.');
    expect(asked.filter((one) => one === 'look 0')).toHaveLength(3);
    expect(writesIn(asked)).toEqual([]);
  });

  it('that is forbidden is not tried again', async () => {
    const { states, asked, slept } = await run([{ look: [sentinelError('forbidden')] }]);
    expect([states, slept]).toEqual([['failed'], []]);
    expect(asked).toEqual(['look 0', 'save failed']);
  });

  it('that finds what cannot be done fails with the words for it', async () => {
    const { states, details, asked } = await run([{ look: [new UserError('The hub is gone.')] }]);
    expect([states, details]).toEqual([['failed'], ['The hub is gone. Nothing was changed.']]);
    expect(writesIn(asked)).toEqual([]);
  });

  it('with a defect of ours throws before anything is written', async () => {
    await expect(run([{ look: [new TypeError('oops')] }])).rejects.toThrow('oops');
  });
});

describe('an aborted run', () => {
  it('ends where it waits, and leaves the step as writing for the next run', async () => {
    const { needs, saved, clock, asked } = world([{ write: [sentinelError('throttled')] }]);
    const limit = new AbortController();
    const known = { steps: steps('to do'), doubtful: new Set<number>() };
    const work = runSteps(known, { ...needs, scope: aScope(limit.signal) });
    await expect.poll(() => clock.sleeping()).toEqual([2_000]);
    limit.abort(new Error('time is up'));
    await expect(work).rejects.toThrow('time is up');
    expect(saved).toEqual([['writing']]);
    expect(writesIn(asked)).toEqual(['write 0']);
  });
});

describe('a step that a crash cut short', () => {
  const read = async (items: Partial<Azure>[], before: StepResult[]) => {
    const { needs, clock, ...seen } = world(items);
    const { value, slept } = await letTimePass(clock, readCutShort(before, needs));
    return { ...seen, slept, known: value };
  };

  it('is confirmed when Azure shows it, and nothing is written', async () => {
    const { known, asked } = await read([{}, {}], steps('writing', 'to do'));
    expect(known).toEqual({ steps: steps('confirmed', 'to do'), doubtful: new Set() });
    expect(asked).toEqual(['shown 0']);
  });

  it('is to do again, and doubtful, when Azure does not show it for as long as that takes', async () => {
    const { known, asked, slept } = await read([{ shown: [false] }], steps('writing'));
    expect(known).toEqual({ steps: steps('to do'), doubtful: new Set([0]) });
    expect(slept).toEqual([1, 2, 4, 8, 15]);
    expect(asked.every((one) => one === 'shown 0')).toBe(true);
  });

  it('is looked for only where there is one', async () => {
    const before = steps('to do', 'written', 'confirmed');
    const { known, asked } = await read([{}, {}, {}], before);
    expect(known).toEqual({ steps: before, doubtful: new Set() });
    expect(asked).toEqual([]);
  });

  const doubtful = { steps: steps('to do'), doubtful: new Set([0]) };

  it('is written once more when it is as planned', async () => {
    const { states, asked } = await run([{}], doubtful);
    expect([states, writesIn(asked)]).toEqual([['confirmed'], ['write 0']]);
  });

  it('is found done when the first write was slow', async () => {
    const { states, asked } = await run([{ look: ['nothing to do'] }], doubtful);
    expect([states, writesIn(asked)]).toEqual([['nothing to do'], []]);
  });

  it.each<[string, Partial<Azure>]>([
    ['the look fails', { look: [sentinelError('forbidden')] }],
    ['the write is refused', { write: [sentinelError('forbidden')] }],
  ])('is never called undone when %s: the first write may have been done', async (_, item) => {
    const { states, details } = await run([item], doubtful);
    expect(states).toEqual(['unknown']);
    expect(details[0]).toMatch(/It may have been done before\.$/);
    expect(details[0]).not.toMatch(/Nothing was changed/);
  });

  it('that is not what the preview showed any more is not asked anew as if nothing had been done', async () => {
    const { kind, states } = await run([{ look: ['outdated'] }], doubtful);
    expect([kind, states]).toEqual(['settled', ['unknown']]);
  });
});

describe('giving up', () => {
  it('fails what is to do, leaves the rest, and calls the doubtful unknown', () => {
    const before = steps('to do', 'to do', 'written', 'confirmed', 'nothing to do');
    expect(giveUp({ steps: before, doubtful: new Set([1]) }, 'No right.')).toEqual([
      { state: 'failed', detail: 'No right. Nothing was changed.' },
      { state: 'unknown', detail: 'No right. It may have been done before.' },
      ...before.slice(2),
    ]);
  });
});
