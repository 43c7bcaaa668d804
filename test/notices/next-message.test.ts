import { describe, expect, it } from 'vitest';
import { type Severity, severities } from '../../src/domain/alert.ts';
import type { DueAlert } from '../../src/domain/known-alert.ts';
import { type DueNow, nextMessage } from '../../src/notices/next-message.ts';

const now = new Date('2026-11-23T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

let count = 0;
function some(many: number, severity: Severity): DueAlert[] {
  return Array.from({ length: many }, () => {
    count += 1;
    return { id: `${severity} ${count}`, severity, dueAt: now };
  });
}
const next = (due: readonly DueAlert[], over: Partial<DueNow> = {}) =>
  nextMessage({ due, sentLastMinute: 0, now, ...over });

describe('the next message', () => {
  it('is none when nothing is due', () => {
    expect(next([])).toBeUndefined();
  });

  it('is one alert, the first, while there are few', () => {
    const due = [...some(1, 'High'), ...some(9, 'Low')];
    expect(next(due)).toEqual({ kind: 'alert', alert: due[0] });
    expect(next(due.slice(1), { sentLastMinute: 1 })).toEqual({ kind: 'alert', alert: due[1] });
  });

  it('is a digest of all when there are more than a minute has room for', () => {
    const due = some(11, 'Medium');
    expect(next(due)).toEqual({ kind: 'digest', alerts: due });
    expect(next(due.slice(0, 3), { sentLastMinute: 8 })).toMatchObject({ kind: 'digest' });
  });

  it('is each High alert by itself while there is room for them', () => {
    const due = [...some(40, 'High'), ...some(500, 'Low')];
    expect(next(due, { sentLastMinute: 24 })).toEqual({ kind: 'alert', alert: due[0] });
    expect(next(due, { sentLastMinute: 25 })).toEqual({ kind: 'digest', alerts: due });
  });

  it('is no digest of one, unless there is no room at all', () => {
    const due = some(1, 'Low');
    expect(next(due, { sentLastMinute: 20 })).toMatchObject({ kind: 'alert' });
    expect(next(due, { sentLastMinute: 25 })).toMatchObject({ kind: 'digest' });
  });

  it('waits for more when a digest was posted just now', () => {
    const due = some(30, 'Low');
    expect(next(due, { lastDigestAt: ago(4) })).toEqual({
      kind: 'wait',
      until: new Date(now.getTime() + 6_000),
    });
    expect(next(due, { lastDigestAt: ago(10) })).toMatchObject({ kind: 'digest' });
  });

  it('holds no more alerts than a digest can count', () => {
    const digest = next(some(5_000, 'Low'));
    expect(digest?.kind === 'digest' && digest.alerts.length).toBe(1_000);
  });
});

/** Plays a storm: `each` alerts a second for `seconds`, and says what is next as often as Teams takes a message. */
function play(each: () => DueAlert[], seconds: number) {
  const due: DueAlert[] = [];
  const sent: { at: number; alerts: readonly DueAlert[] }[] = [];
  let lastDigestAt: Date | undefined;
  for (let ms = 0; ms < (seconds + 30) * 1000; ms += 250) {
    if (ms < seconds * 1000 && ms % 1000 === 0) due.push(...each());
    due.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    const at = new Date(now.getTime() + ms);
    const sentLastMinute = sent.filter((one) => one.at > ms - 60_000).length;
    const message = nextMessage({ due, sentLastMinute, lastDigestAt, now: at });
    if (!message || message.kind === 'wait') continue;
    const alerts = message.kind === 'alert' ? [message.alert] : message.alerts;
    if (message.kind === 'digest') lastDigestAt = at;
    sent.push({ at: ms, alerts });
    const told = new Set(alerts);
    due.splice(0, due.length, ...due.filter((one) => !told.has(one)));
  }
  return { due, sent };
}

describe('a storm', () => {
  it('of five thousand alerts in a minute is told within seconds, each alert once, in few messages', () => {
    const { due, sent } = play(() => [...some(8, 'High'), ...some(30, 'Medium'), ...some(46, 'Low')], 60);
    expect(due).toEqual([]);
    const told = sent.flatMap(({ alerts }) => alerts.map(({ id }) => id));
    expect([told.length, new Set(told).size]).toEqual([5_040, 5_040]);
    expect(sent.length).toBeLessThan(60);
    expect(sent.at(-1)?.at).toBeLessThan(75_000);
    for (let from = 0; from < 60_000; from += 1_000)
      expect(sent.filter(({ at }) => at >= from && at < from + 30_000).length).toBeLessThan(60);
  });

  it('that trickles ends in digests as well', () => {
    const { due, sent } = play(() => some(1, 'Medium'), 300);
    expect(due).toEqual([]);
    expect(sent.length).toBeLessThan(160);
  });
});
