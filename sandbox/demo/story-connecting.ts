import type { Sandbox } from '../sandbox.ts';
import type { Step } from './step.ts';
import { approver, click, frame, gap, look, operator, reader, say, sees } from './story-words.ts';

const hub = 'ctso-fld-windfarm';
const connecting = 'Connect Contoso Field Services to Microsoft Sentinel';
const enabling = `Enable Defender for IoT on ${hub}`;

/** Azure shows a change of a connector after ten seconds; nobody wants to watch that. */
const lag = (tenant: Pick<Sandbox, 'control'>) => tenant.control.moveClock(11_000);

/** Microsoft's guide: from a hub whose Defender is off to a connected one, by the decision of a second person. */
export const connectingSteps: readonly Step[] = [
  {
    title: 'Olivia wants Defender on for a hub, and nobody has said yet where approvers are asked',
    ...operator,
    act: say(`enable ${hub}`),
    promised: [
      sees(
        'what has to be said, and where',
        /types “approvals here” in the chat or channel of the approvers/,
      ),
      sees('that nothing was done', /Nothing was done/),
    ],
    never: gap,
  },
  {
    title: 'Arjun, the security administrator, has requests come to the channel',
    ...approver,
    act: say('approvals here'),
    promised: [
      sees(
        'that requests are posted here from now on',
        /✅ Approvals come here .*posted in this conversation/,
      ),
      sees('who can decide', /needs the Azure right for the change, and cannot be the one who asked/),
    ],
  },
  {
    title: 'Ruth, who only reads, tries to connect a hub',
    ...reader,
    act: say(`connect ${hub}`),
    promised: [
      sees('that she lacks a right', /⛔ You lack a right for this/),
      sees('the missing action', /Missing actions?: [^:]*Microsoft\.SecurityInsights\/dataConnectors\/write/),
      sees('the role to ask for', /Role to ask for: Microsoft Sentinel Contributor/),
      sees(
        'words for an administrator',
        /Please give Ruth Okafor \(object id 0f28263e-77d9-4370-9a15-309b6c29785b\)/,
      ),
    ],
    never: /Preview|\[ Connect \]|Request enabling/,
  },
  {
    title: 'Olivia checks the hub once more',
    ...operator,
    act: say(`check ${hub}`),
    promised: [
      sees('the verdict first', frame('Prerequisites for connecting', '❌ Not ready')),
      sees('that only Defender is missing', /❌ Missing Defender for IoT: enabled on the hub It is off/),
    ],
    never: gap,
  },
  {
    title: 'She connects it all the same, and gets a preview',
    ...operator,
    act: say(`connect ${hub}`),
    promised: [
      sees('that nothing is changed yet', frame('Sentinel connection', '👀 Preview, nothing is changed yet')),
      sees('what would happen', new RegExp(connecting)),
      sees(
        'that it takes the whole subscription',
        /Connects 2 hubs: the whole subscription, not one hub alone/,
      ),
      sees(
        'each hub with its Defender state',
        /🔴 Defender off, sends nothing: ctso-fld-windfarm 🟢 Defender on: ctso-fld-elevators/,
      ),
      sees('the way to have Defender enabled first', /\[ Request enabling \]/),
    ],
    never: gap,
  },
  {
    title: 'She asks for Defender to be enabled first',
    ...operator,
    act: click(/^Request enabling$/),
    promised: [
      sees('what she waits for', frame('Sentinel connection', '⏳ Waiting for Defender to be enabled')),
      sees('that the approvers are asked', /The approvers have been asked/),
      sees('the way back', /\[ Withdraw \]/),
    ],
    never: /\[ Request enabling \]|confirmed by Azure/,
  },
  {
    title: 'The approval card comes to the channel, where Arjun sees it',
    ...approver,
    act: look(new RegExp(`Approval request .*${enabling}`)),
    promised: [
      sees('that it waits for an approval', frame('Approval request', '⏳ Waiting for approval')),
      sees('who asks', /Olivia Bakker asks for this/),
      sees('what it is about', new RegExp(enabling)),
      sees('that it costs money', /Defender for IoT is billed/),
      sees('what goes on by itself afterwards', new RegExp(`Then: ${connecting} Goes on by itself`)),
      sees('both decisions', /Reason \(optional, up to 300 characters\).*\[ Approve \] \[ Decline \]/),
    ],
    never: gap,
  },
  {
    title: 'He approves, and says why',
    ...approver,
    act: click(/^Approve$/, {
      on: new RegExp(`Waiting for approval .*${enabling}`),
      inputs: { reason: 'As planned' },
    }),
    promised: [
      sees(
        'that Defender is on, as Azure shows it',
        frame('Approval request', '✅ Defender enabled, confirmed by Azure'),
      ),
      sees('who approved, and why', /Approved by: Arjun Mehta “As planned”/),
    ],
    never: /\[ (Approve|Decline) \]/,
  },
  {
    title: 'Olivia’s card goes on by itself',
    ...operator,
    act: look(new RegExp(connecting)),
    promised: [
      sees(
        'that Azure took it',
        frame('Sentinel connection', '⏳ Working on it .*Accepted by Azure, being confirmed'),
      ),
      sees('that both hubs have Defender now', /🟢 Defender on: ctso-fld-elevators and ctso-fld-windfarm/),
    ],
    never: /Defender off|\[ Withdraw \]/,
  },
  {
    title: 'Eleven seconds pass: Azure shows a connector ten seconds after it is made',
    ...operator,
    act: { kind: 'azure', happens: lag },
    promised: [],
  },
  {
    title: 'A second message tells Olivia that it is done',
    ...operator,
    act: look(new RegExp(connecting), 2),
    promised: [
      sees(
        'that it is connected, as Azure shows it',
        new RegExp(`^\\W*Connected, confirmed by Azure .*${connecting}`),
      ),
      sees(
        'where Defender is on now, and who approved it',
        new RegExp(`Defender enabled on: ${hub} Approved by: Arjun Mehta “As planned”`),
      ),
      sees('when data can be expected', /about 15 minutes after connecting/),
      sees('what to do next', /\[ Incidents \]/),
    ],
    never: gap,
  },
  {
    title: 'She is impatient: have alerts come?',
    ...operator,
    act: say(`alerts ${hub}`),
    promised: [sees('that there are none yet', /No alerts .*ctso-fld-windfarm/)],
    never: /Select an alert|🔴 High: [1-9]/,
  },
  {
    title: 'She asks to connect it again',
    ...operator,
    act: say(`connect ${hub}`),
    promised: [
      sees('that there is nothing to do', frame('Sentinel connection', '✅ Nothing to do')),
      sees('why', /✅ Connected already 2 hubs in this subscription/),
    ],
    never: /\[ (Connect|Request enabling) \]/,
  },
];
