import type { Change } from '../domain/change.ts';
import type { ChangePlan, StepResult } from '../domain/change-plan.ts';
import type { Color } from './card-data.ts';
import type { ChangeItem } from './change-data.ts';
import type { ItemOptions, PlannedItem } from './change-item.ts';
import { connectionItem, connectionRest } from './change-item-connection.ts';
import { enableItem, enableRest } from './change-item-enable.ts';
import { incidentsItem, incidentsRest } from './change-item-incidents.ts';
import { stageOf } from './change-stage.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

// As many as a card holds with everything at its longest; the rest gets a line each, and then is counted.
const mostItems = 8;
const mostRest = 15;

/** Every item of a change: what happens to it before, how it went afterwards. */
export function changeItems(change: Change): ChangeItem[] {
  const { plan, steps } = change;
  const stage = stageOf(change);
  const all = plan.items.map((_, at) => ({ at, step: steps[at] }));
  // What needs somebody first, when not all are shown.
  const ordered = all.length > mostItems ? all.toSorted((a, b) => weightOf(a.step) - weightOf(b.step)) : all;
  const shown = ordered.slice(0, mostItems);
  const several = all.length > 1;
  const mostNames = Math.max(3, Math.min(12, Math.floor(36 / Math.max(1, shown.length))));
  const items = shown.flatMap(({ at, step }): ChangeItem[] => {
    const done = { confirmed: step?.state === 'confirmed', failed: step?.state === 'failed' };
    const options = { stage, several, mostNames, ...done };
    const item = plannedItem(plan, at, options);
    return item ? [progressOf(item, step, change, options)] : [];
  });
  return [
    ...items,
    ...restOf(
      plan,
      ordered.slice(mostItems).map(({ at }) => at),
    ),
  ];
}

function plannedItem(plan: ChangePlan, at: number, options: ItemOptions): PlannedItem | undefined {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect': {
      const item = plan.items[at];
      return item && connectionItem(plan.kind, item, options);
    }
    case 'enable': {
      const item = plan.items[at];
      return item && enableItem(item, plan.subscriptionName, options);
    }
    case 'incidents on':
    case 'incidents off': {
      const item = plan.items[at];
      return item && incidentsItem(plan.kind, item, options);
    }
  }
}

function restText(plan: ChangePlan, at: number): string {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect':
      return connectionRest(plan.items[at]);
    case 'enable':
      return enableRest(plan.items[at]);
    case 'incidents on':
    case 'incidents off':
      return incidentsRest(plan.items[at]);
  }
}

function restOf(plan: ChangePlan, places: readonly number[]): ChangeItem[] {
  if (places.length === 0) return [];
  const lines = places.slice(0, mostRest).map((at) => ({ text: restText(plan, at) }));
  const more = places.length - lines.length;
  return [
    {
      name: `And ${count(places.length, 'more', 'more')}`,
      place: '',
      mark: '',
      color: 'default',
      result: '',
      lines: more > 0 ? [...lines, { text: `and ${more.toLocaleString('en-US')} more` }] : lines,
    },
  ];
}

function progressOf(
  { planned, ...item }: PlannedItem,
  step: StepResult | undefined,
  { state, why }: Change,
  { stage, several }: ItemOptions,
): ChangeItem {
  if (stage !== 'under way')
    return { ...item, mark: stage === 'before' ? planned : '', color: 'default', result: '' };
  const look = stepLook(step, state);
  const detail = step?.detail ?? '';
  // The frame says what holds for the whole change.
  const result = why.includes(detail) ? '' : plain(detail, 300);
  if (step?.state === 'nothing to do') return { ...item, ...look, mark: planned || look.mark, result };
  // With one item the frame says it already.
  const mark = several || state === 'running' ? look.mark : '';
  return { ...item, ...look, mark, result };
}

function stepLook(step: StepResult | undefined, state: Change['state']): { mark: string; color: Color } {
  const color = 'default';
  switch (step?.state ?? 'to do') {
    case 'to do':
      return { mark: state === 'approved' || state === 'running' ? '▫️ To do' : '➖ Not done', color };
    case 'writing':
      return { mark: '⏳ Being written', color };
    case 'written':
      return { mark: '⏳ Accepted by Azure, being confirmed', color };
    case 'confirmed':
      return { mark: '✅ Confirmed by Azure', color };
    case 'not confirmed':
      return { mark: '🕓 Accepted by Azure, not confirmed yet', color };
    case 'nothing to do':
      return { mark: '✅ Nothing to do', color };
    case 'failed':
      return { mark: '❌ Failed', color: 'attention' };
    case 'unknown':
      return { mark: '❔ Not known', color };
  }
}

function weightOf(step: StepResult | undefined): number {
  switch (step?.state) {
    case 'failed':
      return 0;
    case 'unknown':
      return 1;
    case 'not confirmed':
      return 2;
    case 'confirmed':
    case 'nothing to do':
      return 4;
    default:
      return 3;
  }
}
