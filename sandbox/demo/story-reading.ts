import type { Step } from './step.ts';
import { click, gap, inChannel, operator, say, sees } from './story-words.ts';

/** A command's row in help: its usage, then the sign that it can be selected. */
const helpRow = (name: string) => new RegExp(` ${name}( [[<][^›]*)? › `);
/** An alert in a list: severity, name, hub, age. */
const alertRow = /(🔴 High|🟠 Medium|🟡 Low) [^›]+ › ctso-[a-z]+-[a-z]+ [^›]*Updated \d+ (min|h|d|days?) ago/;

/** People ask: hubs, checks, alerts, an outage, somebody without rights. */
export const readingSteps: readonly Step[] = [
  {
    title: 'Olivia installs Hubwatch',
    ...operator,
    act: { kind: 'install' },
    promised: [sees('what the bot is for', /shows your IoT hubs/), sees('how to begin', /\[ Show hubs \]/)],
  },
  {
    title: 'She asks what it can do',
    ...operator,
    act: say('help'),
    promised: ['hubs', 'hub', 'check', 'alerts', 'alert', 'status'].map((name) =>
      sees(`the command ${name}`, helpRow(name)),
    ),
  },
  {
    title: 'She mistypes',
    ...operator,
    act: say('hbus'),
    promised: [sees('her own words', /“hbus”/), sees('the nearest command as a button', /mean.*\[ hubs \]/)],
  },
  {
    title: 'She takes the suggestion',
    ...operator,
    act: click(/^hubs$/),
    promised: [
      sees('all hubs counted over all subscriptions', /12 hubs in 4 subscriptions/),
      sees('which page this is', /Page 1 of 2/),
      sees(
        'a hub that Sentinel hears',
        /ctso-mty-assembly › [^›]* 🟢 Defender on 🟢 Connected 🟢 Last alert \d+ \w+ ago/,
      ),
      sees('one that it does not hear', /ctso-fld-elevators › [^›]* 🟢 Defender on 🟠 Not connected/),
      sees('one that nobody watches', /ctso-mty-paintshop › [^›]* 🔴 Defender off 🟢 Connected/),
    ],
    never: gap,
  },
  {
    title: 'She looks at the next page',
    ...operator,
    act: click(/Next/),
    promised: [
      sees('the same message with page 2', /12 hubs in 4 subscriptions\. Page 2 of 2/),
      sees('the rest of the hubs', /ctso-rtm-lab › .*ctso-rtm-tankfarm › /),
      sees('the way back', /\[ ◀ Previous \]/),
    ],
    never: /ctso-fld-|ctso-mty-/,
  },
  {
    title: 'She asks for the hubs that Sentinel does not hear',
    ...operator,
    act: say('hubs not connected'),
    promised: [
      sees('the two hubs of Field Services', /ctso-fld-elevators › .*ctso-fld-windfarm › /),
      sees('that this is a part of all', /2 hubs of 12/),
    ],
    never: /ctso-(rtm|mty|pen)-|🟢 Connected/,
  },
  {
    title: 'She looks at one hub',
    ...operator,
    act: say('hub ctso-rtm-refinery'),
    promised: [
      sees('the hub and where it is', /IoT hub ctso-rtm-refinery Contoso Plant Rotterdam · rg-rtm-iot/),
      sees('that Defender watches it', /Defender for IoT: 🟢 Defender on/),
      sees('that Sentinel hears it', /Sentinel: 🟢 Connected/),
      sees('when it was last heard', /Data: 🟢 Last alert \d+ \w+ ago/),
      sees('its solution', /Defender solution: ctso-rtm-process \(enabled\)/),
      sees('its newest alerts', new RegExp(`Newest alerts ${alertRow.source}`)),
    ],
    never: gap,
  },
  {
    title: 'She checks what is missing to connect a hub',
    ...operator,
    act: say('check ctso-fld-windfarm'),
    promised: [
      sees('the verdict first', /^\W*Prerequisites for connecting ┃ ❌ Not ready/),
      sees('that Defender is off there', /❌ Missing Defender for IoT: enabled on the hub It is off/),
      sees('that she may enable it', /It is off\. You may enable it/),
    ],
    never: gap,
  },
  {
    title: 'Ruth, who only reads, checks a hub that has Defender on',
    who: 'reader',
    where: 'personal chat',
    act: say('check ctso-fld-elevators'),
    promised: [
      sees('the verdict first', /^\W*Prerequisites for connecting ┃ ❌ Not ready/),
      sees('the action that she lacks', /Missing: Microsoft\.SecurityInsights\/dataConnectors\/write/),
      sees('the role to ask for', /role to ask for: Microsoft Sentinel Contributor/i),
      sees(
        'words for an administrator, with her object id',
        /Please give Ruth Okafor \(object id 0f28263e-77d9-4370-9a15-309b6c29785b\) the role/,
      ),
    ],
    never: gap,
  },
  {
    title: 'Arjun, the security administrator, checks the same hub',
    who: 'approver',
    where: 'personal chat',
    act: say('check ctso-fld-elevators'),
    promised: [
      sees('that it can be connected', /^\W*Prerequisites for connecting ┃ ✅ Ready/),
      sees(
        'each check, for him, for the bot and by Sentinel',
        /You, Arjun Mehta .*✅ OK .*Hubwatch's own identity .*✅ OK .*Microsoft Sentinel ✅ OK/,
      ),
    ],
    never: /❌|❔|could not/,
  },
  {
    title: 'Olivia asks for the newest alerts',
    ...operator,
    act: say('alerts'),
    promised: [
      sees('how many there are', /[1-9]\d* alerts in the last 24 hours/),
      sees('how many of each severity, in words', /🔴 High: \d+ 🟠 Medium: \d+ 🟡 Low: \d+/),
      sees('the alerts', alertRow),
      sees('the way into Logs', /\[ Open in Logs ↗ \]/),
    ],
    never: gap,
  },
  {
    title: 'She opens the first one',
    ...operator,
    act: click(/^Open alert/),
    promised: [
      sees('which hub it is about', /Hub: ctso-[a-z]+-[a-z]+/),
      sees('what happened', /What happened [A-Z]\w+ /),
      sees('what to do about it', /What to do 1\. \w+/),
      sees('the way to the alert in Azure', /\[ Open alert ↗ \]/),
    ],
    never: gap,
  },
  {
    title: 'She asks for it by its id, as a colleague would who was told of it',
    ...operator,
    act: { kind: 'quote', words: 'alert', find: /Alert id: ([0-9a-f]{8}-[0-9a-f-]{27})/ },
    promised: [
      sees('that very alert', (id) => new RegExp(`Alert id: ${id}`)),
      sees('which hub it is about', /Hub: ctso-[a-z]+-[a-z]+/),
      sees('what to do about it', /What to do 1\. \w+/),
    ],
    never: gap,
  },
  {
    title: 'She asks in the channel, with a mention',
    ...inChannel,
    act: say('alerts high 7d'),
    promised: [
      sees('only what was asked for', /[1-9]\d* alerts of severity High in the last 7 days/),
      sees('the alerts', alertRow),
    ],
    never: /🟠 Medium|🟡 Low|no all-clear/,
  },
  {
    title: 'Log Analytics goes down',
    ...operator,
    act: {
      kind: 'azure',
      happens: (tenant) => tenant.control.addFault({ match: 'logs', status: 503, times: 1_000 }),
    },
    promised: [],
  },
  {
    title: 'Olivia asks for alerts during the outage',
    ...operator,
    act: say('alerts'),
    promised: [
      sees('what is down', /❌ Log Analytics could not be used/),
      sees('what to do', /Please try again in a minute/),
      sees('a reference that leads to the log', /Reference: [0-9a-f]{8}-[0-9a-f-]{27}/),
      sees('a button to try again', /\[ Try again \]/),
    ],
    never: /stack|TypeError|503|node:|alerts in the last/,
  },
  {
    title: 'Log Analytics comes back',
    ...operator,
    act: { kind: 'azure', happens: (tenant) => tenant.control.clearFaults() },
    promised: [],
  },
  {
    title: 'She tries again with the button',
    ...operator,
    act: click(/^Try again$/),
    promised: [
      sees('how many there are', /[1-9]\d* alerts in the last 24 hours/),
      sees('the alerts', alertRow),
    ],
    never: gap,
  },
  {
    title: 'Stan, who has no Azure roles, asks for alerts',
    who: 'stranger',
    where: 'personal chat',
    act: say('alerts'),
    promised: [
      sees('that he lacks a right', /⛔ You lack a right for this/),
      sees('the missing action', /Missing actions: Microsoft\.OperationalInsights\/workspaces\/query/),
      sees('the role to ask for', /Role to ask for: Microsoft Sentinel Reader/),
      sees(
        'words for an administrator, with his object id',
        /Please give Stan Fletcher \(object id bae34b30-69f7-4303-a53f-9be9955f77d4\) the role Microsoft Sentinel Reader/,
      ),
    ],
    never: /alerts in the last|ctso-/,
  },
];
