import { describe, expect, it, vi } from 'vitest';
import { createHealthCheck } from '../../src/storage/health.ts';
import { aDatabaseThat } from '../support/a-database-that.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';

describe('the health check', () => {
  it('says when the database answers, and leaves no timer behind', async () => {
    const clock = aHandClock();
    const health = createHealthCheck({ db: aDatabaseThat(async () => {}), name: 'It', clock, log: aLog() });
    expect(await health()).toEqual({ ok: true, detail: 'It answers' });
    expect(clock.sleeping()).toEqual([]);
  });

  it('gives up after two seconds, and asks a hanging database once only', async () => {
    const clock = aHandClock();
    const answer = vi.fn(() => new Promise<void>(() => {}));
    const health = createHealthCheck({ db: aDatabaseThat(answer), name: 'It', clock, log: aLog() });
    const checks = [health(), health(), health()];
    await vi.waitFor(() => expect(answer).toHaveBeenCalled());
    clock.advance(2_000);
    const late = { ok: false, detail: 'It has not answered for 2 s' };
    expect(await Promise.all(checks)).toEqual([late, late, late]);
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('asks once for any number of probes, one after the other, until the database comes back', async () => {
    const clock = aHandClock();
    const ends: (() => void)[] = [];
    const answer = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
    const health = createHealthCheck({ db: aDatabaseThat(answer), name: 'It', clock, log: aLog() });
    for (let probe = 0; probe < 20; probe += 1) {
      const found = health();
      await vi.waitFor(() => expect(answer).toHaveBeenCalled());
      clock.advance(2_000);
      expect(await found).toEqual({ ok: false, detail: 'It has not answered for 2 s' });
    }
    expect(answer).toHaveBeenCalledTimes(1);
    ends[0]?.();
    await vi.waitFor(() => {
      void health();
      expect(answer).toHaveBeenCalledTimes(2);
    });
    const found = health();
    ends[1]?.();
    expect(await found).toEqual({ ok: true, detail: 'It answers' });
  });

  it('keeps the cause for the log', async () => {
    const log = aLog();
    const db = aDatabaseThat(async () => {
      throw new Error('secret cause');
    });
    const health = createHealthCheck({ db, name: 'It', clock: aHandClock(), log });
    const found = await health();
    expect(found.ok).toBe(false);
    expect(found.detail).not.toContain('secret');
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { error: { message: 'secret cause' } } }]);
  });
});
