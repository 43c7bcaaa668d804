import { describe, expect, it } from 'vitest';
import type { FeedSpan } from '../../src/azure/alert-feed-query.ts';
import type { ArrivedAlert } from '../../src/domain/alert-news.ts';
import { AzureError } from '../../src/domain/azure-error.ts';
import { type PollAlertsNeeds, pollAlerts } from '../../src/workers/poll-alerts.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aLog } from '../support/a-log.ts';
import { anAlert } from '../support/an-alert.ts';
import { reason } from '../support/reason.ts';

const now = new Date('2026-11-23T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const arrived = (id: string, ingestedAt: Date): ArrivedAlert => ({ alert: anAlert({ id }), ingestedAt });

type Part = ArrivedAlert[] | AzureError;

/** Polls while the feed gives these parts, one after the other; each but the last says that there is more. */
async function poll(
  parts: Part[],
  over: Partial<PollAlertsNeeds> & { begunAt?: Date; ingestedTo?: Date } = {},
) {
  const { begunAt = ago(600), ingestedTo = ago(30), ...needs } = over;
  const spans: FeedSpan[] = [];
  const kept: string[][] = [];
  const error = await reason(
    pollAlerts(new AbortController().signal, {
      workspaces: [aWorkspace()],
      alertFeed: {
        async arrivals(_, span) {
          spans.push(span);
          const part = parts.shift() ?? [];
          if (part instanceof AzureError) throw part;
          return { alerts: part, more: parts.length > 0 };
        },
      },
      alertLedger: {
        watermark: async () => ({ begunAt, ingestedTo }),
        async remember(_, batch) {
          kept.push(batch.map(({ alert }) => alert.id));
          return { told: batch.length, changed: 0, conversations: 0 };
        },
      },
      clock: aHandClock(now.getTime()),
      log: aLog(),
      ...needs,
    }),
  );
  return { spans, kept, error };
}

describe('a poll', () => {
  it('asks once for what came in since ten minutes before the newest row, however old that is by its own time', async () => {
    const { spans, kept, error } = await poll([[arrived('a', ago(2)), arrived('b', ago(1))]]);
    expect(error).toBe('no error');
    expect(spans).toEqual([{ since: ago(40), hours: 49 }]);
    expect(kept).toEqual([['a', 'b']]);
  });

  it('never asks for what came in before the first one', async () => {
    const { spans } = await poll([[]], { begunAt: ago(32) });
    expect(spans[0]?.since).toEqual(ago(32));
  });

  it('reads back as far as an outage was long', async () => {
    const { spans } = await poll([[]], { begunAt: ago(10_000), ingestedTo: ago(72 * 60) });
    expect(spans).toEqual([{ since: ago(72 * 60 + 10), hours: 73 + 48 }]);
  });

  it('keeps nothing new as well: the watermark tells when a poll last went well', async () => {
    expect((await poll([[]])).kept).toEqual([[]]);
  });

  it('goes on from the last row when there is more, part by part', async () => {
    const { spans, kept } = await poll([
      [arrived('a', ago(20))],
      [arrived('b', ago(5))],
      [arrived('c', ago(1))],
    ]);
    expect(kept).toEqual([['a'], ['b'], ['c']]);
    const upTo = (minutes: number) => new Date(ago(minutes).getTime() - 1);
    expect(spans.map(({ since }) => since)).toEqual([ago(40), upTo(20), upTo(5)]);
  });

  it('gives up when more came in at one moment than it can read: it would turn in circles', async () => {
    const { kept, error } = await poll([[arrived('a', ago(40))], [arrived('b', ago(1))]]);
    expect(kept).toEqual([['a']]);
    expect(error).toMatchObject({ errors: [{ kind: 'garbled' }] });
  });

  it('leaves a storm of days to the next one after twenty parts', async () => {
    const parts = Array.from({ length: 50 }, (_, i) => [arrived(`${i}`, ago(39 - i / 2))]);
    expect((await poll(parts)).kept).toHaveLength(20);
  });

  it('of several workspaces fails in the end when one cannot be read, and keeps what the others have', async () => {
    const { kept, error } = await poll(
      [new AzureError('Log Analytics', 'throttled'), [arrived('b', ago(1))]],
      { workspaces: [aWorkspace(), aWorkspace({ name: 'two' })] },
    );
    expect(kept).toEqual([['b']]);
    expect(error).toMatchObject({ errors: [{ kind: 'throttled' }] });
  });
});
