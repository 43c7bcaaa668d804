import { expect, it } from 'vitest';
import { refusalNote } from '../../src/changes/refused-change.ts';
import type { Change } from '../../src/domain/change.ts';
import { anActor } from '../support/a-call.ts';
import { aChange, anEnablePlan, aPerson } from '../support/a-change.ts';

const id = 'k3yq7v1zc9wmx2rb_-0123';
const refused = {
  actor: anActor(),
  command: 'click',
  change: id,
  why: 'unknown command',
  correlationId: 'c-1',
};
const note = (found: Change | undefined, over: Partial<typeof refused> = {}) =>
  refusalNote({ ...refused, ...over }, { get: async () => found });

it('tells of a change that exists, and of what was refused', async () => {
  const change = aChange({ id, plan: anEnablePlan(), correlationId: 'c-0' });
  expect(await note(change)).toEqual({
    event: 'refused',
    actor: aPerson(),
    what: 'enable',
    on: ['ctso-fld-windfarm'],
    ids: expect.arrayContaining([expect.stringMatching(/ctso-fld-windfarm$/)]),
    change: id,
    outcome: 'click: unknown command',
    correlationId: 'c-1',
  });
});

it('keeps no more than the id of one that does not exist, or is of another organisation', async () => {
  const bare = { what: 'click', on: [], ids: [], change: id, outcome: 'unknown command' };
  expect(await note(undefined)).toMatchObject(bare);
  expect(await note(aChange({ id, requester: aPerson({ tenantId: 'another' }) }))).toMatchObject(bare);
});

it('cuts what somebody made up', async () => {
  const long = 'x'.repeat(5_000);
  const { what, change } = await note(undefined, { command: long, change: long });
  expect([what.length, change.length]).toEqual([60, 64]);
});
