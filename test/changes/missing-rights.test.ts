import { describe, expect, it } from 'vitest';
import type { NeededRight } from '../../src/access/change-rights.ts';
import { missingNow } from '../../src/changes/missing-rights.ts';
import type { Rights } from '../../src/domain/grant.ts';
import { sentinelError } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { aScope } from '../support/some-clients.ts';

const write: NeededRight = { scope: '/a', actions: ['Ns/x/read', 'Ns/x/write'], role: 'Writer' };
const remove: NeededRight = { scope: '/A', actions: ['Ns/x/read', 'Ns/x/delete'], role: 'Remover' };
const elsewhere: NeededRight = { scope: '/b', actions: ['Ns/x/write'], role: 'Writer' };

/** What somebody lacks who holds these actions everywhere, and which scopes were read for it. */
async function lacking(needed: NeededRight[], held: readonly string[], more: Partial<Rights> = {}) {
  const read: string[] = [];
  const rightsNow = async (who: string, scope: string) => {
    read.push(`${who} ${scope}`);
    return { ...heldRights(held, scope), ...more };
  };
  return { missing: await missingNow('ada', needed, { rightsNow }, aScope()), read };
}

describe('the rights that somebody lacks', () => {
  it('are none when every action is allowed', async () => {
    expect((await lacking([write, elsewhere], ['Ns/*'])).missing).toEqual([]);
    expect((await lacking([], [])).missing).toEqual([]);
  });

  it('come with action, scope and role', async () => {
    expect((await lacking([write, elsewhere], ['*/read'])).missing).toEqual([
      { action: 'Ns/x/write', scope: '/a', role: 'Writer' },
      { action: 'Ns/x/write', scope: '/b', role: 'Writer' },
    ]);
  });

  it('are read once for each scope, however it is written', async () => {
    expect((await lacking([write, remove, elsewhere], ['*'])).read).toEqual(['ada /a', 'ada /b']);
  });

  it('are named once, also when two things need the same', async () => {
    const { missing } = await lacking([write, remove], []);
    expect(missing.map(({ action, role }) => `${action} ${role}`)).toEqual([
      'Ns/x/read Writer',
      'Ns/x/write Writer',
      'Ns/x/delete Remover',
    ]);
  });

  it('name the deny assignment that no role lifts', async () => {
    const permissions = [{ actions: ['*/write'], notActions: [] }];
    const { missing } = await lacking([write], ['*'], {
      denials: [{ scope: '/a', name: 'frozen', permissions }],
    });
    expect(missing).toEqual([{ action: 'Ns/x/write', scope: '/a', role: 'Writer', deniedBy: 'frozen' }]);
  });

  it('do not count a grant with a condition for a write', async () => {
    const permissions = [{ actions: ['*'], notActions: [] }];
    const grants = [{ scope: '/a', roleName: 'Owner', permissions, conditional: true }];
    expect((await lacking([write], [], { grants })).missing.map(({ action }) => action)).toEqual([
      'Ns/x/write',
    ]);
  });

  it('are not guessed when the roles cannot be read', async () => {
    const error = sentinelError('unavailable');
    const rightsNow = async (_: string, scope: string) => {
      if (scope === '/b') throw error;
      return heldRights(['*'], scope);
    };
    await expect(missingNow('ada', [write, elsewhere], { rightsNow }, aScope())).rejects.toBe(error);
  });
});
