import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { placesIn } from '../support/sandbox-clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  // Time stands still: a bucket refills when the test moves the clock, however long the requests take.
  vi.useFakeTimers({ toFake: ['Date'] });
  sandbox = await startSandbox();
});
afterEach(async () => {
  await sandbox.stop();
  vi.useRealTimers();
});

/** Sends `count` requests and gives the statuses and the last answer's headers. */
async function send(count: number, path: string, who: string, method = 'GET') {
  const headers = { authorization: `Bearer ${sandbox.tokenFor(who, 'arm')}` };
  const statuses: number[] = [];
  let last = new Headers();
  let body: unknown;
  for (let index = 0; index < count; index += 1) {
    const answer = await fetch(`${sandbox.url}${path}`, { headers, method });
    statuses.push(answer.status);
    last = answer.headers;
    body = await answer.json().catch(() => undefined);
  }
  return { statuses: new Set(statuses), last, body };
}

const connectors = () =>
  `${placesIn(sandbox).workspace.id}/providers/Microsoft.SecurityInsights/dataConnectors?api-version=2022-09-01-preview`;

describe('Resource Manager’s rates', () => {
  it('says how many reads are left of 250', async () => {
    const { bot } = placesIn(sandbox);
    const first = await send(1, connectors(), bot);
    expect(first.last.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('249');
    const later = await send(10, connectors(), bot);
    expect(later.last.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('239');
  });

  it('answers 429 with Retry-After when the bucket is empty, and fills it at 25 a second', async () => {
    const { bot, person } = placesIn(sandbox);
    expect((await send(250, connectors(), bot)).statuses).toEqual(new Set([200]));
    const refused = await send(1, connectors(), bot);
    expect(refused.statuses).toEqual(new Set([429]));
    expect(refused.body).toMatchObject({ error: { code: 'SubscriptionRequestsThrottled' } });
    expect(refused.last.get('retry-after')).toBe('1');
    const other = await send(1, connectors(), person('approver'));
    expect(other.statuses).toEqual(new Set([200]));
    sandbox.control.moveClock(1_000);
    expect((await send(25, connectors(), bot)).statuses).toEqual(new Set([200]));
    expect((await send(1, connectors(), bot)).statuses).toEqual(new Set([429]));
  });

  it('can be switched off', async () => {
    sandbox.control.set({ throttling: false });
    expect((await send(400, connectors(), placesIn(sandbox).bot)).statuses).toEqual(new Set([200]));
  });
});
