import { type Alert, type Severity, severities } from '../domain/alert.ts';
import type { Reply } from '../domain/reply.ts';
import type { NotAsked } from '../domain/workspace.ts';
import { alertRow, severityLook, severityText } from './alert-words.ts';
import { actions, button, type CardAction, linkButton } from './buttons.ts';
import type { Line } from './card-data.ts';
import { notAskedLines } from './not-asked.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime, count, spanText } from './times.ts';

/** One page of alerts, and what it is a page of. */
export interface AlertsPage {
  alerts: readonly Alert[];
  /** Alerts that match over all pages. */
  total: number;
  bySeverity: Readonly<Record<Severity, number>>;
  hours: number;
  /** Name of the hub that was asked for, when one was. */
  hubName: string | undefined;
  /** The severities that were asked for; empty for all. */
  severities: readonly Severity[];
  /** From 1. */
  page: number;
  pages: number;
  /** True when there are pages after `pages` that cannot be turned to here. */
  cut: boolean;
  /** Arguments of `alerts` for the same question without the page. */
  args: Record<string, unknown>;
  logsUrl: string;
  /** Workspaces whose alerts are not counted here. */
  notAsked: readonly NotAsked[];
  now: Date;
}

/** The answer to `alerts`: newest first, one row per alert, counts by severity, and the way into Logs. */
export function alertsCard(view: AlertsPage): Reply {
  const scope = scopeOf(view);
  const found = severities.filter((severity) => view.bySeverity[severity] > 0);
  const counted = found.map((severity) => `${view.bySeverity[severity]} ${severity}`).join(', ');
  return reply('alerts', {
    summary: `${scope}${counted ? ` ${counted}.` : ''}${gapWords(view)}`,
    scope,
    counts: found.map((severity) => ({
      text: `${severityText(severity)}: ${view.bySeverity[severity].toLocaleString('en-US')}`,
      color: severityLook[severity].color,
    })),
    gaps: notAskedLines(view.notAsked),
    lines: linesOf(view),
    rows: view.alerts.map((alert) => alertRow(alert, view.now)),
    times: cardTime('As of', view.now),
    buttons: buttonsOf(view),
  });
}

function scopeOf({ total, hours, hubName, severities: asked }: AlertsPage): string {
  const which = asked.length > 0 ? ` of severity ${asked.join(' or ')}` : '';
  const where = hubName ? ` for hub ${plain(hubName, 80)}` : '';
  const found = total === 0 ? 'No alerts' : count(total, 'alert');
  return `${found}${which}${where} in the last ${spanText(hours)}.`;
}

function gapWords({ notAsked }: AlertsPage): string {
  return notAsked.length === 0 ? '' : ` ${count(notAsked.length, 'workspace')} not read.`;
}

function linesOf({ total, page, pages, cut, hours, notAsked }: AlertsPage): Line[] {
  if (total === 0 && notAsked.length > 0) {
    return [{ text: 'There may be alerts in what was not read: this is no all-clear.' }];
  }
  if (total === 0)
    return [
      {
        text: hours < 168 ? 'That can be good news. Look further back to be sure.' : 'That can be good news.',
      },
    ];
  const of = cut ? '' : ` of ${pages.toLocaleString('en-US')}`;
  const paged = pages > 1 ? ` Page ${page.toLocaleString('en-US')}${of}.` : '';
  const lines = [{ text: `Newest first.${paged} Select an alert for details.` }];
  if (!cut || page < pages) return lines;
  const rest = 'This is the last page here. Older alerts are in Logs: select Open in Logs, or ask for less.';
  return [...lines, { text: rest }];
}

function buttonsOf({ page, pages, args, hours, severities: asked, logsUrl }: AlertsPage): CardAction[] {
  const at = (title: string, more: Record<string, unknown>) =>
    button(title, 'alerts', { ...args, ...more }, { place: 'card' });
  return actions(
    // First, so that it stays under the mouse of somebody who pages on.
    page < pages ? at('Next ▶', { page: page + 1 }) : undefined,
    page > 1 ? at('◀ Previous', { page: page - 1 }) : undefined,
    hours === 168 ? at('Last 24 hours', { hours: 24 }) : at('Last 7 days', { hours: 168 }),
    asked.length > 0 ? at('All severities', { severities: [] }) : at('High only', { severities: ['High'] }),
    at('Refresh', { page }),
    linkButton('Open in Logs', logsUrl),
  );
}
