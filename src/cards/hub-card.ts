import type { Alert } from '../domain/alert.ts';
import { type Hub, hasOtherTier, type InventoryGap } from '../domain/hub.ts';
import type { HubDetail } from '../domain/hub-detail.ts';
import type { Reply } from '../domain/reply.ts';
import type { NotAsked } from '../domain/workspace.ts';
import { alertRow } from './alert-words.ts';
import { actions, button, linkButton } from './buttons.ts';
import type { AlertSection, Fact, Line } from './card-data.ts';
import { hubNextButton } from './hub-next.ts';
import { connectionWords, dataWords, defenderWords, placeOf, type StateWords } from './hub-words.ts';
import { gapLines } from './hubs-card.ts';
import { notAskedLines } from './not-asked.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime, count } from './times.ts';

/** The newest alerts of a hub; or why they are not shown. */
export type HubAlerts =
  | { kind: 'read'; alerts: readonly Alert[]; days: number; notAsked: readonly NotAsked[] }
  | { kind: 'not read'; why: string };

/** All that the hub card shows. */
export interface HubView {
  hub: Hub;
  /** Undefined when the hub could not be read fresh; `gaps` and `notes` say so. */
  detail: HubDetail | undefined;
  alerts: HubAlerts;
  gaps: readonly InventoryGap[];
  /** Workspaces whose part of the states is missing. */
  notAsked: readonly NotAsked[];
  /** Other things that could not be read. */
  notes: readonly string[];
  links: { hub: string; connectors: string };
  readAt: Date;
  now: Date;
}

/** The answer to `hub <name>`: each state with what it means, the newest alerts, and what to do next. */
export function hubCard(view: HubView): Reply {
  const { hub, now } = view;
  const states = [defenderWords(hub), connectionWords(hub), dataWords(hub, now)];
  const name = plain(hub.name, 80);
  const inWords = states.map(({ text }) => text.replace(/^\S+ /, '')).join(', ');
  return reply('hub', {
    summary: `IoT hub ${name}: ${inWords}.`,
    name,
    place: placeOf(hub),
    facts: [...stateFacts(states), ...detailFacts(view)],
    gaps: gapsOf(view),
    alertSections: [alertSection(view)],
    times: cardTime('As of', view.readAt),
    buttons: actions(
      button('Check prerequisites', 'check', { hub: hub.id }, { place: 'chat' }),
      hubNextButton(hub),
      button('Alerts', 'alerts', { hub: hub.id }, { place: 'chat' }),
      button('Refresh', 'hub', { hub: hub.id }, { place: 'card' }),
      linkButton('Open in Azure', view.links.hub),
      linkButton('Sentinel connectors', view.links.connectors),
    ),
  });
}

function gapsOf(view: HubView): Line[] {
  const { notAsked, gaps, alerts } = view;
  // Mostly the same workspaces as those without states: then they need no second line.
  const known = new Set(notAsked.map(({ workspace }) => workspace.id));
  const more =
    alerts.kind === 'read' ? alerts.notAsked.filter(({ workspace }) => !known.has(workspace.id)) : [];
  return [
    ...notAskedLines(notAsked),
    ...notAskedLines(more).map(({ text }) => ({ text: `alerts of ${text}` })),
    ...gapLines(gaps),
    ...notesOf(view).map((note): Line => ({ text: plain(note, 200) })),
  ];
}

function notesOf({ detail, notes }: HubView): string[] {
  const parts = {
    'size and state': 'Size and state of this hub',
    'Defender solution': 'Its Defender solution',
  };
  return [...notes, ...(detail?.gaps ?? []).map((part) => parts[part])];
}

function stateFacts(states: readonly StateWords[]): Fact[] {
  const labels = ['Defender for IoT', 'Sentinel', 'Data'];
  return states.map(({ text, color, meaning }, i) => ({
    label: labels[i] ?? '',
    value: text,
    color,
    meaning,
  }));
}

function detailFacts({ hub, detail }: HubView): Fact[] {
  const size = detail?.sku ? `${plain(detail.sku, 20)}, ${count(detail.units ?? 0, 'unit')}` : '';
  const state = [hub.state, detail?.provisioningState].filter(Boolean).map((word) => plain(word ?? '', 40));
  const facts: Fact[] = [
    fact('Tier', [plain(hub.tier, 40), size].filter(Boolean).join(' · '), tierMeaning(hub)),
    fact('Hub state', state.join(' · '), ''),
    fact('Address', plain(hub.hostName, 120), ''),
    fact('Defender solution', solutionText(detail), ''),
  ];
  return facts.filter(({ value }) => value !== '');
}

function solutionText(detail: HubDetail | undefined): string {
  if (!detail?.solutionName) return '';
  const status = { Enabled: 'enabled', Disabled: 'switched off' };
  return `${plain(detail.solutionName, 80)}${detail.solutionStatus ? ` (${status[detail.solutionStatus]})` : ''}`;
}

function tierMeaning(hub: Hub): string {
  return hasOtherTier(hub) ? 'Defender for IoT needs a hub of the Standard tier.' : '';
}

function fact(label: string, value: string, meaning: string): Fact {
  return { label, value, color: 'default', meaning };
}

function alertSection({ alerts, notAsked, now }: HubView): AlertSection {
  const heading = 'Newest alerts';
  if (alerts.kind === 'not read') return { heading, lines: [{ text: plain(alerts.why, 300) }], rows: [] };
  if (alerts.alerts.length === 0) {
    const gap = notAsked.length + alerts.notAsked.length > 0 ? ' in the workspaces that were read' : '';
    const none = `None in the last ${count(alerts.days, 'day')}${gap}.`;
    return { heading, lines: [{ text: none }], rows: [] };
  }
  return { heading, lines: [], rows: alerts.alerts.slice(0, 3).map((alert) => alertRow(alert, now)) };
}
