import { describe, expect, it } from 'vitest';
import type { IncidentRule } from '../../src/domain/incident-rule.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { aWorkspace } from '../support/a-call.ts';
import { anIncidentRule } from '../support/a-change.ts';
import { sentinelError } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { someChanges } from '../support/some-changes.ts';
import { buttonsOf, shown, someCommands, type WorldOver } from '../support/some-commands.ts';

const two = [aWorkspace(), aWorkspace({ name: 'sentinel-two' })];

/** Workspaces that all have these rules. */
function world(
  rules: readonly IncidentRule[] = [],
  over: WorldOver = {},
  workspaces: readonly Workspace[] = [aWorkspace()],
) {
  const seen = someChanges();
  const incidentRules = { read: async () => ({ rules, duplicates: ['IoT by query'] }) };
  const commands = someCommands({ changes: seen.changes, incidentRules, ...over }, { workspaces });
  return { ...commands, ...seen };
}
const on = anIncidentRule({ enabled: true });

describe('incidents', () => {
  it('shows the rules of every workspace', async () => {
    const text = shown(await world([on], {}, two).say('incidents'));
    for (const words of ['Incidents are on', 'sentinel-main', 'sentinel-two', on.displayName, 'IoT by query'])
      expect(text).toContain(words);
  });

  it('says when there is none, and offers to turn them on', async () => {
    const answer = await world().say('incidents');
    expect(shown(answer)).toContain('There is no rule for Defender for IoT alerts yet.');
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Turn on', command: 'incidents on' }),
    );
  });

  it('names what could not be read, and shows the rest', async () => {
    const incidentRules = {
      read: async ({ name }: Workspace) => {
        if (name === 'sentinel-two') throw sentinelError('unavailable');
        return { rules: [on], duplicates: [] };
      },
    };
    const text = shown(await world([], { incidentRules }, two).say('incidents'));
    expect(text).toContain('On in 1 of 2 workspaces');
    expect(text).toContain('workspace sentinel-two (Microsoft Sentinel is not available right now.)');
  });

  it('names workspaces that the reader may not see', async () => {
    const rightsOf = async (_: string, scope: string) =>
      heldRights(scope.endsWith('sentinel-two') ? [] : ['*'], scope);
    const text = shown(await world([on], { rights: { rightsOf } }, two).say('incidents'));
    expect(text).toMatch(/workspace sentinel-two \(Your own Azure roles do not allow you/);
  });

  it('says sorry for a defect of ours, and is refused without the right', async () => {
    const read = async () => Promise.reject(new TypeError('oops'));
    expect(shown(await world([], { incidentRules: { read } }).say('incidents'))).toContain('Sorry');
    const rightsOf = async (_: string, scope: string) => heldRights([], scope);
    const { say, refusals } = world([], { rights: { rightsOf } });
    expect(shown(await say('incidents'))).toContain('You lack a right for this');
    expect(refusals).toEqual([]); // Nothing was to be changed.
  });
});

describe('incidents on', () => {
  it.each<[string, object]>([
    ['', {}],
    ['high', { severities: ['High'] }],
    ['only medium and high', { severities: ['High', 'Medium'] }],
    ['for high, low severities', { severities: ['High', 'Low'] }],
    ['all severities', { severities: 'all' }],
  ])('takes the words "%s" as severities', async (line, wished) => {
    const { say, drafts } = world();
    const answer = await say('incidents on', ...line.split(' ').filter(Boolean));
    expect(shown(answer)).toMatch(/Turn on incidents in sentinel-main/);
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Turn on', command: 'confirm', place: 'note' }),
    );
    const item = { workspace: aWorkspace(), step: 'create', ...wished };
    expect(drafts.map(({ plan }) => plan)).toEqual([
      { kind: 'incidents on', items: [item], duplicates: ['IoT by query'] },
    ]);
  });

  it('never takes a word that it does not know for "all"', async () => {
    for (const [line, words, button] of [
      ['critical', 'There are High, Medium, Low and Informational.', { severities: ['High'] }],
      ['hihg', 'Did you mean high?', { severities: ['High'] }],
      ['high Meduim', 'Did you mean medium?', { severities: ['High', 'Medium'] }],
      ['lwo+high for sentinel-two', 'Did you mean high and low?', { workspace: 'sentinel-two' }],
      ['high sentinel-tow', 'Which workspace?', { severities: ['High'], workspace: two[1]?.id }],
      ['xyzzy', '“xyzzy” is neither a severity nor the name of a workspace', { command: 'incidents on' }],
    ] as const) {
      const { say, drafts } = world([], {}, two);
      const answer = await say('incidents on', ...line.split(' '));
      expect(shown(answer)).toContain(words);
      expect(buttonsOf(answer)[0]).toMatchObject({ args: button });
      expect(drafts).toEqual([]);
    }
  });

  it('repeats the line with the severity that was meant', async () => {
    const { say, click, drafts } = world();
    const [button] = buttonsOf(await say('incidents on', 'hgih'));
    expect(button).toMatchObject({ title: 'incidents on high', command: 'incidents on' });
    await click('incidents on', { ...Object(button?.args) });
    expect(drafts).toMatchObject([{ plan: { items: [{ severities: ['High'] }] } }]);
  });

  it('takes a workspace that is called like a severity with a slip', async () => {
    const flow = aWorkspace({ name: 'flow' });
    const { say, drafts } = world([], {}, [aWorkspace(), flow]);
    await say('incidents on', 'flow');
    expect(drafts).toMatchObject([{ plan: { items: [{ workspace: flow }] } }]);
  });

  it('asks which workspace when there are several, and keeps the severities', async () => {
    const { say, click, drafts } = world([], {}, two);
    const [first, second] = buttonsOf(await say('incidents on', 'high'));
    expect([first?.title, second?.title]).toEqual(['sentinel-main', 'sentinel-two']);
    await click('incidents on', { ...Object(second?.args) });
    expect(drafts).toMatchObject([{ plan: { items: [{ workspace: two[1], severities: ['High'] }] } }]);
    const [all] = buttonsOf(await say('incidents on', 'all'));
    expect(all).toMatchObject({ command: 'incidents on', args: { all: true } });
  });

  it('takes the workspace in the same line', async () => {
    const { say, drafts } = world([], {}, two);
    await say('incidents on', 'high', 'for', 'workspace', 'sentinel-two');
    expect(drafts).toMatchObject([{ plan: { items: [{ workspace: two[1], severities: ['High'] }] } }]);
  });

  it('has nothing to do when they are on, and changes severities when these differ', async () => {
    const same = world([on]);
    await same.say('incidents on');
    expect(same.drafts).toEqual([]);
    const other = world([on]);
    const answer = await other.say('incidents on', 'high');
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Change severities', command: 'confirm' }),
    );
  });

  it('is refused without the right to write rules, and the audit knows', async () => {
    const rightsOf = async (_: string, scope: string) => heldRights(['*/read'], scope);
    const { say, drafts, refusals } = world([], { rights: { rightsOf } });
    const text = shown(await say('incidents on'));
    expect(text).toContain('change the incident rule');
    expect(text).toContain('Microsoft.SecurityInsights/alertRules/write');
    expect([drafts.length, refusals.length]).toEqual([0, 1]);
  });

  it('says what is known when the rules cannot be read', async () => {
    const read = async () => Promise.reject(sentinelError('forbidden'));
    expect(shown(await world([], { incidentRules: { read } }).say('incidents on'))).toContain(
      'Microsoft Sentinel could not be used',
    );
  });

  it('takes only severities that there are from a button', async () => {
    const { click, drafts } = world();
    for (const args of [{ severities: ['Critical'] }, { severities: [] }, { rule: 'x' }])
      expect(shown(await click('incidents on', args))).toContain('How to use incidents on');
    expect(drafts).toEqual([]);
  });
});

describe('incidents off', () => {
  it('switches off every rule that is on, after a preview', async () => {
    const rules = [on, anIncidentRule({ name: 'off' }), { ...on, name: 'second' }];
    const { say, drafts } = world(rules);
    const answer = await say('incidents off');
    expect(buttonsOf(answer)).toContainEqual(
      expect.objectContaining({ title: 'Turn off', command: 'confirm' }),
    );
    expect(drafts).toMatchObject([
      { plan: { kind: 'incidents off', items: [{ rule: { name: on.name } }, { rule: { name: 'second' } }] } },
    ]);
  });

  it('offers nothing for a word that it does not know', async () => {
    const { say, drafts } = world([on]);
    const answer = await say('incidents off', 'hgih');
    expect(shown(answer)).toContain('“hgih” is neither a severity nor the name of a workspace');
    expect(buttonsOf(answer).map(({ command }) => command)).toEqual(['help']);
    expect(drafts).toEqual([]);
  });

  it('has nothing to do when they are off', async () => {
    const { say, drafts } = world([anIncidentRule()]);
    expect(shown(await say('incidents off'))).toMatch(/[Nn]othing to do|already off|are off/i);
    expect(drafts).toEqual([]);
  });
});
