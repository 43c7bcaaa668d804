import type { Alert, Severity } from '../domain/alert.ts';
import { isClosed } from '../domain/alert-news.ts';
import type { KnownAlert } from '../domain/known-alert.ts';
import type { Reply } from '../domain/reply.ts';
import { possibleRepeat, severityLook, statusText } from './alert-words.ts';
import { actions, button, linkButton } from './buttons.ts';
import type { Fact, FrameStyle } from './card-data.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime } from './times.ts';

/** A new alert, or one that is told of already and has changed. */
export interface AlertNotice {
  known: KnownAlert;
  /** It may have been posted before: Teams gave no answer. */
  repeat: boolean;
  /** The workspace's page in the portal, used when the alert brings no link of its own. */
  workspaceUrl: string;
}

const styles: Readonly<Record<Severity, FrameStyle>> = {
  High: 'attention',
  Medium: 'warning',
  Low: 'accent',
  Informational: 'emphasis',
};

/** What is posted unasked when an alert comes in: enough to know whether to get up. It is edited as the alert changes. */
export function alertNotice({ known: { alert, late }, repeat, workspaceUrl }: AlertNotice): Reply {
  const name = plain(alert.name, 300) || 'Alert without a name';
  const where = alert.hubName ? ` on ${plain(alert.hubName, 80)}` : '';
  const state = isClosed(alert) ? `${statusText(alert)}: ` : '';
  return reply('message', {
    summary: `${state}${alert.severity} alert${where}: ${name}`,
    mark: isClosed(alert) ? '✅' : severityLook[alert.severity].mark,
    style: isClosed(alert) ? 'good' : styles[alert.severity],
    heading: `${state}${alert.severity} alert`,
    lines: [
      { text: name },
      ...(late ? [{ text: 'It came in late: see when it was seen.' }] : []),
      ...(repeat ? [{ text: possibleRepeat }] : []),
    ],
    details: factsOf(alert),
    ask: [],
    times: [...cardTime('First seen', alert.firstSeen), ...cardTime('Last seen', alert.lastSeen)],
    footer: '',
    buttons: actions(
      button('Details', 'alert', { id: alert.id }, { place: 'chat' }),
      linkButton('Open alert', alert.link) ?? linkButton('Open Microsoft Sentinel', workspaceUrl),
    ),
  });
}

function factsOf(alert: Alert): Fact[] {
  const facts: [label: string, value: string][] = [
    ['Hub', alert.hubName ? plain(alert.hubName, 80) : 'the alert names none'],
    ['Device', plain(alert.device ?? '', 120)],
    ['Status', statusText(alert)],
  ];
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => ({ label, value, color: 'default', meaning: '' }));
}
