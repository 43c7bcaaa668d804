import { describe, expect, it } from 'vitest';
import { createAlertOrders } from '../../../sandbox/control/alert-orders.ts';
import { createPortal } from '../../../sandbox/control/portal.ts';
import { buildWorld } from '../../../sandbox/world/build-world.ts';
import { loadStory } from '../../../sandbox/world/story.ts';

describe('alerts', () => {
  const idsOf = () => {
    const world = buildWorld(loadStory('plant'), 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    return new Set(world.alerts.rows(workspace).map(({ SystemAlertId }) => SystemAlertId));
  };

  it('are the same in every run', () => {
    expect(idsOf()).toEqual(idsOf());
  });

  it('arrive after they were generated, an alert’s own rows mostly one after the other', () => {
    const world = buildWorld(loadStory('plant'), 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    const rows = world.alerts.rows(workspace);
    const arrivals = rows.map((row) => world.alerts.ingestedAt(row).getTime());
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    expect(rows.filter((row) => Number(row.TimeGenerated) > Number(world.alerts.ingestedAt(row)))).toEqual(
      [],
    );
    const lives = [...Map.groupBy(rows, ({ SystemAlertId }) => SystemAlertId).values()];
    const ordered = lives.filter((mine) => String(mine[0]?.ExtendedProperties).includes('"isNew":"True"'));
    expect(ordered.length).toBeGreaterThan(lives.length * 0.8);
  });

  it('come the other way round now and then: Resolved before New', () => {
    const world = buildWorld({ ...loadStory('plant'), historyDays: 30 }, 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    const rows = world.alerts.rows(workspace);
    const lives = [...Map.groupBy(rows, ({ SystemAlertId }) => SystemAlertId).values()];
    const several = lives.filter(({ length }) => length > 1);
    const times = (mine: typeof rows) => mine.map(({ TimeGenerated }) => Number(TimeGenerated));
    const backwards = several.filter((mine) =>
      times(mine).every((at, i, all) => at < (all[i - 1] ?? Infinity)),
    );
    expect(backwards.length).toBeGreaterThan(several.length / 16);
    expect(backwards.length).toBeLessThan(several.length / 4);
    const forwards = several.filter((mine) => times(mine).every((at, i, all) => at > (all[i - 1] ?? 0)));
    expect(backwards.length + forwards.length).toBe(several.length);
    const statuses = backwards.map((mine) => mine.map(({ Status }) => Status).join(' '));
    expect(statuses).toContain('Resolved New');
  });

  it('cannot change any more when their hub sends nothing to Sentinel', () => {
    const world = buildWorld(loadStory('plant'), 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    const orders = createAlertOrders(world);
    const [id = ''] = orders.addAlerts({ hub: 'ctso-rtm-refinery' });
    const before = world.alerts.rows(workspace).length;
    createPortal(world).disconnect('Contoso Plant Rotterdam');
    expect(() => orders.changeAlert(id, { status: 'Resolved' })).toThrow(/No alerts flow/);
    expect(world.alerts.rows(workspace)).toHaveLength(before);
  });

  it('that were made but are late still arrive when they are changed meanwhile', () => {
    const world = buildWorld(loadStory('plant'), 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    const orders = createAlertOrders(world);
    const ingestedAt = new Date(world.clock.now().getTime() + 60_000);
    const [id = ''] = orders.addAlerts({ hub: 'ctso-rtm-refinery', ingestedAt });
    orders.changeAlert(id, { status: 'Resolved' });
    const statuses = () =>
      world.alerts
        .rows(workspace)
        .filter(({ SystemAlertId }) => SystemAlertId === id)
        .map(({ Status }) => Status);
    expect(statuses()).toEqual(['Resolved']);
    world.clock.move(60_000);
    expect(statuses()).toEqual(['Resolved', 'New']);
  });

  it('some come hours late, some are opened again', () => {
    const world = buildWorld({ ...loadStory('plant'), historyDays: 30 }, 1);
    const [workspace = ''] = [...world.workspaces.keys()];
    const rows = world.alerts.rows(workspace);
    const late = rows.filter(
      (row) =>
        row.TimeGenerated instanceof Date &&
        world.alerts.ingestedAt(row).getTime() - row.TimeGenerated.getTime() > 3_600_000,
    );
    expect(late.length).toBeGreaterThan(5);
    const byAlert = Map.groupBy(rows, ({ SystemAlertId }) => SystemAlertId);
    const reopened = [...byAlert.values()].filter((mine) => {
      const closed = mine.findIndex(({ Status }) => Status === 'Resolved');
      return closed >= 0 && mine.slice(closed).some(({ Status }) => Status === 'New');
    });
    expect(reopened.length).toBeGreaterThan(1);
  });
});
