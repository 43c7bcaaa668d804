import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { ChatPage } from './chat-page.ts';
import { auditOfAll, declined, overtaken, withdrawn } from './guide-decisions.ts';
import { beginUnconfirmed, incidentRules, seeCorrected, seeUnconfirmed } from './guide-incidents.ts';
import type { Results } from './results.ts';

const hub = 'ctso-fld-windfarm';
const connecting = 'Connect Contoso Field Services to Microsoft Sentinel';

/** Who walks the guide, each at a chat window that is open at the same time as the others. */
export interface Walkers {
  operator: ChatPage;
  approver: ChatPage;
  /** Somebody without any right. */
  stranger: ChatPage;
  tenant: Sandbox;
  results: Results;
  /** Something to do in the operator's personal chat while Azure takes its time. */
  meanwhile(): Promise<void>;
}

/** What the parts of the walk share. */
export interface Walk extends Walkers {
  /** Pictures of a card, numbered in the order of the walk. */
  shoot(chat: ChatPage, card: Locator, name: string): Promise<void>;
  /** The newest card that says this, as soon as there is one, with pictures. */
  see(chat: ChatPage, says: RegExp, name: string): Promise<Locator>;
}

/** Azure shows a change of a connector ten seconds later; the pretend tenant's clock can be moved instead. */
export const azureLagMs = 11_000;

/**
 * Microsoft's guide from end to end with two people: check, connect a hub whose Defender is off, request, approve as
 * the other person, connected, incidents on and off. Pictures of every state are named `guide-01-…` and so on.
 */
export async function walkGuide(walkers: Walkers): Promise<void> {
  let number = 0;
  const shoot: Walk['shoot'] = (chat, card, name) => {
    number += 1;
    return chat.picture(card, `guide-${String(number).padStart(2, '0')}-${name}`);
  };
  const see: Walk['see'] = async (chat, says, name) => {
    const card = await chat.shows(says);
    await shoot(chat, card, name);
    return card;
  };
  const walk = { ...walkers, shoot, see };
  await walkers.operator.goTo('personal');
  await walkers.approver.goTo('channel');
  await walkers.stranger.goTo('personal');
  await placeForApprovals(walk);
  await connectWithApproval(walk);
  await incidentRules(walk);
  await beginUnconfirmed(walk);
  await declined(walk);
  await overtaken(walk);
  await seeUnconfirmed(walk);
  await withdrawn(walk);
  await auditOfAll(walk);
  await walk.meanwhile();
  await seeCorrected(walk);
}

async function placeForApprovals({ operator, approver, stranger, results, shoot }: Walk): Promise<void> {
  await results.check('guide: enabling says first where approvers have to be', async () => {
    const card = await operator.ask(`enable ${hub}`, /No place for approvals yet[\s\S]*approvals here/);
    await shoot(operator, card, 'no-place-for-approvals');
  });
  await results.check('guide: the approver has approvals come to the channel', async () => {
    const card = await approver.ask('approvals here', /Approvals come here/);
    await shoot(approver, card, 'approvals-here');
  });
  await results.check(
    'guide: a person without rights may not connect, and is told what to ask for',
    async () => {
      const card = await stranger.ask(
        `connect ${hub}`,
        /You lack a right[\s\S]*Missing action[\s\S]*Role to ask for[\s\S]*Please give Stan Fletcher/,
      );
      await shoot(stranger, card, 'stranger-refused');
    },
  );
}

async function connectWithApproval({ operator, approver, tenant, results, shoot, see }: Walk): Promise<void> {
  await results.check('guide: the check says that Defender is off', async () => {
    const card = await operator.ask(`check ${hub}`, /Not ready[\s\S]*Defender for IoT: enabled on the hub/);
    await shoot(operator, card, 'check');
  });
  await results.check(
    'guide: connect shows a preview with both hubs and offers to request enabling',
    async () => {
      const card = await operator.ask(
        `connect ${hub}`,
        /Preview, nothing is changed yet[\s\S]*Request enabling/,
      );
      await shoot(operator, card, 'connect-preview');
    },
  );
  await results.check('guide: the approval card comes to the channel without a reload', async () => {
    const preview = await operator.shows(/Preview, nothing is changed yet[\s\S]*Request enabling/);
    const request = await approver.appear(
      () => operator.press(preview, 'Request enabling'),
      /Approval request[\s\S]*Waiting for approval[\s\S]*Enable Defender for IoT on ctso-fld-windfarm/,
    );
    await shoot(approver, request, 'approval-request');
    await see(operator, /Waiting for Defender to be enabled/, 'connect-waiting');
    await operator.pictureOfAll('guide-operator-waiting-window');
    await approver.pictureOfAll('guide-approver-asked-window');
  });
  await results.check('guide: a reason and Approve start the enabling, and both cards tell it', async () => {
    // Long enough to see the short states, and to take their pictures on a slow machine.
    tenant.control.addFault({ match: 'iotSecuritySolutions', method: 'PUT', delayMs: 6_000 });
    tenant.control.addFault({ match: 'dataConnectors', method: 'PUT', delayMs: 5_000 });
    const request = await approver.shows(/Approval request[\s\S]*Waiting for approval/);
    await request.getByRole('textbox').fill('As planned, maintenance window 12');
    await shoot(approver, request, 'approval-with-reason');
    await approver.press(request, 'Approve');
    await see(
      approver,
      /Working on it[\s\S]*Enable Defender[\s\S]*Approved by: Arjun Mehta/,
      'enable-running',
    );
    await see(
      operator,
      /Waiting for Defender to be enabled[\s\S]*Working on it/,
      'connect-waiting-while-enabling',
    );
  });
  await results.check('guide: connecting goes on by itself, and is confirmed', async () => {
    await see(operator, new RegExp(`Working on it[\\s\\S]*${connecting}`), 'connect-running');
    await see(operator, /Accepted by Azure, being confirmed/, 'connect-being-confirmed');
    tenant.control.moveClock(azureLagMs);
    await see(operator, /Connected, confirmed by Azure/, 'connect-done');
    await see(approver, /Defender enabled, confirmed by Azure[\s\S]*Connected/, 'enable-done');
    await operator.pictureOfAll('guide-operator-connected-window');
  });
  await results.check('guide: a second message tells the one who asked', async () => {
    const told = await operator.count(/Connected, confirmed by Azure/);
    if (told !== 2) throw new Error(`${told} cards say that it is connected, not the first one and one more`);
  });
  await results.check('guide: connecting again finds everything done', async () => {
    await shoot(
      operator,
      await operator.ask(`connect ${hub}`, /Nothing to do[\s\S]*Connected already/),
      'connect-again',
    );
  });
}
