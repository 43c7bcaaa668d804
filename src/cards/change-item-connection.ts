import type { ConnectionItem, PlannedHub } from '../domain/change-plan.ts';
import { hasOtherTier } from '../domain/hub.ts';
import type { ItemOptions, PlannedItem } from './change-item.ts';
import { defenderWords } from './hub-words.ts';
import { namesText } from './names-text.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

type ConnectionKind = 'connect' | 'disconnect';

/** A subscription on a workspace: every hub that the change affects, by name, with its Defender state. */
export function connectionItem(
  kind: ConnectionKind,
  item: ConnectionItem,
  options: ItemOptions,
): PlannedItem {
  const lines = [scopeText(kind, item, options)];
  if (options.stage !== 'void') lines.push(...hubTexts(kind, item.hubs, options.mostNames));
  return {
    name: options.several ? plain(item.subscriptionName, 80) : '',
    place: `Workspace ${plain(item.workspace.name, 80)}`,
    planned: plannedWords(kind, item),
    lines: lines.map((text) => ({ text })),
  };
}

/** The same in one line. */
export function connectionRest(item: ConnectionItem | undefined): string {
  if (!item) return '';
  const { subscriptionName, workspace, hubs } = item;
  return `${plain(subscriptionName, 80)} · ${plain(workspace.name, 80)} · ${count(hubs.length, 'hub')}`;
}

function plannedWords(kind: ConnectionKind, { step, connectors }: ConnectionItem): string {
  switch (step) {
    case 'create':
      return '';
    case 're-enable':
      return '🔁 Switches its connector on again';
    case 'remove':
      return connectors.length > 1 ? `➖ Removes ${count(connectors.length, 'connector')}` : '';
    case 'nothing':
      return kind === 'connect' ? '✅ Connected already' : '✅ Not connected already';
  }
}

// The connector belongs to the subscription: it cannot be had for one hub alone.
function scopeText(kind: ConnectionKind, { hubs, step }: ConnectionItem, { stage }: ItemOptions): string {
  const hubCount = count(hubs.length, 'hub');
  if (step === 'nothing' || stage === 'void') return `${hubCount} in this subscription.`;
  if (hubs.length === 0) return 'The whole subscription; it has no hubs yet.';
  if (stage === 'under way') return `${hubCount}: the whole subscription.`;
  const verb = kind === 'connect' ? 'Connects' : 'Disconnects';
  const alone = hubs.length === 1 ? 'later hubs too' : 'not one hub alone';
  return `${verb} ${hubCount}: the whole subscription, ${alone}.`;
}

/** A line for each Defender state with the names of its hubs, those that send nothing first. */
function hubTexts(kind: ConnectionKind, hubs: readonly PlannedHub[], most: number): string[] {
  const groups = new Map<string, string[]>();
  for (const hub of hubs.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const label = labelOf(kind, hub);
    groups.set(label, [...(groups.get(label) ?? []), hub.name]);
  }
  let left = most;
  return [...groups].map(([label, names]) => {
    // Each state names at least one of its hubs, whatever the others took.
    const shown = Math.max(1, Math.min(left, names.length));
    left -= shown;
    return `${label}: ${namesText(names, shown)}`;
  });
}

function labelOf(kind: ConnectionKind, hub: PlannedHub): string {
  const { text } = defenderWords(hub);
  if (kind === 'disconnect' || hub.defender !== 'off') return text;
  return hasOtherTier(hub) ? `${text}, sends nothing and needs the Standard tier` : `${text}, sends nothing`;
}

function rankOf({ defender }: PlannedHub): number {
  return { off: 0, unknown: 1, on: 2 }[defender];
}
