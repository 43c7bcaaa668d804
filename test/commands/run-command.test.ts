import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Command } from '../../src/commands/command.ts';
import { RightsMissing } from '../../src/commands/may-change.ts';
import { AzureError, type AzureErrorKind } from '../../src/domain/azure-error.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { Refusal, UserError } from '../../src/shared/errors.ts';
import { aCall, aWorkspace } from '../support/a-call.ts';
import { aChange, anEnableItem, anEnablePlan, aPerson } from '../support/a-change.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, readerActions, shown, someCommands } from '../support/some-commands.ts';

/** A gate with the one command `do`, which does `work`. */
function gate(
  work: Command['run'],
  over: Partial<Command> = {},
  more: Parameters<typeof someCommands>[1] = {},
) {
  const command: Command = {
    name: 'do',
    aliases: [],
    usage: 'do <thing>',
    summary: 'Does it.',
    examples: ['do it'],
    permission: 'hubs.read',
    args: z.strictObject({ thing: z.string().max(20).optional() }),
    read: ([thing]) => ({ thing }),
    run: work,
    ...over,
  };
  const world = someCommands({}, { commands: [command], ...more });
  return { ...world, ask: (args = {}) => world.click('do', args) };
}
const done: Reply = { card: { type: 'AdaptiveCard', version: '1.5' }, summary: 'done' };
const fails = (error: unknown) => async () => {
  throw error;
};

describe('run-command', () => {
  it('runs a command with parsed arguments, the person, and the workspaces that they may use', async () => {
    const other = aWorkspace({ name: 'not-mine' });
    const seen: unknown[] = [];
    const rightsOf = async (_: string, scope: string) =>
      heldRights(scope === other.id ? [] : readerActions, scope);
    const { ask, lines } = gate(
      async ({ args, actor, workspaces, correlationId }) => {
        seen.push({ args, who: actor.name, workspaces: workspaces.map(({ name }) => name), correlationId });
        return done;
      },
      {},
      { rights: { rightsOf }, workspaces: [aWorkspace(), other] },
    );
    expect(await ask({ thing: 'it' })).toBe(done);
    const { correlationId } = aCall();
    expect(seen).toEqual([
      { args: { thing: 'it' }, who: 'Ada Operator', workspaces: ['sentinel-main'], correlationId },
    ]);
    expect(lines).toMatchObject([
      {
        level: 'info',
        message: 'call ended',
        fields: { command: 'do', outcome: 'answered', milliseconds: 0, correlationId },
      },
    ]);
  });

  it('asks for the rights of the person who asks, at the workspace', async () => {
    const asked: unknown[] = [];
    const rightsOf = async (id: string, scope: string) => {
      asked.push([id, scope]);
      return heldRights(['*'], scope);
    };
    await gate(async () => done, {}, { rights: { rightsOf } }).ask();
    expect(asked).toEqual([[aCall().actor.objectId, aWorkspace().id]]);
  });

  it('refuses without the right, naming action, scope and role, and runs nothing', async () => {
    let ran = false;
    const { ask, lines } = gate(
      async () => {
        ran = true;
        return done;
      },
      {},
      { rights: { rightsOf: async (_, scope) => heldRights(['Microsoft.Devices/*'], scope) } },
    );
    const text = shown(await ask());
    expect(ran).toBe(false);
    expect(text).toContain('⛔ You lack a right for this');
    expect(text).toContain('see hubs and their connection to Sentinel in sentinel-main');
    expect(text).toContain('Missing action: Microsoft.SecurityInsights/dataConnectors/read');
    expect(text).toContain(`Scope: ${aWorkspace().id}`);
    expect(text).toContain('Role to ask for: Microsoft Sentinel Reader');
    expect(lines).toMatchObject([{ level: 'info', fields: { outcome: 'refused' } }]);
  });

  it('sends nobody for a role when a deny assignment blocks', async () => {
    const denials = [{ scope: '/s', name: 'frozen', permissions: [{ actions: ['*'], notActions: [] }] }];
    const rightsOf = async (_: string, scope: string) => ({ ...heldRights(['*'], scope), denials });
    const text = shown(await gate(async () => done, {}, { rights: { rightsOf } }).ask());
    expect(text).toContain('Azure does not allow you to see hubs and their connection to Sentinel');
    expect(text).toContain(
      'The deny assignment “frozen” blocks this; a role cannot lift it. Ask its owner.\n' +
        'Missing action: Microsoft.SecurityInsights/dataConnectors/read',
    );
    expect(text).toContain('Deny assignment: frozen');
    expect(text).not.toMatch(/Role to ask for|For an administrator|Send the text below/);
  });

  it('does not call it a refusal when the rights could not be read', async () => {
    const rightsOf = fails(new AzureError('Azure role assignments', 'unavailable'));
    const text = shown(await gate(async () => done, {}, { rights: { rightsOf } }).ask());
    expect(text).toContain('Azure role assignments could not be used');
    expect(text).not.toContain('You lack');
  });

  it('refuses arguments of the wrong shape before anything is read', async () => {
    let read = 0;
    const rightsOf = async (_: string, scope: string) => {
      read += 1;
      return heldRights(['*'], scope);
    };
    const { ask, lines } = gate(async () => done, {}, { rights: { rightsOf } });
    for (const args of [{ thing: 1 }, { thing: 'x'.repeat(21) }, { extra: 1 }, { actor: 'somebody' }]) {
      expect(shown(await ask(args))).toContain('Type: do <thing>\nFor example: do it');
    }
    expect(read).toBe(0);
    expect(lines.every(({ fields }) => fields.outcome === 'wrong arguments')).toBe(true);
  });

  it('shows a UserError with its buttons', async () => {
    const next = [{ title: 'Show hubs', command: 'hubs', args: { page: 2 } }];
    const answer = await gate(
      fails(new UserError('Say which **hub**.', { title: 'Which hub?', next })),
    ).ask();
    expect(shown(answer)).toContain('⚠️ Which hub?\nSay which **hub**.');
    expect(buttonsOf(answer)).toEqual([{ ...next[0], place: 'chat' }]);
  });

  it.each<[AzureErrorKind, string]>([
    ['not signed in', "does not accept the bot's sign-in.\nPlease try again in 37 seconds. If it stays so"],
    ['forbidden', "does not allow the bot's own identity"],
    ['not found', 'may have been deleted'],
    ['refused', 'refused the request'],
    ['throttled', 'Please try again in 37 seconds.'],
    ['unavailable', 'is not available just now'],
    ['timed out', 'did not answer in time'],
    ['garbled', 'makes no sense'],
  ])('says what is known when Azure is "%s"', async (kind, words) => {
    const error = new AzureError('Microsoft Sentinel', kind, {
      retryAfterSeconds: 36.2,
      code: 'SomeCode',
      cause: new Error('secret'),
    });
    const { ask, lines } = gate(fails(error));
    const answer = await ask({ thing: 'it' });
    expect(shown(answer)).toContain('❌ Microsoft Sentinel could not be used');
    expect(shown(answer)).toContain(words);
    expect(shown(answer)).toContain("Azure's own code: SomeCode");
    expect(shown(answer)).toContain(`Reference: ${aCall().correlationId}`);
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(buttonsOf(answer)[0]).toEqual({
      title: 'Try again',
      command: 'do',
      args: { thing: 'it' },
      place: 'card',
    });
    expect(lines).toMatchObject([{ level: 'warn', fields: { outcome: 'azure error', error } }]);
  });

  it('says sorry for everything else, shows nothing of it, and logs it with its cause', async () => {
    const error = new TypeError('secret at /srv/app.ts:3', { cause: new Error('deeper') });
    for (const thrown of [error, 'secret text', undefined, { secret: 1 }]) {
      const { ask, lines } = gate(fails(thrown));
      const answer = await ask();
      expect(shown(answer)).toContain('Sorry, something went wrong');
      expect(shown(answer)).toContain(`Reference: ${aCall().correlationId}`);
      expect(JSON.stringify(answer)).not.toMatch(/secret|srv|TypeError/);
      expect(lines).toMatchObject([
        { level: 'error', message: 'call failed', fields: { outcome: 'failed', error: thrown } },
      ]);
    }
  });

  it('gives up after 25 seconds, aborts the work and forgets its late end', async () => {
    let signal: AbortSignal | undefined;
    const { ask, clock, lines } = gate((request) => {
      signal = request.signal;
      return new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(new Error('too late')));
      });
    });
    const answer = ask();
    while (signal === undefined) await turn();
    clock.advance(24_999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(shown(await answer)).toContain('Azure did not finish within 25 seconds.');
    expect(signal.aborted).toBe(true);
    await turn();
    expect(lines).toMatchObject([{ level: 'warn', fields: { outcome: 'timed out', milliseconds: 25_000 } }]);
  });

  it('leaves no timer behind', async () => {
    const { ask, clock } = gate(async () => done);
    await ask();
    expect(clock.sleeping()).toEqual([]);
  });

  it('answers even when a command throws at once instead of rejecting', async () => {
    const { ask } = gate(() => {
      throw new Error('at once');
    });
    expect(shown(await ask())).toContain('Sorry');
  });

  it('does not write the words of an unknown command to the log', async () => {
    const { click, lines } = someCommands();
    expect(shown(await click('drop tables', {}))).toContain('I do not know the command “drop tables”.');
    expect(JSON.stringify(lines)).not.toContain('drop');
  });
});

describe('the audit of refusals', () => {
  const changing = { changes: true, permission: 'none' } as const;
  const typed = (world: ReturnType<typeof gate>, args = {}) =>
    world.runner.run(aCall({ command: 'do', args, origin: 'typed' }));

  it('has who was refused what, and why', async () => {
    const { ask, refusals } = gate(fails(new Refusal('Only Ada can use this.')), changing);
    expect(shown(await ask())).toContain('Only Ada can use this.');
    const { tenantId, objectId, name } = aCall().actor;
    expect(refusals).toEqual([
      {
        event: 'refused',
        actor: { tenantId, objectId, name },
        what: 'do',
        on: [],
        ids: [],
        change: '',
        outcome: 'Only Ada can use this.',
        correlationId: aCall().correlationId,
      },
    ]);
  });

  it('has a typed refusal as well as a clicked one', async () => {
    const world = gate(fails(new Refusal('No.')), changing);
    await typed(world);
    await world.ask();
    expect(world.refusals).toHaveLength(2);
  });

  it('names the change that a button was about, cut to a bearable length', async () => {
    const args = z.strictObject({ change: z.string() });
    const { ask, refusals } = gate(fails(new Refusal('No.')), { ...changing, args });
    await ask({ change: 'k3yq7v1zc9wmx2rb_-0123' });
    await ask({ change: 'x'.repeat(5_000) });
    expect(refusals.map(({ change }) => change)).toEqual(['k3yq7v1zc9wmx2rb_-0123', 'x'.repeat(64)]);
  });

  it('tells of the change that was named as the other entries of that change do', async () => {
    const known = aChange({ id: 'k3yq7v1zc9wmx2rb_-0123', plan: anEnablePlan() });
    const foreign = { ...known, requester: aPerson({ tenantId: 'another' }) };
    const args = z.strictObject({ change: z.string() });
    const over = { ...changing, name: 'decide', args };
    for (const [found, about] of [
      [known, { what: 'enable', on: ['ctso-fld-windfarm'], outcome: 'decide: No.' }],
      [foreign, { what: 'decide', on: [], ids: [], outcome: 'No.' }],
      [undefined, { what: 'decide', on: [], ids: [], outcome: 'No.' }],
    ] as const) {
      const ledger = { get: async () => found };
      const { click, refusals } = gate(fails(new Refusal('No.')), over, { ledger });
      await click('decide', { change: known.id });
      expect(refusals).toMatchObject([{ event: 'refused', change: known.id, ...about }]);
      expect(refusals[0]?.ids.includes(anEnableItem().hub.id)).toBe(found === known);
      expect(refusals[0]).not.toHaveProperty('decidedBy');
    }
  });

  it('keeps a refusal also when the change cannot be looked up, and asks for no id that is made up', async () => {
    const asked: string[] = [];
    const ledger = {
      get: async (id: string) => {
        asked.push(id);
        throw new Error('no database');
      },
    };
    const args = z.strictObject({ change: z.string() });
    const { ask, refusals } = gate(fails(new Refusal('No.')), { ...changing, args }, { ledger });
    for (const change of ['k3yq7v1zc9wmx2rb_-0123', 'made up', '\0'.repeat(22)]) await ask({ change });
    expect(asked).toEqual(['k3yq7v1zc9wmx2rb_-0123']);
    expect(refusals.map(({ outcome }) => outcome)).toEqual(['No.', 'No.', 'No.']);
  });

  it('names every action that was missing, where, and the role to ask for', async () => {
    const missing = [
      { action: 'Ns/x/write', scope: '/w', role: 'Writer' },
      { action: 'Ns/x/delete', scope: '/w', role: 'Remover' },
    ];
    const { ask, refusals } = gate(fails(new RightsMissing('connect this', missing)), changing);
    const text = shown(await ask());
    expect(text).toContain('You lack a right for this');
    expect(text).toContain('connect this');
    const [{ outcome } = { outcome: '' }] = refusals;
    for (const words of ['connect this', 'Ns/x/write', 'Ns/x/delete', '/w', 'Writer', 'Remover'])
      expect(outcome).toContain(words);
  });

  it('has a refusal of the gate itself, when something was to be changed', async () => {
    const rightsOf = async (_: string, scope: string) => heldRights([], scope);
    const { ask, refusals } = gate(async () => done, { changes: true }, { rights: { rightsOf } });
    await ask();
    expect(refusals).toMatchObject([{ event: 'refused', what: 'do' }]);
    const reading = gate(async () => done, {}, { rights: { rightsOf } });
    await reading.ask();
    expect(reading.refusals).toEqual([]);
  });

  it('has a click whose arguments no button of ours has, also when it only reads', async () => {
    const { ask, refusals, click } = gate(async () => done);
    await ask({ actor: 'somebody' });
    await click('drop tables', {});
    expect(refusals).toMatchObject([
      { what: 'do', outcome: 'wrong arguments' },
      { what: 'drop tables', outcome: 'unknown command' },
    ]);
  });

  it('has nothing of what somebody mistyped', async () => {
    const world = gate(async () => done, changing);
    await typed(world, { actor: 'somebody' });
    await world.runner.run(aCall({ command: 'drop tables', origin: 'typed' }));
    expect(world.refusals).toEqual([]);
  });

  it('has nothing of answers, mistakes and trouble', async () => {
    const ends: Command['run'][] = [
      async () => done,
      fails(new UserError('Which one?')),
      fails(new AzureError('Microsoft Sentinel', 'unavailable')),
      fails(new TypeError('oops')),
    ];
    for (const end of ends) {
      const { ask, refusals } = gate(end, changing);
      await ask();
      expect(refusals).toEqual([]);
    }
    const reading = gate(fails(new Refusal('No.')));
    await reading.ask();
    expect(reading.refusals).toEqual([]);
  });

  it('keeps a name that somebody made up short', async () => {
    const { click, refusals } = gate(async () => done);
    await click('x'.repeat(500), {});
    expect(refusals[0]?.what).toBe('x'.repeat(60));
  });

  it('that cannot be written leaves the refusal as it is, and is logged', async () => {
    const audit = { note: async () => Promise.reject(new Error('no database')) };
    const { ask, lines } = gate(fails(new Refusal('No.')), changing, { audit });
    expect(shown(await ask())).toContain('No.');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'a refusal is not in the audit' }),
    );
  });

  it('is written before the person gets the answer', async () => {
    let written = false;
    const note = async () => {
      await turn();
      written = true;
    };
    await gate(fails(new Refusal('No.')), changing, { audit: { note } }).ask();
    expect(written).toBe(true);
  });
});

describe('other words', () => {
  const { runner } = someCommands();

  it('offers what was meant, with the rest of the line as its arguments', () => {
    const state = { words: [], connection: 'not connected' };
    const answer = runner.unknown('hbus not connected', [
      { command: 'hubs', words: 'hubs not connected', args: state },
      { command: 'hub', words: 'hub not connected', args: { hub: 'not connected' } },
    ]);
    expect(shown(answer)).toContain('I do not know the command “hbus not connected”.');
    expect(buttonsOf(answer)).toMatchObject([
      { title: 'hubs not connected', command: 'hubs', args: state },
      { title: 'hub not connected', command: 'hub', args: { hub: 'not connected' } },
      { title: 'Help', command: 'help' },
    ]);
  });

  it('offers the command alone, or its help, when the rest does not fit', () => {
    const [hubs, check] = buttonsOf(
      runner.unknown('…', [
        { command: 'hubs', words: 'hubs x', args: { page: 'x' } },
        { command: 'check', words: 'check', args: {} },
      ]),
    );
    expect(hubs).toMatchObject({ title: 'hubs', command: 'hubs' });
    expect(check).toMatchObject({ title: 'Help for check', command: 'help', args: { command: 'check' } });
  });

  it('offers help when nothing is near, whatever was typed', () => {
    for (const text of ['', 'xyzzy', `<at>x</at> \u0024{y} ${'z'.repeat(100_000)}`]) {
      const answer = runner.unknown(text, [{ command: 'no such', words: text, args: {} }]);
      expect(buttonsOf(answer).map(({ title }) => title)).toEqual(['Help']);
      expect(JSON.stringify(answer)).not.toMatch(/<at|\$\{/);
      expect(JSON.stringify(answer).length).toBeLessThan(5_000);
    }
  });

  it('says that it works, that it was interrupted, and why it refuses', () => {
    const call = aCall({ command: 'hubs', args: { page: 2 } });
    const working = shown(runner.working(call));
    expect(working).toContain('⏳ Working on it');
    expect(working).toContain('If nothing comes within half a minute, ask again; that is safe.');
    expect(working).toContain('Asked {{DATE(2026-11-23T12:00:00Z,SHORT)}} {{TIME(2026-11-23T12:00:00Z)}}');
    const interrupted = runner.interrupted(call);
    expect(shown(interrupted)).toContain('Please ask again.');
    expect(buttonsOf(interrupted)[0]).toMatchObject({
      title: 'Try again',
      command: 'hubs',
      args: { page: 2 },
      place: 'card',
    });
    expect(shown(runner.refused('This bot serves another organisation.'))).toContain(
      '⛔ Not possible\nThis bot serves',
    );
  });
});
