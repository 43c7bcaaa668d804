import type { Step } from './step.ts';
import { approver, click, frame, gap, look, operator, say, sees } from './story-words.ts';

const hub = 'ctso-fld-windfarm';
const disconnecting = 'Disconnect Contoso Field Services from Microsoft Sentinel';

/** A request that a second person declines, and what the audit holds of it all. */
export const decliningSteps: readonly Step[] = [
  {
    title: 'She wants to disconnect the whole subscription',
    ...operator,
    act: say('disconnect Contoso Field Services'),
    promised: [
      sees(
        'that a second person has to agree',
        /Preview, nothing is changed yet ┃ Someone else has to approve this first/,
      ),
      sees('what would happen', new RegExp(`${disconnecting} .*Disconnects 2 hubs`)),
    ],
  },
  {
    title: 'She asks for that',
    ...operator,
    act: click(/^Ask for approval$/),
    promised: [sees('that it waits', frame('Sentinel connection', '⏳ Waiting for approval'))],
    never: /\[ Ask for approval \]/,
  },
  {
    title: 'Arjun sees the request in the channel',
    ...approver,
    act: look(new RegExp(`Approval request .*${disconnecting}`)),
    promised: [
      sees('who asks', /Olivia Bakker asks for this/),
      sees('what it does', /Microsoft Sentinel then gets no new alerts of these hubs.*Disconnects 2 hubs/),
    ],
  },
  {
    title: 'He declines',
    ...approver,
    act: click(/^Decline$/, {
      on: new RegExp(`Waiting for approval .*${disconnecting}`),
      inputs: { reason: 'Not during the audit' },
    }),
    promised: [
      sees(
        'that he declined, and why',
        frame('Approval request', '⛔ Declined by Arjun Mehta ┃ .*“Not during the audit”'),
      ),
      sees('that nothing was changed', /Nothing was changed/),
    ],
    never: /\[ (Approve|Decline) \]/,
  },
  {
    title: 'A second message tells Olivia',
    ...operator,
    act: look(new RegExp(disconnecting), 2),
    promised: [
      sees('who declined, and why', /^\W*Declined by Arjun Mehta .*“Not during the audit”/),
      sees('the way to ask again', /\[ Ask again \]/),
    ],
  },
  {
    title: 'She looks at who did what to the hub',
    ...operator,
    act: say(`audit ${hub}`),
    promised: [
      sees('how much there is', /[1-9]\d* entries about ctso-fld-windfarm in the last 7 days/),
      sees('who declined, and why', /Arjun Mehta declined: disconnect [^›]*? Reason: Not during the audit/),
      sees('the newest entry’s hash', /Newest entry of all: \d+, hash [0-9a-f]{12}/),
    ],
    never: gap,
  },
  {
    title: 'And at what Ruth did',
    ...operator,
    act: say('audit Ruth'),
    promised: [
      sees('that she was refused', /1 entry about Ruth .*Ruth Okafor was refused/),
      sees(
        'for want of which role, and where',
        /Reason: [^›]*the role Microsoft Sentinel Contributor on workspace/,
      ),
    ],
  },
];
