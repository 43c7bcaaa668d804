import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import type { AlertFeed } from '../../src/azure/alert-feed.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aRoom, clientsIn, workspacesOf } from '../support/a-room.ts';
import { aScope } from '../support/some-clients.ts';

// Through the real SDK, against rows of the pretend tenant.
let sandbox: Sandbox;
let workspace: Workspace;
let feed: AlertFeed;
const hub = 'ctso-rtm-refinery';

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 1 });
  sandbox.control.set({ throttling: false });
  const [first] = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
  if (!first) throw new Error('the sandbox has no workspace');
  workspace = first;
  feed = aRoom(clientsIn(sandbox), [workspace]).alertFeed;
});
afterAll(() => sandbox.stop());

const minutesAgo = (minutes: number) => new Date(sandbox.world.clock.now().getTime() - minutes * 60_000);

/** What has come in within these minutes, of the alerts named. */
async function arrivals(minutes: number, ids: readonly string[]) {
  const span = { since: minutesAgo(minutes), hours: 48 };
  const { alerts } = await feed.arrivals(workspace, span, aScope());
  return alerts.filter(({ alert }) => ids.includes(alert.id));
}

describe('what came in', () => {
  it('goes by when a row arrived, however old its alert is', async () => {
    const [old = ''] = sandbox.control.addAlerts({ hub, at: minutesAgo(180), ingestedAt: minutesAgo(1) });
    const [earlier = ''] = sandbox.control.addAlerts({ hub, ingestedAt: minutesAgo(30) });
    const found = await arrivals(5, [old, earlier]);
    expect(found.map(({ alert }) => alert.id)).toEqual([old]);
    expect(found[0]?.alert).toMatchObject({ hubName: hub, workspaceId: workspace.id });
    const late = (found[0]?.ingestedAt.getTime() ?? 0) - (found[0]?.alert.updatedAt.getTime() ?? 0);
    expect(late).toBeGreaterThan(2.9 * 3_600_000);
  });

  it('has an alert once, as its newest row has it, in the order of arrival', async () => {
    const [first = ''] = sandbox.control.addAlerts({ hub, severity: 'Low', ingestedAt: minutesAgo(3) });
    const [second = ''] = sandbox.control.addAlerts({ hub, ingestedAt: minutesAgo(2) });
    sandbox.control.changeAlert(first, { severity: 'High' });
    sandbox.control.moveClock(1_000);
    sandbox.control.changeAlert(first, { status: 'InProgress' });
    const found = await arrivals(5, [first, second]);
    expect(found.map(({ alert }) => [alert.id, alert.severity, alert.status])).toEqual([
      [second, expect.any(String), 'New'],
      [first, 'High', 'InProgress'],
    ]);
  });

  it('is nothing when nothing came in', async () => {
    const { alerts, more } = await feed.arrivals(workspace, { since: minutesAgo(-1), hours: 48 }, aScope());
    expect([alerts, more]).toEqual([[], false]);
  });
});
