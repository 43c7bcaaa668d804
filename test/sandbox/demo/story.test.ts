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
  'Approvals come here. No place for approvals yet Type approvals here.',
  'You lack a right for this. Missing action: unknown Role to ask for: unknown Please give Ruth Okafor a role.',
  'Sentinel connection ┃ 👀 Preview, nothing is changed yet Connect Contoso Field Services to Microsoft Sentinel Connects 2 hubs ⚪ Defender unknown: ctso-fld-elevators and ctso-fld-windfarm [ Connect ] [ Cancel ]',
  'Sentinel connection ┃ ⏳ Waiting for Defender to be enabled ┃ The approval card could not be delivered. Connect Contoso Field Services to Microsoft Sentinel [ Withdraw ]',
  'Approval request ┃ ⏳ Waiting for approval ┃ Olivia Bakker asks for this. Enable Defender for IoT on ctso-fld-windfarm [ Approve ] [ Decline ]',
  'Approval request ┃ ⏳ Working on it Enable Defender for IoT on ctso-fld-windfarm Approved by: Arjun Mehta',
  'Sentinel connection ┃ 🕓 Accepted by Azure, not confirmed yet Connect Contoso Field Services to Microsoft Sentinel 🟢 Defender on: ctso-fld-elevators and ctso-fld-windfarm Data shows up about 15 minutes after connecting. [ Incidents ]',
  'Sentinel connection ┃ ❌ Failed Connect Contoso Field Services to Microsoft Sentinel Already connected. Nothing to do.',
  'Incidents from Defender for IoT alerts ┃ ❔ Not known There is no rule that could be read.',
  'Sentinel incidents ┃ 👀 Preview, nothing is changed yet Turn on incidents in contoso-sentinel Severities: all [ Cancel ]',
  'Sentinel incidents ┃ ❌ Failed Turn off incidents in contoso-sentinel Severities: High and Medium From on to off.',
  'Sentinel connection ┃ 👀 Preview, nothing is changed yet Disconnect Contoso Field Services from Microsoft Sentinel Disconnects 1 hub [ Disconnect ]',
  'Sentinel connection ┃ ⛔ Declined by Arjun Mehta ┃ No reason was given. Nothing was changed. Disconnect Contoso Field Services from Microsoft Sentinel',
  'Audit No entries about ctso-fld-windfarm in the last 7 days. Arjun Mehta declined. Ruth Okafor was refused: connect Newest entry of all: 0',
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
