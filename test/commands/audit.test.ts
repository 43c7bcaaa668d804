import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditNote } from '../../src/domain/audit-entry.ts';
import { createAuditEntries } from '../../src/storage/audit-entries.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aHub } from '../support/a-hub.ts';
import { aNote, priya } from '../support/a-note.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, shown, someCommands } from '../support/some-commands.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

let storage: TestStorage;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(() => storage.empty());

const noon = Date.parse('2026-11-23T12:00:00Z');
const hour = 3_600_000;

/** Appends these notes, the last one an hour before noon and each an hour after the one before it. */
async function happened(...notes: readonly Partial<AuditNote>[]): Promise<void> {
  const clock = aHandClock(noon - notes.length * hour);
  const entries = createAuditEntries(storage.db, clock);
  for (const note of notes) {
    await entries.append(aNote(note));
    clock.advance(hour);
  }
}

const ask = (...words: string[]) =>
  someCommands({ auditEntries: storage.auditEntries }).say('audit', ...words);
const click = (args: Record<string, unknown>) =>
  someCommands({ auditEntries: storage.auditEntries }).click('audit', args);
const argsOf = (reply: Awaited<ReturnType<typeof ask>>, title: string) =>
  Object.fromEntries(Object.entries(buttonsOf(reply).find((one) => one.title.includes(title))?.args ?? {}));
const nobody = { decidedBy: undefined };

describe('audit', () => {
  it('tells the newest first: who did what, how it went, when, and the newest hash', async () => {
    await happened({ event: 'asked', actor: priya, outcome: 'waits for an approver', ...nobody }, {});
    const answer = await ask();
    const { hash } = (await storage.auditEntries.head()) ?? { hash: '' };
    expect(shown(answer)).toBe(
      [
        'Audit',
        '2 entries in the last 7 days.',
        'Newest first.',
        'Arjun Mehta approved: enable Defender for IoT on plant-7',
        'Reason: as agreed',
        'Entry 2 · {{DATE(2026-11-23T11:00:00Z,SHORT)}} {{TIME(2026-11-23T11:00:00Z)}}',
        'Priya Nair asked: enable Defender for IoT on plant-7',
        'Outcome: waits for an approver',
        'Entry 1 · {{DATE(2026-11-23T10:00:00Z,SHORT)}} {{TIME(2026-11-23T10:00:00Z)}}',
        `Newest entry of all: 2, hash ${hash.slice(0, 12)}`,
        'As of {{DATE(2026-11-23T12:00:00Z,SHORT)}} {{TIME(2026-11-23T12:00:00Z)}}',
      ].join('\n'),
    );
    expect(answer.summary).toBe('2 entries in the last 7 days.');
  });

  it.each<[string, Partial<AuditNote>]>([
    [
      'Expired: enable Defender for IoT on plant-7\nOutcome: nobody decided in time',
      { event: 'expired', actor: undefined, outcome: 'nobody decided in time', ...nobody },
    ],
    [
      'Ended: connect Plants, plant-7, plant-8 and 2 more to Microsoft Sentinel\nOutcome: done, confirmed by Azure\nDecided by Arjun Mehta',
      {
        event: 'ended',
        actor: undefined,
        what: 'connect',
        on: ['Plants', 'plant-7', 'plant-8', 'plant-9', 'plant-10'],
        outcome: 'done: confirmed; confirmed',
      },
    ],
    [
      'Started for Priya Nair: disconnect Plants from Microsoft Sentinel\nEntry',
      { event: 'started', actor: priya, what: 'disconnect', on: ['Plants'], outcome: 'started', ...nobody },
    ],
    [
      'Priya Nair was refused: change.approve\nReason: This request is your own.',
      {
        event: 'refused',
        actor: priya,
        what: 'change.approve',
        on: [],
        outcome: 'This request is your own.',
        ...nobody,
      },
    ],
    [
      'Priya Nair took back: turn automatic incidents off for sentinel-main',
      { event: 'cancelled', actor: priya, what: 'incidents off', on: ['sentinel-main'], ...nobody },
    ],
    [
      'Arjun Mehta set the place for approvals: IoT security',
      { event: 'approvals place set', what: 'approvals here', on: ['IoT security'] },
    ],
    [
      'Somebody without a name asked: something new (plant-7)',
      { event: 'asked', actor: { ...priya, name: '' }, what: 'something new', ...nobody },
    ],
  ])('says: %s', async (words, note) => {
    await happened(note);
    expect(shown(await ask())).toContain(words);
  });

  it('takes a person or a hub and a time in any order', async () => {
    await happened(
      { on: ['plant-8'], ids: [aHub({ name: 'plant-8' }).id] },
      { actor: priya, ...nobody },
      { actor: { ...priya, name: 'Doris Day' }, change: 'change-2', ...nobody },
    );
    expect(shown(await ask('plant-8'))).toContain('1 entry about plant-8 in the last 7 days.');
    expect(shown(await ask('for', 'the', 'hub', 'PLANT-8', 'last', '3', 'days'))).toContain(
      '1 entry about PLANT-8 in the last 3 days.',
    );
    expect(shown(await ask('2h', 'priya'))).toContain('1 entry about priya in the last 2 hours.');
    expect(shown(await ask('by', 'Doris', 'Day'))).toContain('1 entry about Doris Day in the last 7 days.');
    expect(shown(await ask('1h'))).toContain('1 entry in the last 1 hour.');
    expect(shown(await ask('last', 'month'))).toContain('3 entries in the last 30 days.');
    expect(shown(await click({ about: aHub().id }))).toContain('2 entries about plant-7 in');
  });

  it('tells by a person how their requests went', async () => {
    await happened(
      { event: 'asked', actor: priya, outcome: 'an approver was asked', ...nobody },
      { event: 'started', actor: undefined, outcome: 'started' },
      { event: 'ended', actor: undefined, outcome: 'done: confirmed' },
    );
    const text = shown(await ask('priya'));
    expect(text).toContain('3 entries about priya');
    expect(text).toContain('Ended: enable Defender for IoT on plant-7\nOutcome: done, confirmed by Azure');
  });

  it('says which severities made incidents before and since', async () => {
    const about = { actor: undefined, what: 'incident severities', on: ['sentinel-main'] };
    await happened({
      event: 'ended',
      ...about,
      outcome: 'done: confirmed. sentinel-main: High and Medium → Low',
    });
    expect(shown(await ask())).toContain(
      'Ended: change which alerts make incidents for sentinel-main\nOutcome: done, confirmed by Azure. sentinel-main: High and Medium → Low',
    );
  });

  it('takes a part of one name for that name, and says so', async () => {
    await happened(
      { on: ['hub ctso-fld-windfarm'], ids: [] },
      { on: ['ctso-fld-windfarm'] },
      { on: ['Else'] },
    );
    const answer = await ask('windfarm', '24h');
    expect(shown(answer)).toContain('2 entries about ctso-fld-windfarm in the last 24 hours.');
    expect(shown(answer)).toContain('Nothing else has “windfarm” in its name.');
    expect(argsOf(answer, 'Refresh')).toEqual({ about: 'ctso-fld-windfarm', hours: 24 });
  });

  it('asks which name was meant by a part of several, or by a slip', async () => {
    await happened({ on: ['windfarm-a'], ids: [] }, { on: ['windfarm-b'], ids: ['19:windfarm@thread.v2'] });
    const answer = await ask('windfarm');
    expect(shown(answer)).toContain(
      'No entries about windfarm in the last 7 days.\nDid you mean one of these?',
    );
    expect(buttonsOf(answer).slice(0, 3)).toMatchObject([
      { title: 'windfarm-a', command: 'audit', args: { about: 'windfarm-a', hours: 168 } },
      { title: 'windfarm-b' },
      { title: 'Last 90 days' },
    ]);
    expect(buttonsOf(await ask('wnidfarm-b'))[0]).toMatchObject({ title: 'windfarm-b' });
    for (const word of ['wi', 'somebody', `/${aHub().id}`])
      expect(shown(await ask(word))).not.toContain('Did you mean');
  });

  it('knows a name of several words as one', async () => {
    await happened(
      { on: ['Contoso Field Services', 'contoso-sentinel'], ids: [] },
      { on: ['hub wind 7', 'wind 7'] },
    );
    const names = buttonsOf(await ask('contoso')).map(({ title }) => title);
    expect(names.slice(0, 3)).toEqual(['contoso-sentinel', 'contoso field services', 'Last 90 days']);
    expect(shown(await ask('field'))).toContain('1 entry about contoso field services');
    expect(shown(await ask('wind'))).toContain('1 entry about wind 7');
  });

  it('says what was refused about a known change, and shortens what was missing', async () => {
    const hub = aHub();
    const group = hub.id.slice(0, hub.id.indexOf('/providers'));
    const subscription = `/subscriptions/${hub.subscriptionId}`;
    const right = (action: string, scope: string, role: string) => `${action} on ${scope} (role: ${role})`;
    const missing = [
      right(
        'Microsoft.SecurityInsights/dataConnectors/read',
        aWorkspace().id,
        'Microsoft Sentinel Contributor',
      ),
      right(
        'Microsoft.SecurityInsights/dataConnectors/write',
        aWorkspace().id,
        'Microsoft Sentinel Contributor',
      ),
      right('Microsoft.Security/iotSecuritySolutions/write', group, 'Security Admin'),
      right('Microsoft.Resources/subscriptions/resourceGroups/write', subscription, 'Contributor'),
    ].join('; ');
    const outcome = `decide: The right to decide about this is missing: ${missing}`;
    await happened({ event: 'refused', outcome, ...nobody });
    const text = shown(await ask());
    expect(text).toContain('Arjun Mehta was refused a decision: enable Defender for IoT on plant-7');
    expect(text).toContain(
      'Reason: The right to decide about this is missing: the role Microsoft Sentinel Contributor on workspace ' +
        'sentinel-main; the role Security Admin on resource group rg-plants; the role Contributor on subscription ' +
        `${hub.subscriptionId}\n`,
    );
    const [entry] = await storage.auditEntries.find({ limit: 1 });
    expect(entry?.outcome).toBe(outcome);
  });

  it('leaves out of what was missing what the audit had to cut, and shortens ids elsewhere', async () => {
    const one = `Ns/x/write on ${aHub().id} (role: Writer)`;
    await happened(
      { event: 'refused', outcome: `The right to do it is missing: ${`${one}; `.repeat(20)}`, ...nobody },
      { event: 'ended', actor: undefined, outcome: `failed: nobody may write ${aHub().id}.`, ...nobody },
    );
    const text = shown(await ask());
    expect(text).toContain('is missing: the role Writer on hub plant-7\n');
    expect(text).toContain('Outcome: failed: nobody may write hub plant-7.');
  });

  it('turns pages in place, and new entries do not move them', async () => {
    await happened(...Array.from({ length: 20 }, (_, i) => ({ on: [`hub-${i + 1}`] })));
    const first = await ask('arjun');
    expect(shown(first)).toContain('20 entries about arjun in the last 7 days.\nNewest first. Page 1 of 3.');
    expect(argsOf(first, 'Next')).toEqual({ about: 'arjun', hours: 168, page: 2, upTo: 20 });
    await happened({}, {});
    const second = await click(argsOf(first, 'Next'));
    expect(shown(second)).toContain('Page 2 of 3.');
    expect(shown(second)).toContain('on hub-12\n');
    expect(shown(second)).toContain('Newest entry of all: 22');
    expect(shown(await click(argsOf(second, 'Previous')))).toContain('on hub-20\n');
    expect(shown(await click(argsOf(second, 'Refresh')))).toContain('22 entries about arjun');
    expect(shown(await ask('arjun', 'page', '9'))).toContain('Page 3 of 3.');
  });

  it('says that there are none, what is found how, and looks further back', async () => {
    const answer = await ask('plant-7');
    expect(shown(answer)).toContain(
      'No entries about plant-7 in the last 7 days.\nA person is found by a part',
    );
    expect(shown(answer)).toContain('The audit holds no entry yet.');
    expect(argsOf(answer, 'Last 90 days')).toEqual({ about: 'plant-7', hours: 2_160 });
    expect(argsOf(answer, 'All entries')).toEqual({ hours: 168 });
  });

  it.each([
    ['0h', 'Please give a time of at least one hour.'],
    ['999999d', 'Please give a time of at most ten years.'],
  ])('refuses the time %s', async (time, why) => {
    expect(shown(await ask(time))).toContain(why);
  });

  it('shows hostile text as text', async () => {
    const text = '<at>Everyone</at> {{DATE(2026-01-01T00:00:00Z)}} \u202e \u0024{secret} \0';
    await happened({ actor: { ...priya, name: text }, on: [text, text], what: text, outcome: text });
    const answer = await ask(text);
    expect(shown(answer)).toContain('‹at>Everyone‹/at> { {DATE(');
    expect(JSON.stringify(answer)).not.toMatch(/<at|\$\{|\u202e|\{\{DATE\(2026-01/);
  });

  it('stays small enough when every text is as long as can be', async () => {
    const text = '漢'.repeat(2_000);
    const long = {
      actor: { ...priya, name: text },
      on: Array.from({ length: 5 }, () => text),
      what: text,
      outcome: text,
    };
    await happened(...Array.from({ length: 9 }, () => long));
    expect(JSON.stringify((await ask()).card).length).toBeLessThan(28_000);
  });

  it('is refused without the right to see hubs', async () => {
    const rights = {
      rightsOf: async (_: string, scope: string) => heldRights(['Microsoft.Devices/*'], scope),
    };
    const answer = await someCommands({ rights, auditEntries: storage.auditEntries }).say('audit');
    expect(shown(answer)).toContain('Role to ask for: Microsoft Sentinel Reader');
    expect(shown(answer)).not.toContain('Newest entry');
  });
});
