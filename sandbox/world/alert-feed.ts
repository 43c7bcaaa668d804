import type { Severity } from './alert-catalogue.ts';
import type { AlertMoment, AlertRow, AlertSeed, DueRow } from './alert-rows.ts';
import { alertRow, ingestionDelay, momentsOf } from './alert-rows.ts';
import type { AlertSource, AlertWishes } from './alert-source.ts';
import { advance, drawAlert } from './alert-source.ts';
import { arrivalsOf, arrivesReversed } from './arrivals.ts';
import type { WorldClock } from './clock.ts';
import type { WorkspaceRecord } from './records.ts';

/** An alert that somebody asks the world for. */
export interface AlertOrder extends AlertWishes {
  sourceId: string;
  /** When it was detected; now if absent. */
  at?: Date;
  /** When its first row arrives; now if absent. */
  ingestedAt?: Date;
  /** Shall it also be updated and closed later, as alerts do by themselves? */
  withLife?: boolean;
}

/** The SecurityAlert tables of the world, filled lazily: reading them first lets everything due arrive. */
export interface AlertFeed {
  /** Rows of a workspace that have arrived, in order of arrival; not always that of what happened. */
  rows(workspaceId: string): readonly AlertRow[];
  /** When a row arrived. Throws RangeError for a row that is not from here. */
  ingestedAt(row: AlertRow): Date;
  /** Lets everything due arrive, judged by the present flow: call it before the flow changes. */
  catchUp(): void;
  /** A source began to flow: its first alert comes after the usual wait, unless it is quiet. */
  begin(sourceId: string): void;
  /** Makes an alert now; gives its `SystemAlertId`. Throws RangeError when the source is unknown or does not flow. */
  add(order: AlertOrder): string;
  /**
   * Adds a row with another status or severity. Throws RangeError for an unknown alert and for one whose source
   * does not flow any more.
   */
  change(alertId: string, to: { status?: AlertMoment['status']; severity?: Severity }): void;
  addSource(source: AlertSource): void;
}

interface FeedNeeds {
  clock: WorldClock;
  workspaces: ReadonlyMap<string, WorkspaceRecord>;
  /** Since when (milliseconds) a source flows into a workspace; undefined when it does not. */
  since(workspaceId: string, source: AlertSource): number | undefined;
  /** Called with the first row of each alert when it arrives. */
  onNewAlert(workspaceId: string, seed: AlertSeed, at: Date): void;
}

/** Data is there about 15 minutes after connecting (Microsoft Learn: "Connect Defender for IoT to Sentinel"). */
const firstDataMs = 15 * 60_000;

const noFlow = 'No alerts flow: Defender is off or the subscription is not connected.';

/** Makes empty tables. */
export function createAlertFeed({ clock, workspaces, since, onNewAlert }: FeedNeeds): AlertFeed {
  const sources = new Map<string, AlertSource>();
  const alerts = new Map<string, { seed: AlertSeed; moments: AlertMoment[] }>();
  const tables = new Map<string, AlertRow[]>();
  const arrivals = new WeakMap<AlertRow, Date>();
  let pending: DueRow[] = [];

  const flowsInto = (source: AlertSource, at: number) =>
    [...workspaces.values()].filter((workspace) => {
      const start = since(workspace.id, source);
      return start !== undefined && at >= start;
    });
  const plan = (seed: AlertSeed, moment: AlertMoment, ingestedAt: Date, into: readonly WorkspaceRecord[]) => {
    for (const workspace of into) {
      pending.push({
        alertId: seed.id,
        workspaceId: workspace.id.toLowerCase(),
        sourceId: seed.resourceId.toLowerCase(),
        ingestedAt,
        row: alertRow(seed, moment, workspace),
      });
    }
  };
  const planLife = (
    seed: AlertSeed,
    moments: readonly AlertMoment[],
    { random }: AlertSource,
    into: readonly WorkspaceRecord[],
    firstArrival?: Date,
  ) => {
    const usual = moments.map(({ at }) => at.getTime() + clock.delay(ingestionDelay(random)));
    if (firstArrival) usual[0] = firstArrival.getTime();
    const times = arrivalsOf(usual, firstArrival === undefined && arrivesReversed(seed), clock);
    for (const [index, moment] of moments.entries()) plan(seed, moment, new Date(times[index] ?? 0), into);
  };
  const raise = (source: AlertSource, until: number) => {
    while (source.nextAt <= until) {
      const at = source.nextAt;
      const into = flowsInto(source, at);
      const seed = drawAlert(source, new Date(at));
      advance(source);
      if (into.length === 0) continue;
      const moments = [...momentsOf(seed, source.random)];
      alerts.set(seed.id, { seed, moments });
      planLife(seed, moments, source, into);
    }
  };
  const arrive = (due: DueRow) => {
    const source = sources.get(due.sourceId);
    // A source that was cut off meanwhile sends nothing more.
    if (!source || since(due.workspaceId, source) === undefined) return;
    const table = tables.get(due.workspaceId) ?? [];
    tables.set(due.workspaceId, table);
    table.push(due.row);
    arrivals.set(due.row, due.ingestedAt);
    const alert = alerts.get(due.alertId);
    if (alert && due.row.TimeGenerated === alert.moments[0]?.at)
      onNewAlert(due.workspaceId, alert.seed, due.ingestedAt);
  };
  const catchUp = () => {
    const now = clock.now().getTime();
    for (const source of sources.values()) raise(source, now);
    const { true: due = [], false: later = [] } = Object.groupBy(pending, (row) =>
      row.ingestedAt.getTime() <= now ? 'true' : 'false',
    );
    pending = later;
    due.sort((a, b) => a.ingestedAt.getTime() - b.ingestedAt.getTime());
    for (const row of due) arrive(row);
  };

  return {
    rows(workspaceId) {
      catchUp();
      return tables.get(workspaceId.toLowerCase()) ?? [];
    },
    ingestedAt(row) {
      const at = arrivals.get(row);
      if (!at) throw new RangeError('That row is not from this feed.');
      return at;
    },
    catchUp,
    begin(sourceId) {
      const source = sources.get(sourceId.toLowerCase());
      if (!source || source.meanGap === Number.POSITIVE_INFINITY) return;
      source.nextAt = clock.now().getTime() + clock.delay(firstDataMs);
    },
    add(order) {
      const source = sources.get(order.sourceId.toLowerCase());
      if (!source) throw new RangeError('Unknown hub.');
      const now = clock.now();
      const into = flowsInto(source, now.getTime());
      if (into.length === 0) throw new RangeError(noFlow);
      const seed = drawAlert(source, order.at ?? now, order);
      const first = { at: seed.firstSeen, lastSeen: seed.firstSeen, status: 'New', isNew: true } as const;
      const moments: AlertMoment[] = order.withLife
        ? [...momentsOf(seed, source.random)]
        : [{ ...first, severity: seed.severity }];
      alerts.set(seed.id, { seed, moments });
      planLife(seed, moments, source, into, order.ingestedAt ?? now);
      return seed.id;
    },
    change(alertId, to) {
      catchUp();
      const alert = alerts.get(alertId);
      const source = sources.get(alert?.seed.resourceId.toLowerCase() ?? '');
      const now = clock.now();
      const latest = alert?.moments.findLast(({ at }) => at <= now) ?? alert?.moments[0];
      if (!alert || !source || !latest) throw new RangeError('Unknown alert.');
      const into = flowsInto(source, now.getTime());
      if (into.length === 0) throw new RangeError(noFlow);
      // What was going to happen to it does not happen. What has happened and is only late still arrives.
      pending = pending.filter(({ alertId: id, row }) => id !== alertId || !isAfter(row, now));
      const moment: AlertMoment = {
        at: now,
        lastSeen: latest.lastSeen,
        status: to.status ?? latest.status,
        severity: to.severity ?? latest.severity,
        isNew: false,
      };
      alert.moments = [...alert.moments.filter(({ at }) => at <= now), moment];
      plan(alert.seed, moment, now, into);
    },
    addSource: (source) => void sources.set(source.id.toLowerCase(), source),
  };
}

function isAfter({ TimeGenerated }: AlertRow, moment: Date): boolean {
  return TimeGenerated instanceof Date && TimeGenerated > moment;
}
