import { describe, expect, it } from 'vitest';
import type { Solution } from '../../src/azure/solutions.ts';
import type { EnableItem } from '../../src/domain/change-plan.ts';
import { UserError } from '../../src/shared/errors.ts';
import { doEnable } from '../../src/workers/do-enable.ts';
import { anEnableItem, anEnablePlan } from '../support/a-change.ts';
import { aDoingWorld, type DoingWorld } from '../support/a-doing-world.ts';
import { aFreshHub, aSolution, sentinelError } from '../support/a-subscription.ts';
import { reason } from '../support/reason.ts';
import { aScope } from '../support/some-clients.ts';

const { hub, solution } = anEnableItem();
const listing = [...aSolution().hubIds, hub.id];

function doer(item: Partial<EnableItem> = {}, set: (world: DoingWorld) => void = () => {}) {
  const world = aDoingWorld();
  world.hubs = { ...world.hubs, solutions: [aSolution()] };
  set(world);
  return { world, ...doEnable(anEnablePlan({ items: [anEnableItem(item)] }), world.needs) };
}

/** What a look finds for an item of the preview when the subscription has these solutions now. */
function look(then: Partial<EnableItem>, ...solutions: Solution[]) {
  return doer(then, (world) => {
    world.hubs = { ...world.hubs, solutions };
  }).look(0, aScope());
}

describe('enabling', () => {
  it('is as planned while the solution is as it was', async () => {
    expect(await look({}, aSolution())).toBe('as planned');
  });

  it('has nothing to do when somebody has enabled it meanwhile', async () => {
    expect(await look({}, aSolution({ hubIds: listing }))).toBe('nothing to do');
  });

  it('is as planned although others were added to an enabled solution, or it is gone: they are kept', async () => {
    const more = [...aSolution().hubIds, aFreshHub({ name: 'new' }).id];
    expect(await look({}, aSolution({ hubIds: more }))).toBe('as planned');
    expect(await look({})).toBe('as planned');
  });

  it('is outdated when it would switch on other hubs that nobody has seen', async () => {
    expect(await look({}, aSolution({ hubIds: listing, enabled: false }))).toBe('outdated');
    const then: Partial<EnableItem> = { step: 'switch on' };
    const more = [...listing, aFreshHub({ name: 'new' }).id];
    expect(await look(then, aSolution({ hubIds: more, enabled: false }))).toBe('outdated');
    const other = aSolution({ id: `${solution.id}-2`, hubIds: listing, enabled: false });
    expect(await look(then, other)).toBe('outdated');
  });

  it('switches on what was seen, or less', async () => {
    const then: Partial<EnableItem> = { step: 'switch on' };
    expect(await look(then, aSolution({ hubIds: listing, enabled: false }))).toBe('as planned');
    expect(await look(then, aSolution({ hubIds: [hub.id], enabled: false }))).toBe('as planned');
  });

  it('cannot be done on a hub that is gone', async () => {
    const { look: lookAt } = doer({}, (world) => {
      world.hubs = { ...world.hubs, hubs: [] };
    });
    expect(await reason(lookAt(0, aScope()))).toBeInstanceOf(UserError);
  });

  it('asks for the solution of the preview, with what a new one needs', async () => {
    const { write, world } = doer();
    await write(0, aScope());
    expect(world.writes).toEqual([`enable ${hub.id} by ${solution.id} in westeurope as ctso-fld-soc`]);
  });

  it('passes on how the write ended', async () => {
    const error = sentinelError('timed out');
    const { write } = doer({}, ({ refusals }) => refusals.push(error));
    expect(await reason(write(0, aScope()))).toBe(error);
  });

  it('is shown when the hub is watched, whatever the case of its id', async () => {
    const { shown, world } = doer({ hub: { ...hub, id: hub.id.toUpperCase() } });
    expect(await shown([0], aScope())).toEqual(new Set());
    world.hubs = { ...world.hubs, hubs: [aFreshHub({ name: hub.name, defender: 'on' })] };
    expect(await shown([0], aScope())).toEqual(new Set([0]));
  });

  it('of an item that does not exist is a defect', async () => {
    const { look: lookAt, write, shown } = doer();
    for (const work of [() => lookAt(7, aScope()), () => write(7, aScope()), () => shown([7], aScope())])
      await expect((async () => work())()).rejects.toThrow('no such item');
  });
});
