import { describe, expect, it } from 'vitest';
import { AzureError } from '../../src/domain/azure-error.ts';
import { aHub, anInventory } from '../support/a-hub.ts';
import { anAlert } from '../support/an-alert.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, rowsOf, shown, someCommands } from '../support/some-commands.ts';

const page = { total: 9, bySeverity: { High: 9, Medium: 0, Low: 0, Informational: 0 }, logsUrl: '' };
const busy = async () => {
  throw new AzureError('Log Analytics', 'throttled', { retryAfterSeconds: 5 });
};

describe('hub', () => {
  it('shows the states with what they mean, size, solution and the newest alerts', async () => {
    const asked: unknown[] = [];
    const answer = await someCommands({
      hubDetail: async () => ({
        solutionName: 'soc',
        solutionStatus: 'Enabled',
        provisioningState: 'Succeeded',
        units: 2,
        sku: 'S1',
      }),
      alerts: {
        latest: async (question) => {
          asked.push(question);
          return { ...page, alerts: [anAlert({ severity: 'High' })] };
        },
        byId: async () => undefined,
      },
    }).say('hub', 'plant-7');
    const text = shown(answer);
    expect(text).toContain('Defender for IoT: 🟢 Defender on\nDefender for IoT watches this hub.');
    expect(text).toContain('Tier: Standard · S1, 2 units');
    expect(text).toContain('Defender solution: soc (enabled)');
    expect(text).toContain('🔴 High  Expired SAS Token');
    expect(asked).toMatchObject([{ hubId: aHub().id, hours: 168, limit: 3, offset: 0 }]);
    expect(rowsOf(answer)[0]).toMatchObject({ command: 'alert', args: { id: anAlert().id }, place: 'chat' });
    expect(buttonsOf(answer).map(({ title }) => title)).toEqual([
      'Check prerequisites',
      'Alerts',
      'Refresh',
      'Open in Azure',
      'Sentinel connectors',
    ]);
    expect(answer.summary).toBe('IoT hub plant-7: Defender on, Connected, Last alert 12 min ago.');
  });

  it('shows the rest when a part cannot be read', async () => {
    const text = shown(
      await someCommands({ hubDetail: busy, alerts: { latest: busy, byId: busy } }).say('hub', 'plant-7'),
    );
    expect(text).toContain(
      '⚠️ Not read: Size and Defender solution of this hub (Log Analytics is busy and asks to wait 5 seconds.)',
    );
    expect(text).toContain('Newest alerts\nLog Analytics is busy and asks to wait 5 seconds.');
    expect(text).toContain('🟢 Defender on');
  });

  it('says sorry for a defect of ours, and leaves it to the log', async () => {
    const broken = async () => {
      throw new TypeError('a defect');
    };
    for (const over of [{ hubDetail: broken }, { alerts: { latest: broken, byId: broken } }]) {
      const world = someCommands(over);
      expect(shown(await world.say('hub', 'plant-7'))).toContain('Sorry, something went wrong');
      expect(world.lines).toMatchObject([{ level: 'error', message: 'call failed' }]);
    }
  });

  it('names the deny assignment that hides alerts', async () => {
    const denials = [
      { scope: '/s', name: 'frozen', permissions: [{ actions: ['*/query/*'], notActions: [] }] },
    ];
    const rights = {
      rightsOf: async (_: string, scope: string) => ({ ...heldRights(['*'], scope), denials }),
    };
    expect(shown(await someCommands({ rights }).say('hub', 'plant-7'))).toContain(
      'Newest alerts\nThe deny assignment “frozen” blocks this',
    );
  });

  it('says over which time alerts were counted, and that the count is an estimate', async () => {
    const quiet = async () => anInventory([aHub({ data: { kind: 'never' } })]);
    expect(shown(await someCommands().say('hub', 'plant-7'))).toContain(
      'About 42 alerts in the last 90 days.',
    );
    expect(shown(await someCommands({ hubs: { list: quiet } }).say('hub', 'plant-7'))).toContain(
      '⚪ No alerts seen\nNone in the last 90 days. That is normal for a quiet hub',
    );
  });

  it('shows no alerts to somebody who may see hubs only', async () => {
    let asked = 0;
    const answer = await someCommands({
      rights: { rightsOf: async (_, scope) => heldRights(['Microsoft.SecurityInsights/*/read'], scope) },
      alerts: {
        latest: async () => {
          asked += 1;
          return { ...page, alerts: [anAlert()] };
        },
        byId: async () => undefined,
      },
    }).say('hub', 'plant-7');
    expect(asked).toBe(0);
    expect(shown(answer)).toContain('Your own Azure roles do not let you see alerts.');
    expect(shown(answer)).toContain('🟢 Defender on');
  });

  it('says that Defender needs the Standard tier', async () => {
    const list = async () => anInventory([aHub({ tier: 'Basic', defender: 'off' })]);
    expect(shown(await someCommands({ hubs: { list } }).say('hub', 'plant-7'))).toContain(
      'Defender for IoT needs a hub of the Standard tier.',
    );
  });

  it('says how to use it without a name, and offers hubs near a wrong one', async () => {
    const world = someCommands();
    expect(shown(await world.say('hub'))).toContain('Type: hub <name>');
    const wrong = await world.say('hub', 'plant7');
    expect(shown(wrong)).toContain('No hub is called plant7. Did you mean one of these?');
    expect(buttonsOf(wrong)[0]).toMatchObject({ title: 'plant-7', command: 'hub', args: { hub: aHub().id } });
  });

  it('is refused without the right', async () => {
    const rights = { rightsOf: async (_: string, scope: string) => heldRights([], scope) };
    expect(shown(await someCommands({ rights }).say('hub', 'plant-7'))).toContain(
      'You lack a right for this',
    );
  });
});
