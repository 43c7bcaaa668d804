import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArrivedAlert } from '../../src/domain/alert-news.ts';
import { usualTeamsLimits } from '../../src/domain/teams-limits.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { newId } from '../../src/storage/change-ledger.ts';
import { createPace } from '../../src/storage/pace.ts';
import { createPostings } from '../../src/storage/postings.ts';
import { createSubscriptions } from '../../src/storage/subscriptions.ts';
import { startNotices } from '../../src/workers/notices.ts';
import { aConversation, aWorkspace } from '../support/a-call.ts';
import { aPerson } from '../support/a-change.ts';
import { aLog } from '../support/a-log.ts';
import { anAlert } from '../support/an-alert.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

// All of it together on the real job engine, from a poll to what Teams gets.
const workspace = aWorkspace();
let storage: TestStorage;
const feed: ArrivedAlert[] = [];
const sent: string[] = [];
let told = () => {};

beforeAll(async () => {
  storage = await aStorage();
  const here = aConversation({ id: 'here' });
  await storage.conversations.remember(here, new Date());
  await createSubscriptions(storage.db).add({
    conversation: here,
    severities: ['High', 'Medium'],
    hubs: [],
    createdBy: aPerson(),
    createdAt: new Date(),
  });
  const take = async (what: string) => {
    sent.push(what);
    told();
    return { kind: 'sent', activityId: `${sent.length}` } as const;
  };
  await startNotices({
    workspaces: [workspace],
    alertFeed: { arrivals: async () => ({ alerts: feed.splice(0), more: false }) },
    alertLedger: createAlertLedger(storage),
    conversations: storage.conversations,
    postings: createPostings(storage.db),
    pace: createPace(storage.db, usualTeamsLimits),
    send: {
      message: ({ id }, { summary }) => take(`${id}: ${summary}`),
      update: ({ id }, activityId, { summary }) => take(`${id}, edit ${activityId}: ${summary}`),
    },
    jobs: storage.jobs,
    links: { workspace: () => 'https://portal.azure.com/' },
    pollSeconds: 1,
    newId,
    clock: systemClock,
    log: aLog(),
  });
});
afterAll(() => storage.remove());

/** Waits until Teams has got so many. */
function until(count: number): Promise<void> {
  return new Promise((resolve) => {
    told = () => sent.length >= count && resolve();
    told();
  });
}

describe('alerts that come in', () => {
  it('are posted by themselves, each once, and only where they are wanted', async () => {
    const ingestedAt = new Date(Date.now() + 60_000);
    const names = { a: 'Brute force', b: 'Port scan', c: 'Quiet' };
    feed.push(
      { alert: anAlert({ id: 'a', severity: 'High', name: names.a, firstSeen: new Date() }), ingestedAt },
      { alert: anAlert({ id: 'c', severity: 'Low', name: names.c, firstSeen: new Date() }), ingestedAt },
    );
    await until(1);
    feed.push(
      { alert: anAlert({ id: 'a', severity: 'High', name: names.a, firstSeen: new Date() }), ingestedAt },
      { alert: anAlert({ id: 'b', severity: 'Medium', name: names.b, firstSeen: new Date() }), ingestedAt },
    );
    await until(2);
    expect(sent).toEqual([
      'here: High alert on plant-7: Brute force',
      'here: Medium alert on plant-7: Port scan',
    ]);
  });
});
