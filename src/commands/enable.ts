import { z } from 'zod';
import { rightsNeeded } from '../access/change-rights.ts';
import { needsApproval } from '../changes/new-change.ts';
import { noApprovalsPlace } from '../changes/no-approvals-place.ts';
import { type EnableNeeds, planEnable } from '../changes/plan-enable.ts';
import { asksForNothing } from '../changes/steps.ts';
import { type ChangeNeeds, preview } from './change-request.ts';
import type { Command } from './command.ts';
import { findHub, type HubsNeeds } from './find-hub.ts';
import { HubWord, readHubWord } from './hub-word.ts';
import { requireMayChange } from './may-change.ts';

/** What `enable` needs. */
export interface EnableCommandNeeds extends ChangeNeeds, EnableNeeds {
  hubs: HubsNeeds;
}

const EnableArgs = z.strictObject({ hub: HubWord });

/** `enable <hub>`: turns Defender for IoT on for a hub, by an approval card that a second person decides. */
export function enable(needs: EnableCommandNeeds): Command<z.output<typeof EnableArgs>> {
  return {
    name: 'enable',
    aliases: [
      'enable defender',
      'enable defender for',
      'turn on defender',
      'enable defender for iot',
      'enable hub',
    ],
    usage: 'enable <hub>',
    summary: 'Enable Defender for IoT on a hub; a second person approves it.',
    examples: ['enable plant-7'],
    permission: 'hubs.read',
    changes: true,
    args: EnableArgs,
    read: readHubWord,
    async run(request) {
      const hub = findHub(await needs.hubs.list(request.workspaces, request), request.args.hub, 'enable');
      const plan = await planEnable([hub], hub.subscriptionName, needs, request);
      await requireMayChange(request, 'enable Defender for IoT on this hub', rightsNeeded(plan), needs);
      const asks = !asksForNothing(plan) && needsApproval(plan, needs.rules);
      if (asks && !(await needs.ledger.approvalPlace(request.actor.tenantId))) throw noApprovalsPlace();
      return preview(plan, request, needs);
    },
  };
}
