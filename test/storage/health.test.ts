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
