import type { Alert } from '../domain/alert.ts';
import type { Reply } from '../domain/reply.ts';
import { severityLook, severityText, statusText } from './alert-words.ts';
import { actions, button, linkButton } from './buttons.ts';
import type { Fact, Section } from './card-data.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { ago, cardTime, utcText } from './times.ts';

/** An alert and the page it can be opened on. */
export interface AlertView {
  alert: Alert;
  /** The workspace's page in the portal, used when the alert brings no link of its own. */
  workspaceUrl: string;
  now: Date;
}

/** The answer to `alert <id>`: what happened, where, since when, and what the provider says to do. */
export function alertCard({ alert, workspaceUrl, now }: AlertView): Reply {
  const name = plain(alert.name, 300) || 'Alert without a name';
  const severity = severityText(alert.severity);
  const link = linkButton('Open alert', alert.link);
  return reply('alert', {
    summary: `${alert.severity} alert: ${name}. Last seen ${utcText(alert.lastSeen)}.`,
    severity,
    severityColor: severityLook[alert.severity].color,
    name,
    facts: factsOf(alert, now),
    times: [
      ...cardTime('First seen', alert.firstSeen),
      ...cardTime('Last seen', alert.lastSeen),
      ...cardTime('Updated', alert.updatedAt),
    ],
    sections: sectionsOf(alert),
    id: plain(alert.id, 100),
    buttons: actions(
      alert.hubId ? button('Open hub', 'hub', { hub: alert.hubId }, { place: 'chat' }) : undefined,
      alert.hubId
        ? button('Alerts of this hub', 'alerts', { hub: alert.hubId }, { place: 'chat' })
        : undefined,
      button('Refresh', 'alert', { id: alert.id }, { place: 'card' }),
      link ?? linkButton('Open Microsoft Sentinel', workspaceUrl),
    ),
  });
}

function factsOf(alert: Alert, now: Date): Fact[] {
  const facts: [label: string, value: string][] = [
    ['Status', statusText(alert)],
    ['Hub', alert.hubName ? plain(alert.hubName, 80) : 'the alert names none'],
    ['Device', plain(alert.device ?? '', 120)],
    ['Last seen', ago(alert.lastSeen, now)],
    ['Type', plain(alert.type, 120)],
    ['Product', plain(alert.product, 80)],
  ];
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => ({ label, value, color: 'default', meaning: '' }));
}

function sectionsOf({ description, remediation }: Alert): Section[] {
  const what = plain(description, 1_500);
  const steps = remediation
    .map((step) => plain(step, 400))
    .filter(Boolean)
    .slice(0, 8);
  return [
    { heading: 'What happened', lines: what ? [{ text: what }] : [] },
    { heading: 'What to do', lines: steps.map((step, i) => ({ text: `${i + 1}. ${step}` })) },
  ].filter(({ lines }) => lines.length > 0);
}
