import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/azure/memory.ts';
import { AzureError } from '../../src/domain/azure-error.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aScope } from '../support/some-clients.ts';

function aMemory(most = 10) {
  const clock = aHandClock();
  let loads = 0;
  const memory = createMemory<number>({ service: 'Microsoft Sentinel', lifeMs: 60_000, most }, clock);
  const load = () => Promise.resolve(++loads);
  return { clock, memory, load, loads: () => loads };
}

const never = () => new Promise<never>(() => undefined);

describe('a memory', () => {
  it('keeps an answer for a minute and no longer', async () => {
    const { clock, memory, load } = aMemory();
    expect(await memory.get('', aScope(), load)).toBe(1);
    clock.advance(59_999);
    expect(await memory.get('', aScope(), load)).toBe(1);
    clock.advance(1);
    expect(await memory.get('', aScope(), load)).toBe(2);
  });

  it('asks once for all who come at the same time', async () => {
    const { memory, load, loads } = aMemory();
    await Promise.all(Array.from({ length: 50 }, () => memory.get('', aScope(), load)));
    expect(loads()).toBe(1);
  });

  it('keeps no failure', async () => {
    const { memory, load } = aMemory();
    const failure = new AzureError('Microsoft Sentinel', 'unavailable');
    await expect(memory.get('', aScope(), () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await memory.get('', aScope(), load)).toBe(1);
  });

  it('lets one caller give up without ending the question for another', async () => {
    const { memory } = aMemory();
    const impatient = new AbortController();
    const work = Promise.withResolvers<number>();
    let loadSignal: AbortSignal | undefined;
    const load = (scope: { signal: AbortSignal }) => {
      loadSignal = scope.signal;
      return work.promise;
    };
    const first = memory.get('', aScope(impatient.signal), load);
    const second = memory.get('', aScope(), load);
    impatient.abort();
    await expect(first).rejects.toMatchObject({ kind: 'timed out', service: 'Microsoft Sentinel' });
    expect(loadSignal?.aborted).toBe(false);
    work.resolve(7);
    expect(await second).toBe(7);
  });

  it('does not wait for a caller who has given up already', async () => {
    const { memory } = aMemory();
    await expect(memory.get('', aScope(AbortSignal.abort()), never)).rejects.toMatchObject({
      kind: 'timed out',
    });
  });

  it.each<[string, (scope: { signal: AbortSignal }) => Promise<never>]>([
    [
      'listens',
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ],
    ['does not listen', never],
  ])('ends a question that takes longer than 30 seconds and %s to its signal', async (_, load) => {
    const { clock, memory } = aMemory();
    const answer = memory.get('', aScope(), load);
    clock.advance(30_000);
    await expect(answer).rejects.toMatchObject({
      name: 'AzureError',
      kind: 'timed out',
      service: 'Microsoft Sentinel',
    });
    expect(clock.sleeping()).toEqual([]);
  });

  it('does not keep an answer that was under way when it was told to forget', async () => {
    const { memory, load } = aMemory();
    const work = Promise.withResolvers<number>();
    const old = memory.get('', aScope(), () => work.promise);
    memory.forget();
    work.resolve(99);
    expect(await old).toBe(99);
    expect(await memory.get('', aScope(), load)).toBe(1);
  });

  it('keeps no more answers than it may', async () => {
    const { memory, load } = aMemory(2);
    for (const key of ['a', 'b', 'c']) await memory.get(key, aScope(), load);
    expect(await memory.get('c', aScope(), load)).toBe(3);
    expect(await memory.get('b', aScope(), load)).toBe(2);
    expect(await memory.get('a', aScope(), load)).toBe(4);
  });
});
