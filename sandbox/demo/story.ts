import type { Act, Promised, Step } from './step.ts';

// What the demo plays. Hubs and people are those of sandbox/stories/plant.json.

const say = (text: string): Act => ({ kind: 'say', text });
const click = (title: RegExp): Act => ({ kind: 'click', title });
const sees = (words: string, text: RegExp): Promised => ({ words, text });

const operator = { who: 'operator', where: 'personal chat' } as const;
const inChannel = { who: 'operator', where: 'channel' } as const;

/** The demo's story, in order. Later steps click on the answers of earlier ones. */
export const story: readonly Step[] = [
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
      sees(`the command ${name}`, new RegExp(`\\b${name}\\b`)),
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
      sees('hubs connected to Sentinel', /🟢 Connected/),
      sees('hubs that are not', /🟠 Not connected/),
    ],
  },
  {
    title: 'She looks at the next page',
    ...operator,
    act: click(/Next/),
    promised: [sees('the same message with page 2', /Page 2 of 2/), sees('the way back', /Previous/)],
  },
  {
    title: 'She asks for the hubs that Sentinel does not hear',
    ...operator,
    act: say('hubs not connected'),
    promised: [
      sees('the two hubs of Field Services', /ctso-fld-elevators.*ctso-fld-windfarm/),
      sees('that this is a part of all', /2 hubs of 12/),
    ],
    never: /ctso-rtm-refinery/,
  },
  {
    title: 'She looks at one hub',
    ...operator,
    act: say('hub ctso-rtm-refinery'),
    promised: [
      sees('the hub', /ctso-rtm-refinery/),
      sees('its subscription', /Contoso Plant Rotterdam/),
      sees('its Defender state', /Defender/),
      sees('its last alerts', /alert/i),
    ],
  },
  {
    title: 'She checks what is missing to connect a hub',
    ...operator,
    act: say('check ctso-fld-windfarm'),
    promised: [
      sees('the verdict first', /❌ Not ready/),
      sees('the action that she lacks', /Microsoft\.\w+\/\S*write/i),
      sees('the role to ask for', /role to ask for: Microsoft Sentinel Contributor/i),
      sees(
        'words for an administrator, with her object id',
        /Please give Olivia Bakker \(object id 41af23fd-/,
      ),
    ],
  },
  {
    title: 'Arjun, the security administrator, checks the same hub',
    who: 'approver',
    where: 'personal chat',
    act: say('check ctso-fld-windfarm'),
    promised: [
      sees('that it can be connected', /✅ Ready/),
      sees(
        'each check, for him, for the bot and by Sentinel',
        /You, Arjun Mehta .* Hubwatch's own identity .* Microsoft Sentinel/,
      ),
    ],
    never: /❌/,
  },
  {
    title: 'Olivia asks for the newest alerts',
    ...operator,
    act: say('alerts'),
    promised: [
      sees('how many there are', /\d+ alerts in the last (24 hours|day)/),
      sees('their severities in words', /High|Medium|Low/),
      sees('the way into Logs', /\[ Open in Logs ↗ \]/),
    ],
  },
  {
    title: 'She opens the first one',
    ...operator,
    act: click(/^Open alert/),
    promised: [sees('which hub it is about', /ctso-/), sees('what to do about it', /(steps|do|remed)/i)],
  },
  {
    title: 'She asks in the channel, with a mention',
    ...inChannel,
    act: say('alerts high 7d'),
    promised: [sees('only what was asked for', /of severity High in the last 7 days/)],
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
      sees('what is down', /Log Analytics/),
      sees('what to do', /try again/i),
      sees('a reference that leads to the log', /Reference: \S{8}/),
      sees('a button to try again', /\[ Try again \]/),
    ],
    never: /stack|TypeError|503|node:/,
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
    promised: [sees('the alerts', /\d+ alerts in the last/)],
  },
  {
    title: 'Stan, who has no Azure roles, asks for alerts',
    who: 'stranger',
    where: 'personal chat',
    act: say('alerts'),
    promised: [
      sees('the missing action', /Microsoft\.OperationalInsights\/workspaces\/query/),
      sees('the role to ask for', /Microsoft Sentinel Reader/),
      sees('words for an administrator', /Please give Stan Fletcher/),
    ],
    never: /alerts in the last/,
  },
];
