import { describe, expect, it } from 'vitest';
import { unkept } from '../../../sandbox/demo/play.ts';
import { story } from '../../../sandbox/demo/story.ts';

/** Answers as cards read that could find out nothing, or that hold the right words and nothing else. */
const poor: readonly string[] = [
  'Working on it',
  'What Hubwatch can do: it shows hubs. Ask for a hub, a check, the alerts, one alert, or the status.',
  'IoT hubs 12 hubs in 4 subscriptions. Page 1 of 2. ctso-fld-elevators › Contoso Field Services 🟢 Defender on 🟠 Not connected ctso-mty-assembly › Contoso Plant Monterrey ⚪ Defender unknown 🟢 Connected ⚪ Data unknown [ Next ▶ ]',
  'IoT hubs 12 hubs in 4 subscriptions. Page 2 of 2. ctso-fld-elevators › [ ◀ Previous ]',
  'IoT hubs 2 hubs of 12 in 4 subscriptions. ctso-fld-elevators › 🟠 Not connected ctso-fld-windfarm › 🟠 Not connected ctso-mty-assembly › 🟢 Connected',
  'IoT hub ctso-rtm-refinery Contoso Plant Rotterdam · rg-rtm-iot · westeurope Defender for IoT: ⚪ Defender unknown Defender for IoT could not be read. Sentinel: ⚪ Connection unknown Data: ⚪ Data unknown Newest alerts Log Analytics could not be asked just now.',
  'Prerequisites for connecting ┃ ❌ Not ready ┃ 9 of 13 checks could not be made. Microsoft.SecurityInsights/dataConnectors/write: Microsoft Sentinel Contributor Please give Ruth Okafor (object id unknown)',
  "Prerequisites for connecting ┃ ✅ Ready You, Arjun Mehta ❔ Not known Hubwatch's own identity ❔ Not known Microsoft Sentinel ❔ Not known",
  'Defender for IoT alerts 0 alerts in the last 24 hours. 🔴 High: 0 🟠 Medium: 0 🟡 Low: 0 [ Open in Logs ↗ ]',
  'Defender for IoT alerts 0 alerts of severity High in the last 7 days.',
  'Defender for IoT alert 🟡 Low x Hub: ctso-x What happened Alert id: 11111111-aaaa-4000-8000-000000000000 [ Open hub ] Select an alert to see what to do about it.',
  'Log Analytics: try again. [ Try again ] Reference: [unknown]',
  'Stan Fletcher may not see alerts: Microsoft.OperationalInsights/workspaces/query, Microsoft Sentinel Reader. Please give Stan Fletcher a role.',
  '',
];

describe('the demo’s story', () => {
  it.each(story.filter(({ promised }) => promised.length > 0))(
    'does not take poor words for the answer: $title',
    (step) => {
      const taken = poor.filter((text) => unkept(step, { id: '1', text, card: undefined }).length === 0);
      expect(taken).toEqual([]);
    },
  );

  it('promises something in every step in which somebody asks', () => {
    const silent = story.filter(({ act, promised }) => act.kind !== 'azure' && promised.length === 0);
    expect(silent).toEqual([]);
  });
});
