import { type Alert, type Severity, severities } from '../domain/alert.ts';
import type { KnownAlert } from '../domain/known-alert.ts';
import type { Reply } from '../domain/reply.ts';
import { possibleRepeat, severityLook, severityText } from './alert-words.ts';
import { actions, button } from './buttons.ts';
import type { FrameStyle } from './card-data.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime, count } from './times.ts';

/** Many alerts that came in together. */
export interface Digest {
  known: readonly KnownAlert[];
  /** It may have been posted before: Teams gave no answer. */
  repeat: boolean;
  now: Date;
}

/** As many groups as a phone shows without scrolling for long; the rest is counted. */
const mostGroups = 8;

/** What is posted when more alerts come in than people can read one by one: how many of which kind on which hub, High first. */
export function digestCard({ known, repeat, now }: Digest): Reply {
  const alerts = known.map(({ alert }) => alert);
  const groups = groupsOf(alerts);
  const counts = severities
    .map((severity) => [severity, alerts.filter((one) => one.severity === severity).length] as const)
    .filter(([, many]) => many > 0);
  const worst: Severity = counts[0]?.[0] ?? 'Informational';
  const total = count(alerts.length, 'new alert');
  const shown = groups.slice(0, mostGroups);
  const rest = groups.slice(mostGroups);
  const restAlerts = rest.reduce((sum, { many }) => sum + many, 0);
  return reply('message', {
    summary: `${total}: ${counts.map(([severity, many]) => `${many.toLocaleString('en-US')} ${severity}`).join(', ')}.`,
    mark: severityLook[worst].mark,
    style: styleOf(worst),
    heading: total,
    lines: [
      {
        text: counts
          .map(([severity, many]) => `${severityText(severity)}: ${many.toLocaleString('en-US')}`)
          .join('   '),
      },
      ...shown.map(({ text }) => ({ text })),
      ...(rest.length > 0
        ? [{ text: `And ${count(restAlerts, 'alert')} of ${count(rest.length, 'other kind')}.` }]
        : []),
      ...(repeat ? [{ text: possibleRepeat }] : []),
    ],
    details: [],
    ask: [],
    times: cardTime('As of', now),
    footer: '',
    buttons: actions(button('Show alerts', 'alerts', { hours: 24 }, { place: 'chat' })),
  });
}

function styleOf(worst: Severity): FrameStyle {
  return worst === 'High' ? 'attention' : 'warning';
}

interface Group {
  text: string;
  many: number;
}

/** Alerts of one severity, kind and hub together: High first, then the most. */
function groupsOf(alerts: readonly Alert[]): Group[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const key = JSON.stringify([alert.severity, alert.type || alert.name, alert.hubId ?? '']);
    const group = groups.get(key) ?? [];
    group.push(alert);
    groups.set(key, group);
  }
  return [...groups.values()]
    .toSorted((a, b) => rank(a) - rank(b) || b.length - a.length)
    .map((group) => ({ text: textOf(group), many: group.length }));
}

function rank([first]: readonly Alert[]): number {
  return first ? severities.indexOf(first.severity) : severities.length;
}

function textOf(group: readonly Alert[]): string {
  const [first] = group;
  if (!first) return '';
  const name = plain(first.name, 100) || 'Alert without a name';
  const hub = first.hubName ? plain(first.hubName, 80) : 'no hub named';
  return `${severityLook[first.severity].mark} ${group.length.toLocaleString('en-US')} × ${name} · ${hub}`;
}
