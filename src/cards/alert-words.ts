import type { Alert, Severity } from '../domain/alert.ts';
import { button } from './buttons.ts';
import type { AlertRow, Color } from './card-data.ts';
import { plain } from './text.ts';
import { ago, cardTime } from './times.ts';

/** Sign and colour of a severity; the word itself always stands beside them. */
export const severityLook: Readonly<Record<Severity, { mark: string; color: Color }>> = {
  High: { mark: '🔴', color: 'attention' },
  Medium: { mark: '🟠', color: 'default' },
  Low: { mark: '🟡', color: 'default' },
  Informational: { mark: '🔵', color: 'accent' },
};

/** `🔴 High`. */
export function severityText(severity: Severity): string {
  return `${severityLook[severity].mark} ${severity}`;
}

/** Marks what is posted once more because nobody knows whether it arrived. */
export const possibleRepeat = 'Possible repeat: Teams did not say whether this was posted before.';

const statusWords: Readonly<Record<string, string>> = {
  InProgress: 'In progress',
  Unknown: 'Status unknown',
};

/** An alert's status in words: `In progress` for `InProgress`. */
export function statusText(alert: Alert): string {
  return statusWords[alert.status] ?? plain(alert.status, 40);
}

/** An alert as a row of a list that opens it. */
export function alertRow(alert: Alert, now: Date): AlertRow {
  const name = plain(alert.name, 160) || 'Alert without a name';
  const device = alert.device ? `device ${plain(alert.device, 80)}` : '';
  const where = [alert.hubName ? plain(alert.hubName, 80) : 'no hub named', device]
    .filter(Boolean)
    .join(' · ');
  return {
    severity: severityText(alert.severity),
    severityColor: severityLook[alert.severity].color,
    name,
    where,
    // The list is ordered by the last change, so that is the time to show.
    when: `Updated ${ago(alert.updatedAt, now)} · ${statusText(alert)}`,
    times: cardTime('', alert.updatedAt),
    open: button(`Open alert ${name}`, 'alert', { id: alert.id }, { place: 'chat' }),
  };
}
