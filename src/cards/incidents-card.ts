import type { IncidentRule, IncidentRules } from '../domain/incident-rule.ts';
import type { Reply } from '../domain/reply.ts';
import type { Workspace } from '../domain/workspace.ts';
import { actions, button, type CardAction, linkButton } from './buttons.ts';
import type { FrameStyle, Line } from './card-data.ts';
import type { WorkspaceIncidents } from './change-data.ts';
import { nameFilterTexts, ruleName, severitiesText } from './incident-words.ts';
import { namesText } from './names-text.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime, count } from './times.ts';

// As many as a reader looks through, and a card holds; the rest is counted.
const mostWorkspaces = 6;
const mostRules = 8;
const mostGaps = 3;

/** The incident rules of one workspace, and the page where they can be edited. */
export interface IncidentsOf {
  workspace: Workspace;
  /** Undefined when they could not be read. */
  rules: IncidentRules | undefined;
  /** Why not; safe to show. */
  why?: string | undefined;
  /** Sentinel's list of analytics rules. */
  analytics?: string | undefined;
}

/** What the card of `incidents` shows. */
export interface IncidentsView {
  workspaces: readonly IncidentsOf[];
  /** False when the reader's own roles do not allow to change rules: then no button offers it. */
  mayChange?: boolean | undefined;
  now: Date;
}

/** The answer to `incidents`: whether alerts make incidents, by which rules, and what passes their filters. */
export function incidentsCard(view: IncidentsView): Reply {
  const { workspaces, mayChange = true, now } = view;
  const look = lookOf(workspaces);
  return reply('incidents', {
    summary: `Incidents from Defender for IoT alerts: ${look.verdict.replace(/^\S+ /, '')}.`,
    ...look,
    gaps: gapsOf(workspaces),
    workspaces: workspacesOf(workspaces),
    notes: mayChange ? [] : [{ text: 'Your own Azure roles let you see these rules, but not change them.' }],
    times: cardTime('As of', now),
    buttons: actions(...buttonsOf(view)),
  });
}

function isOn({ rules }: IncidentsOf): boolean {
  return rules?.rules.some(({ enabled }) => enabled) ?? false;
}

function lookOf(workspaces: readonly IncidentsOf[]): { verdict: string; style: FrameStyle; why: Line[] } {
  const read = workspaces.filter(({ rules }) => rules !== undefined);
  const on = read.filter(isOn);
  const others = read.some(({ rules }) => rules !== undefined && rules.duplicates.length > 0);
  const line = (text: string) => [{ text }];
  if (read.length === 0) return { verdict: '❔ Not known', style: 'warning', why: [] };
  if (on.length === 0) {
    return {
      verdict: offWords(others, read.length < workspaces.length),
      style: 'emphasis',
      why: line(
        others
          ? 'The Defender for IoT rule is off or missing. Other rules still make incidents of its alerts.'
          : 'No incidents are made of Defender for IoT alerts.',
      ),
    };
  }
  const all = on.length === workspaces.length;
  return {
    verdict: all
      ? '✅ Incidents are on'
      : `🟠 On in ${on.length} of ${count(workspaces.length, 'workspace')}`,
    style: all ? 'good' : 'emphasis',
    why: line('Each Defender for IoT alert that passes the filters makes an incident.'),
  };
}

function offWords(others: boolean, unread: boolean): string {
  if (others) return '⚪ Off here, but other rules make incidents';
  return unread ? '⚪ Off where it could be read' : '⚪ Incidents are off';
}

function workspacesOf(workspaces: readonly IncidentsOf[]): WorkspaceIncidents[] {
  const shown = workspaces.slice(0, mostWorkspaces);
  const rulesEach = Math.max(1, Math.floor(mostRules / shown.length));
  return [...shown.flatMap((one) => workspaceOf(one, rulesEach)), ...restOf(workspaces)];
}

function workspaceOf({ workspace, rules }: IncidentsOf, rulesEach: number): WorkspaceIncidents[] {
  if (!rules) return [];
  const rest = rules.rules.length - rulesEach;
  const none = rules.rules.length === 0 ? 'There is no rule for Defender for IoT alerts yet.' : '';
  const more = rest > 0 ? `And ${count(rest, 'more rule')}.` : '';
  return [
    {
      name: plain(workspace.name, 80),
      lines: [none, more].filter(Boolean).map((text) => ({ text })),
      // What is on is what was asked for.
      rules: rules.rules
        .toSorted((a, b) => Number(b.enabled) - Number(a.enabled))
        .slice(0, rulesEach)
        .map(ruleOf),
      warnings: duplicatesOf(rules),
    },
  ];
}

function ruleOf(rule: IncidentRule): WorkspaceIncidents['rules'][number] {
  const texts = [`Severities: ${severitiesText(rule.severities)}`, ...nameFilterTexts(rule)];
  return {
    mark: rule.enabled ? '🟢 On' : '⚪ Off',
    name: ruleName(rule),
    lines: texts.map((text) => ({ text })),
  };
}

function duplicatesOf({ rules, duplicates }: IncidentRules): Line[] {
  if (duplicates.length === 0) return [];
  const names = namesText(
    duplicates.map((name) => `“${plain(name, 80)}”`),
    5,
  );
  const on = rules.some(({ enabled }) => enabled);
  return [
    {
      text: on
        ? `Other rules make incidents of the same alerts: ${names}. Alerts get more than one incident. Turn one of them off.`
        : `Other rules make incidents of these alerts: ${names}. With this one as well, alerts would get more than one.`,
    },
  ];
}

function restOf(workspaces: readonly IncidentsOf[]): WorkspaceIncidents[] {
  const rest = workspaces.slice(mostWorkspaces).filter(({ rules }) => rules !== undefined);
  if (rest.length === 0) return [];
  const on = rest.filter(isOn).length;
  const name = `${rest.length} more: ${on} on, ${rest.length - on} off`;
  return [{ name, lines: [], rules: [], warnings: [] }];
}

function gapsOf(workspaces: readonly IncidentsOf[]): Line[] {
  const unread = workspaces.filter(({ rules }) => rules === undefined);
  const rest = unread.length - mostGaps;
  return [
    ...unread.slice(0, mostGaps).map(({ workspace, why }) => ({
      text: `workspace ${plain(workspace.name, 80)}${why ? ` (${plain(why, 200)})` : ''}`,
    })),
    ...(rest > 0 ? [{ text: `${rest} more of the workspaces` }] : []),
  ];
}

function buttonsOf({ workspaces, mayChange = true }: IncidentsView): (CardAction | undefined)[] {
  const read = workspaces.filter(({ rules }) => rules !== undefined);
  const several = workspaces.length > 1;
  return [
    mayChange && read.some((one) => !isOn(one))
      ? button('Turn on', 'incidents on', {}, { place: 'chat', style: 'positive' })
      : undefined,
    mayChange && read.some(isOn) ? button('Turn off', 'incidents off', {}, { place: 'chat' }) : undefined,
    button('Refresh', 'incidents', {}, { place: 'card' }),
    ...workspaces.map(({ workspace, analytics }) =>
      linkButton(several ? `Analytics of ${plain(workspace.name, 40)}` : 'Analytics', analytics),
    ),
  ];
}
