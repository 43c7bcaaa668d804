import type { Stage } from './stage.ts';

/** The hub of the `plant` story with which the whole guide can be walked: Defender is off, nothing is connected. */
const newcomersHub = 'ctso-fld-windfarm';

/** What the terminal says when everything runs: where to click and what to say there. */
export function greeting(
  { windows, tenant, people }: Pick<Stage, 'windows' | 'tenant' | 'people'>,
  seconds: number,
): string {
  const addresses = windows.map(({ key, who, url }) => {
    const summary = people.find((person) => person.key === key)?.summary ?? '';
    return `  ${url}   ${who}, ${key}\n      ${summary}`;
  });
  const guide = tenant.world.hubs.all().some(({ name }) => name === newcomersHub) ? `\n${walk}\n` : '';
  return `
Ready after ${seconds.toFixed(1)} s. Open in a browser:

${addresses.join('\n')}

Say in the personal chat; in the group chat and the channels type @ and pick Hubwatch from the list first:

  hubs               every hub, with Defender and connection state
  hubs not connected
  alerts             the newest Defender for IoT alerts
  check <hub>        what is missing before a hub can be connected
  help               all the rest; or type anything at all
${guide}
The pretend tenant: ${tenant.url} (faults, clock, new alerts: see sandbox/README.md)
The bot's log: .sandbox/bot.log

Ctrl-C ends everything.`;
}

/** Microsoft's guide in the order in which it works: whoever approves must be asked in a chat before somebody asks. */
const walk = `To connect a hub from beginning to end, with two people:

  1. approver   approvals here               approval cards come to this chat from now on
  2. operator   connect ${newcomersHub}    a preview: Defender is off there; select "Request enabling"
                (or enable ${newcomersHub} alone)
  3. approver   select "Approve" on the card that came; the connecting goes on by itself
  4. operator   incidents on                 have Sentinel make incidents of the alerts
                incidents off                and stop that again`;
