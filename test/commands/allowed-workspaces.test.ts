import { describe, expect, it } from 'vitest';
import { AzureError } from '../../src/domain/azure-error.ts';
import { aWorkspace } from '../support/a-call.ts';
import { heldRights } from '../support/held-rights.ts';
import { readerActions, shown, someCommands } from '../support/some-commands.ts';

const workspaces = [aWorkspace(), aWorkspace({ name: 'sentinel-two' })];
const isSecond = (scope: string) => scope === workspaces[1]?.id;
const busy = new AzureError('Azure role assignments', 'throttled', { retryAfterSeconds: 7 });

/** Everything is allowed on the first workspace; the second is up to `rightsOf`. */
function world(second: (scope: string) => ReturnType<typeof heldRights>) {
  const rights = {
    rightsOf: async (_: string, scope: string) =>
      isSecond(scope) ? second(scope) : heldRights(['*'], scope),
  };
  return someCommands({ rights }, { rights, workspaces });
}
const unreadable = () =>
  world(() => {
    throw busy;
  });
const unreadWords =
  '⚠️ Not read: workspace sentinel-two (Azure role assignments is busy and asks to wait 7 seconds.)';

describe('with a workspace that is left out', () => {
  it.each([['hubs'], ['hub', 'plant-7'], ['check', 'plant-7'], ['alerts']])(
    '%s says which one could not be read',
    async (...words: string[]) => {
      const [command = '', ...rest] = words;
      expect(shown(await unreadable().say(command, ...rest))).toContain(unreadWords);
    },
  );

  it.each([['hubs'], ['hub', 'plant-7'], ['check', 'plant-7'], ['alerts']])(
    '%s says where the person lacks the right, and the role to ask for',
    async (...words: string[]) => {
      const [command = '', ...rest] = words;
      const text = shown(await world((scope) => heldRights([], scope)).say(command, ...rest));
      expect(text).toContain(
        '⚠️ Not read: workspace sentinel-two (Your own Azure roles do not allow you to see',
      );
      expect(text).toContain('Role to ask for: Microsoft Sentinel Reader)');
    },
  );

  it('a deny assignment is named instead of a role', async () => {
    const denials = [{ scope: '/s', name: 'frozen', permissions: [{ actions: ['*'], notActions: [] }] }];
    const text = shown(await world((scope) => ({ ...heldRights(['*'], scope), denials })).say('hubs'));
    expect(text).toContain('workspace sentinel-two (The deny assignment “frozen” blocks this;');
    expect(text).not.toContain('Role to ask for');
  });

  it('no alerts are never called good news, nor in the notification', async () => {
    const answer = await unreadable().say('alerts', '7d');
    expect(shown(answer)).not.toContain('good news');
    expect(shown(answer)).toContain('this is no all-clear');
    expect(answer.summary).toBe('No alerts in the last 7 days. 1 workspace not read.');
  });

  it('no alerts of a hub are none in what was read only', async () => {
    const text = shown(await unreadable().say('hub', 'plant-7'));
    expect(text).toContain('None in the last 7 days in the workspaces that were read.');
  });

  it('a hub says whose alerts are missing when only they may not be seen', async () => {
    const text = shown(
      await world((scope) => heldRights(['Microsoft.SecurityInsights/*'], scope)).say('hub', 'plant-7'),
    );
    expect(text).toContain('⚠️ Not read: alerts of workspace sentinel-two (');
    expect(text).toContain('None in the last 7 days in the workspaces that were read.');
  });

  it('an alert that is not found may be there', async () => {
    const text = shown(await unreadable().say('alert', '0f8fad5b'));
    expect(text).toContain('begins with 0f8fad5b. Not read: sentinel-two.');
  });

  it('the log says why', async () => {
    const asked = unreadable();
    await asked.say('alerts');
    expect(asked.lines).toMatchObject([
      { level: 'warn', message: 'workspace not asked', fields: { workspace: 'sentinel-two', error: busy } },
      { level: 'info', message: 'call ended' },
    ]);
  });

  it('counts the rest when there are many', async () => {
    const many = Array.from({ length: 9 }, (_, i) => aWorkspace({ name: `w${i}` }));
    const rights = {
      rightsOf: async (_: string, scope: string) =>
        heldRights(scope === many[0]?.id ? readerActions : [], scope),
    };
    const text = shown(await someCommands({ rights }, { rights, workspaces: many }).say('hubs'));
    expect(text).toContain('workspace w3 (');
    expect(text).not.toContain('workspace w4 (');
    expect(text).toContain('Not read: 5 more of the workspaces');
  });

  it('a defect of ours is not taken for trouble of Azure', async () => {
    const broken = world(() => {
      throw new TypeError('a defect');
    });
    expect(shown(await broken.say('alerts'))).toContain('Sorry, something went wrong');
    expect(broken.lines).toMatchObject([{ level: 'error', message: 'call failed' }]);
  });

  it('says nothing of the kind when all were asked', async () => {
    const text = shown(await world((scope) => heldRights(['*'], scope)).say('alerts', '7d'));
    expect(text).toContain('That can be good news.');
    expect(text).not.toContain('Not read');
  });
});
