import { describe, expect, it } from 'vitest';
import { aWorkspace } from '../support/a-call.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { buttonsOf, readerActions, rightsFor, shown, someCommands } from '../support/some-commands.ts';

const fail = async () => {
  throw new Error('no answer');
};

describe('check', () => {
  it('says "ready" first when everything is there', async () => {
    const answer = await someCommands().say('check', 'plant-7');
    expect(shown(answer).split('\n').slice(0, 3)).toEqual([
      'Can this hub be connected?',
      '✅ Ready',
      'All 12 checks passed. Its subscription is connected already.',
    ]);
    for (const title of [
      'You',
      "Hubwatch's own identity",
      'Microsoft Sentinel',
      'Workspace sentinel-main: read and write',
    ]) {
      expect(shown(answer)).toContain(title);
    }
    expect(answer.summary).toMatch(/^plant-7: Ready\. All 12 checks passed\./);
  });

  it('names action, scope and role of each missing right, and the words for an administrator', async () => {
    const text = shown(
      await someCommands({
        rights: { rightsOf: async (_, scope) => rightsFor(readerActions, scope) },
        botRightsAt: async (scope) => rightsFor(['*/read', 'Microsoft.SecurityInsights/*'], scope),
      }).say('check', 'plant-7'),
    );
    const hub = aHub();
    const workspace = aWorkspace().id;
    expect(text).toContain('❌ Not ready');
    expect(text).toContain(`• Microsoft.Devices/iotHubs/write on ${hub.id}: ask for the role Contributor`);
    expect(text).toContain(
      `• Microsoft.OperationalInsights/workspaces/write on ${workspace}: ask for the role Log Analytics Contributor`,
    );
    expect(text).toContain(
      `• Microsoft.SecurityInsights/dataConnectors/write on ${workspace}: ask for the role Microsoft Sentinel Contributor`,
    );
    expect(text).toContain(
      `• Microsoft.Resources/subscriptions/resourceGroups/write on /subscriptions/${hub.subscriptionId}/resourceGroups/rg-plants: ask for the role Contributor`,
    );
    expect(text).toContain(
      `Please give Ada Operator (object id 33333333-3333-4333-8333-333333333333) the role Contributor on ${hub.id}`,
    );
    expect(text).toContain(
      `Please give the Hubwatch identity the role Log Analytics Contributor on ${workspace}`,
    );
  });

  it('says that Defender is off, who may enable it, and that Standard is needed', async () => {
    const off = async () =>
      anInventory([aHub({ defender: 'off', tier: 'Basic', connection: 'not connected' })]);
    const text = shown(
      await someCommands({
        hubs: { list: off },
        botRightsAt: async (scope) => rightsFor(['Microsoft.Security/iotSecuritySolutions/*'], scope),
        rights: { rightsOf: async (_, scope) => rightsFor(readerActions, scope) },
      }).say('check', 'plant-7'),
    );
    expect(text).toContain(
      "It is off. This identity may enable it. The hub's tier is Basic; it needs Standard.",
    );
    expect(text).toContain('It is off. This identity may not enable it.');
    expect(text).toContain('ask for the role Security Admin');
    expect(text).toContain('Have Defender for IoT enabled on this hub.');
  });

  it('passes on what Sentinel itself says', async () => {
    const requirements = async () => ({ authorization: 'Invalid', license: 'Invalid' }) as const;
    const text = shown(await someCommands({ requirements }).say('check', 'plant-7'));
    expect(text).toContain("Sentinel refuses the bot's identity.");
    expect(text).toContain('Sentinel finds no Defender for IoT in the subscription.');
    expect(text).toContain('2 of 12 checks failed.');
  });

  it('is not certain when a part cannot be read, and never calls that a pass', async () => {
    const text = shown(await someCommands({ requirements: fail, botRightsAt: fail }).say('check', 'plant-7'));
    expect(text).toContain('❔ Not certain');
    expect(text).toContain('6 of 12 checks could not be made.');
    expect(text).toContain('Sentinel did not say.');
    expect(text).toContain('Check again in some minutes');
  });

  it('checks every workspace that the person may use', async () => {
    const workspaces = [aWorkspace(), aWorkspace({ name: 'sentinel-two' })];
    const text = shown(await someCommands({}, { workspaces }).say('check', 'plant-7'));
    expect(text).toContain('Workspace sentinel-main: read and write');
    expect(text).toContain('Workspace sentinel-two: read and write');
  });

  it('checks again in place, and says how to use it without a hub', async () => {
    const world = someCommands();
    expect(buttonsOf(await world.say('check', 'plant-7'))[0]).toMatchObject({
      title: 'Check again',
      place: 'card',
    });
    const usage = await world.say('check');
    expect(shown(usage)).toContain('Type: check <hub>');
    expect(buttonsOf(usage).map(({ command }) => command)).toEqual(['hubs', 'help']);
  });

  it('is refused without the right', async () => {
    const rights = { rightsOf: async (_: string, scope: string) => rightsFor([], scope) };
    expect(shown(await someCommands({ rights }).say('check', 'plant-7'))).toContain(
      'You lack a right for this',
    );
  });
});
