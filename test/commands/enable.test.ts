import { describe, expect, it } from 'vitest';
import { resourceGroupId } from '../../src/domain/arm-id.ts';
import { aConversation } from '../support/a-call.ts';
import { aPerson } from '../support/a-change.ts';
import { aHub, anInventory, aSubscriptionId } from '../support/a-hub.ts';
import { aFreshHub } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { noLedger } from '../support/no-ledger.ts';
import { someChanges } from '../support/some-changes.ts';
import { buttonsOf, shown, someCommands, type WorldOver } from '../support/some-commands.ts';

const hub = aHub({ name: 'plant-8', defender: 'off' });
const freshHub = aFreshHub({ id: hub.id, name: hub.name, defender: 'off', resourceGroup: 'rg-plants' });
const place = { conversation: aConversation({ id: '19:approvers' }), setBy: aPerson(), setAt: new Date() };

/** One hub without Defender, in a subscription without a solution; approvals have a place. */
function world(over: WorldOver = {}, approvals: 'required' | 'self' = 'required') {
  const seen = someChanges(undefined, approvals);
  const commands = someCommands({
    changes: seen.changes,
    hubs: { list: async () => anInventory([aHub(), hub]) },
    subscriptionHubs: async () => ({ hubs: [freshHub], solutions: [] }),
    rules: { approvals, approvalHours: 24 },
    ledger: { ...noLedger, approvalPlace: async () => place },
    ...over,
  });
  return { ...commands, ...seen };
}

describe('enable', () => {
  it.each([['plant-8'], ['for', 'hub', 'plant-8'], [hub.id]])(
    'shows what would be done, to be approved by a second person: %s',
    async (...words) => {
      const { say, drafts } = world();
      const answer = await say('enable', ...words);
      expect(shown(answer)).toMatch(/Enable Defender for IoT on plant-8/);
      expect(buttonsOf(answer)).toContainEqual(
        expect.objectContaining({ title: 'Ask for approval', command: 'confirm', place: 'note' }),
      );
      expect(drafts).toMatchObject([
        {
          plan: {
            kind: 'enable',
            subscriptionId: aSubscriptionId,
            subscriptionName: 'Plants Europe',
            items: [{ step: 'create', hub: { id: hub.id } }],
          },
        },
      ]);
      expect(answer.changeCard).toEqual({ id: 'card-1', version: 1 });
    },
  );

  it('says what to do when nobody has said where approvals go, and keeps nothing', async () => {
    const { say, drafts, refusals } = world({ ledger: noLedger });
    const answer = await say('enable', 'plant-8');
    expect(shown(answer)).toMatch(/No place for approvals yet.*“approvals here”/s);
    expect(buttonsOf(answer)).toMatchObject([{ command: 'approvals' }]);
    expect([drafts, refusals]).toEqual([[], []]);
  });

  it('needs no such place where people decide for themselves', async () => {
    const { say, drafts } = world({ ledger: noLedger }, 'self');
    const answer = await say('enable', 'plant-8');
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Enable', command: 'confirm' }),
    );
    expect(drafts).toHaveLength(1);
  });

  it('has nothing to do, and needs no place, when it is on', async () => {
    const solution = {
      id: `${resourceGroupId(aSubscriptionId, 'rg-plants')}/providers/Microsoft.Security/iotSecuritySolutions/s`,
      name: 's',
      resourceGroup: 'rg-plants',
      location: 'westeurope',
      enabled: true,
      hubIds: [hub.id],
      unknownSettings: [],
    };
    const { say, drafts } = world({
      ledger: noLedger,
      subscriptionHubs: async () => ({ hubs: [freshHub], solutions: [solution] }),
    });
    expect(shown(await say('enable', 'plant-8'))).toMatch(/[Nn]othing to do|is on/);
    expect(drafts).toEqual([]);
  });

  it('is refused without the right on the resource group, before anything about approvals is said', async () => {
    const rightsOf = async (_: string, scope: string) =>
      heldRights(['Microsoft.SecurityInsights/*/read'], scope);
    const { say, drafts, refusals } = world({ ledger: noLedger, rights: { rightsOf } });
    const text = shown(await say('enable', 'plant-8'));
    expect(text).toContain('enable Defender for IoT on this hub');
    expect(text).toContain('Microsoft.Security/iotSecuritySolutions/write');
    expect(text).toContain(resourceGroupId(aSubscriptionId, 'rg-plants'));
    expect(text).toContain('Security Admin');
    expect([drafts.length, refusals.length]).toEqual([0, 1]);
  });

  it('refuses a tier that Defender does not support', async () => {
    const free = { ...freshHub, tier: 'Free' };
    const { say, drafts } = world({ subscriptionHubs: async () => ({ hubs: [free], solutions: [] }) });
    const text = shown(await say('enable', 'plant-8'));
    expect(text).toContain('Tier not supported');
    // Nobody can change it.
    expect(text).toContain('plant-8 is of the Free tier. Azure cannot move a hub from the Free tier');
    expect(text).not.toContain('change the tier');
    expect(drafts).toEqual([]);
  });

  it('offers hubs near an unknown name, and says how to use it without one', async () => {
    const answer = await world().say('enable', 'plant8');
    expect(buttonsOf(answer)[0]).toMatchObject({
      title: 'plant-8',
      command: 'enable',
      args: { hub: hub.id },
    });
    expect(shown(await world().say('enable'))).toContain('Type: enable <hub>');
  });
});
