import type { IncidentsItem } from '../domain/change-plan.ts';
import type { ItemOptions, PlannedItem } from './change-item.ts';
import { nameFilterTexts, ruleName, severitiesText } from './incident-words.ts';
import { plain } from './text.ts';

type IncidentsKind = 'incidents on' | 'incidents off';

/** The incident rule of a workspace: on or off before and after, and which alerts pass. */
export function incidentsItem(kind: IncidentsKind, item: IncidentsItem, options: ItemOptions): PlannedItem {
  const { rule, workspace, step } = item;
  const lines = [rule ? `Rule ${ruleName(rule)}` : 'New rule, made from Microsoft’s template'];
  if (options.stage !== 'void') lines.push(...stateTexts(item, options), ...filterTexts(kind, item, options));
  return {
    name: options.several ? `Workspace ${plain(workspace.name, 80)}` : '',
    place: '',
    planned: step === 'nothing' ? `✅ ${kind === 'incidents on' ? 'On' : 'Off'} already` : '',
    lines: lines.map((text) => ({ text })),
  };
}

/** The same in one line. */
export function incidentsRest(item: IncidentsItem | undefined): string {
  if (!item) return '';
  const { workspace, rule } = item;
  return [`Workspace ${plain(workspace.name, 80)}`, rule ? ruleName(rule) : ''].filter(Boolean).join(' · ');
}

function stateTexts({ rule, step }: IncidentsItem, { confirmed }: ItemOptions): string[] {
  if (step === 'nothing') return [];
  const now = rule?.enabled ? 'on' : 'off';
  const afterwards = step === 'switch off' ? 'off' : 'on';
  if (!rule && !confirmed) return ['Turned on at once.'];
  if (confirmed) return [afterwards === 'on' ? 'On now.' : 'Off now.'];
  return [now === afterwards ? `Stays ${now}.` : `From ${now} to ${afterwards}.`];
}

function filterTexts(
  kind: IncidentsKind,
  { rule, severities }: IncidentsItem,
  { stage, confirmed }: ItemOptions,
): string[] {
  const kept = stage === 'before' && rule ? ' (kept)' : '';
  if (kind === 'incidents off') return kept ? ['Its filters are kept for when it is turned on again.'] : [];
  const before = severitiesText(rule?.severities ?? 'all');
  const after = severitiesText(severities ?? rule?.severities ?? 'all');
  const changes = rule !== undefined && before !== after && !confirmed;
  return [
    `Severities: ${after}${changes ? ` (until now: ${before})` : kept}`,
    ...(rule ? nameFilterTexts(rule).map((text) => `${text}${kept}`) : []),
  ];
}
