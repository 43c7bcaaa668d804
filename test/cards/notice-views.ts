import { alertNotice } from '../../src/cards/alert-notice.ts';
import { digestCard } from '../../src/cards/digest-card.ts';
import type { Alert, Severity } from '../../src/domain/alert.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { anAlert } from '../support/an-alert.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const workspaceUrl = 'https://portal.azure.com/#@t/resource/workspace/overview';

function notice(over: Partial<Alert>, { late = false, repeat = false } = {}): () => Reply {
  return () => alertNotice({ known: { alert: anAlert(over), version: 1, late }, repeat, workspaceUrl });
}

const hubs = Array.from({ length: 5 }, (_, i) => ({ hubId: `/hubs/${i}`, hubName: `ctso-rtm-hub-${i + 1}` }));
function many(count: number, severity: Severity, name: string): Alert[] {
  return Array.from({ length: count }, (_, i) =>
    anAlert({ id: `${name} ${i}`, severity, name, type: name, ...hubs[i % hubs.length] }),
  );
}
const storm = [
  ...many(3, 'High', 'Brute force attack succeeded'),
  ...many(212, 'Medium', 'Failed local login'),
  ...many(1_005, 'Low', 'Expired SAS Token'),
];

/** What is posted unasked, by the name of its golden file. */
export const noticeViews: Readonly<Record<string, () => Reply>> = {
  'notice-high': notice({ severity: 'High', name: 'Brute force attack succeeded' }),
  'notice-medium-late': notice({}, { late: true }),
  'notice-repeat': notice({ severity: 'Low' }, { repeat: true }),
  'notice-in-progress': notice({ severity: 'High', status: 'InProgress' }),
  'notice-resolved': notice({ severity: 'High', status: 'Resolved' }),
  'notice-digest': () =>
    digestCard({
      known: storm.map((alert) => ({ alert, version: 1, late: false })),
      repeat: false,
      now: noon,
    }),
  'notice-digest-repeat': () =>
    digestCard({
      known: many(12, 'Medium', '**Hostile** <at>name</at> [x](https://evil.example)').map((alert) => ({
        alert,
        version: 1,
        late: false,
      })),
      repeat: true,
      now: noon,
    }),
};
