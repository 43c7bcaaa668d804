import { describe, expect, it } from 'vitest';
import { AzureError } from '../../src/domain/azure-error.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, readerActions, shown, someCommands } from '../support/some-commands.ts';

const fail = async () => {
  throw new AzureError('Microsoft Sentinel', 'timed out');
};

describe('check', () => {
  it('says "ready" first when everything is there', async () => {
    const answer = await someCommands().say('check', 'plant-7');
    expect(shown(answer).split('\n').slice(0, 3)).toEqual([
      'Prerequisites for connecting',
      '✅ Ready',
      'All 13 checks passed. Its subscription is connected already.',
    ]);
    for (const title of [
      'You, Ada Operator',
      "Hubwatch's own identity",
      'Microsoft Sentinel',
      'Workspace sentinel-main: read and write',
    ]) {
      expect(shown(answer)).toContain(title);
    }
    expect(answer.summary).toMatch(/^plant-7: Ready\. All 13 checks passed\./);
  });

  it('reads the rights of the person anew, each once, so that it says the same as a change would', async () => {
    const asked: string[] = [];
    const rights = {
      rightsOf: async (_: string, scope: string) => heldRights(readerActions, scope),
      rightsNow: async (_: string, scope: string) => {
        asked.push(scope);
        return heldRights(['*'], scope);
      },
    };
    expect(shown(await someCommands({ rights }).say('check', 'plant-7'))).toContain('All 13 checks passed.');
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
    expect(asked).toHaveLength(4); // workspace, hub, its group, its subscription
  });

  it('names action, scope and role of each missing right, and the words for an administrator', async () => {
    const text = shown(
      await someCommands({
        rights: { rightsOf: async (_, scope) => heldRights(readerActions, scope) },
        botRightsAt: async (scope) => heldRights(['*/read', 'Microsoft.SecurityInsights/*'], scope),
      }).say('check', 'plant-7'),
    );
    const hub = aHub();
    expect(text).toContain('❌ Not ready');
    expect(text).toContain(
      'Not allowed on hub plant-7.\nMissing: Microsoft.Devices/iotHubs/write. Role to ask for: Contributor',
    );
    expect(text).toContain(
      'Missing: Microsoft.SecurityInsights/dataConnectors/write. Role to ask for: Microsoft Sentinel Contributor',
    );
    expect(text).toContain(
      'Missing: Microsoft.Resources/subscriptions/resourceGroups/write. Role to ask for: Contributor',
    );
    const ada = 'Please give Ada Operator (object id 33333333-3333-4333-8333-333333333333) the role';
    expect(text).toContain(`${ada} Microsoft Sentinel Contributor on ${aWorkspace().id}`);
    expect(text).toContain('Please give the Hubwatch identity the role Contributor on');
    // The role on the subscription brings those on the resource group and the hub along.
    expect(text).toContain(`${ada} Contributor on /subscriptions/${hub.subscriptionId}\n`);
    expect(text).not.toContain(`${ada} Contributor on /subscriptions/${hub.subscriptionId}/`);
    const bot = `Please give the Hubwatch identity the role Contributor on /subscriptions/${hub.subscriptionId}`;
    expect(text).toContain(`${bot}/resourceGroups/rg-plants`);
    expect(text).not.toContain(`${bot}/resourceGroups/rg-plants/`);
  });

  it('is ready without what only the guide asks for, and says so', async () => {
    const actions = [
      '*/read',
      'Microsoft.SecurityInsights/*',
      'Microsoft.Devices/*',
      'Microsoft.Resources/*',
    ];
    const text = shown(
      await someCommands({ botRightsAt: async (scope) => heldRights(actions, scope) }).say(
        'check',
        'plant-7',
      ),
    );
    expect(text).toContain('✅ Ready\nEvery check that counts passed.');
    expect(text).toContain('⚠️ Missing, not needed  Workspace sentinel-main: read and write');
    expect(text).toContain('The guide lists it; connecting works without it.');
    expect(text).not.toContain('For an administrator');
  });

  it('says that Defender is off, who may enable it, and that Standard is needed', async () => {
    const off = async () =>
      anInventory([aHub({ defender: 'off', tier: 'Basic', connection: 'not connected' })]);
    const text = shown(
      await someCommands({
        hubs: { list: off },
        botRightsAt: async (scope) => heldRights(['Microsoft.Security/iotSecuritySolutions/*'], scope),
        rights: { rightsOf: async (_, scope) => heldRights(readerActions, scope) },
      }).say('check', 'plant-7'),
    );
    expect(text).toContain("It is off. Hubwatch may enable it. The hub's tier is Basic; it needs Standard.");
    expect(text).toContain('It is off. You may not enable it.');
    expect(text).toContain('Role to ask for: Security Admin');
    expect(text).toContain('Have Defender for IoT enabled on this hub.');
  });

  it('offers to enable Defender where that is missing and the tier can have it, and else says why not', async () => {
    const ask = async (tier: string) => {
      const hub = aHub({ defender: 'off', tier, connection: 'not connected' });
      const answer = await someCommands({ hubs: { list: async () => anInventory([hub]) } }).say(
        'check',
        'plant-7',
      );
      const [, next = ''] = shown(answer).split('What to do next');
      return { next, buttons: buttonsOf(answer).map(({ title }) => title) };
    };
    const standard = await ask('Standard');
    expect(standard.buttons).toEqual(expect.arrayContaining(['Enable Defender', 'Connect']));
    expect(standard.next).toContain('Have Defender for IoT enabled on this hub.');
    const basic = await ask('Basic');
    expect(basic.buttons).not.toContain('Enable Defender');
    expect(basic.next).toContain('Have its owner move this hub to the Standard tier.');
    const free = await ask('Free');
    expect(free.buttons).not.toContain('Enable Defender');
    expect(free.next).toContain('it takes a new hub of the Standard tier.');
    expect(free.next).not.toContain('Have ');
  });

  it('passes on what Sentinel itself says', async () => {
    const requirements = async () => ({ authorization: 'Invalid', license: 'Invalid' }) as const;
    const text = shown(await someCommands({ requirements }).say('check', 'plant-7'));
    expect(text).toContain("Sentinel refuses the bot's identity.");
    expect(text).toContain('Sentinel finds no Defender for IoT in the subscription.');
    expect(text).toContain('Put right what Microsoft Sentinel itself finds missing');
    expect(text).not.toContain('Nothing that is needed is missing.');
    expect(text).toContain('2 of 13 checks failed.');
  });

  it('is not certain when a part cannot be read, and never calls that a pass', async () => {
    const text = shown(await someCommands({ requirements: fail, botRightsAt: fail }).say('check', 'plant-7'));
    expect(text).toContain('❔ Not certain');
    expect(text).toContain('5 of 13 checks could not be made.');
    expect(text).toContain('Sentinel did not say: Microsoft Sentinel did not answer in time.');
    expect(text).toContain('Check again in some minutes');
  });

  it('asks the person for Contributor on the whole subscription, as Microsoft does', async () => {
    const sub = `/subscriptions/${aHub().subscriptionId}`;
    const rights = {
      rightsOf: async (_: string, scope: string) => heldRights(scope === sub ? ['*/read'] : ['*'], scope),
    };
    const text = shown(await someCommands({ rights }).say('check', 'plant-7'));
    expect(text).toContain('❌ Not ready\n1 of 13 checks failed.');
    expect(text).toContain(
      '❌ Missing  Subscription of the hub: Contributor\nNot allowed on subscription Plants',
    );
    expect(text).toContain(`the role Contributor on ${sub}\n`.trimEnd());
  });

  it('sends nobody for a role where a deny assignment blocks', async () => {
    const denials = [
      { scope: '/s', name: 'freeze **now**', permissions: [{ actions: ['*/write'], notActions: [] }] },
    ];
    const rights = {
      rightsOf: async (_: string, scope: string) => ({ ...heldRights(['*'], scope), denials }),
    };
    const text = shown(await someCommands({ rights }).say('check', 'plant-7'));
    expect(text).toContain(
      'Missing: Microsoft.Devices/iotHubs/write. The deny assignment “freeze **now**” blocks this; a role cannot lift it. Ask its owner.',
    );
    expect(text).not.toContain('Role to ask for');
    expect(text).not.toContain('For an administrator');
    expect(text).not.toContain('Send the text below');
    expect(text.split('What to do next')[1]).toContain('The deny assignment “freeze **now**” blocks this');
  });

  it('says sorry for a defect of ours instead of "not known"', async () => {
    const botRightsAt = async () => {
      throw new TypeError('a defect');
    };
    const world = someCommands({ botRightsAt });
    expect(shown(await world.say('check', 'plant-7'))).toContain('Sorry');
    expect(world.lines).toMatchObject([{ level: 'error', message: 'call failed' }]);
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
    const rights = { rightsOf: async (_: string, scope: string) => heldRights([], scope) };
    expect(shown(await someCommands({ rights }).say('check', 'plant-7'))).toContain(
      'You lack a right for this',
    );
  });
});
