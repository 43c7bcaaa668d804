import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MuteTarget } from '../../src/domain/subscription.ts';
import { UserError } from '../../src/shared/errors.ts';
import { createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { createMutes, type Mutes, mostMutes, type NewMute } from '../../src/storage/mutes.ts';
import { createSubscriptions } from '../../src/storage/subscriptions.ts';
import { aConversation, aWorkspace } from '../support/a-call.ts';
import { aPerson, arjun } from '../support/a-change.ts';
import { aHub } from '../support/a-hub.ts';
import { aMute, aSubscription } from '../support/a-wish.ts';
import { anAlert } from '../support/an-alert.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const here = aConversation({ id: '19:soc@thread.tacv2', kind: 'channel' });
const there = aConversation({ id: 'a:arjun' });
const sasToken: MuteTarget = { kind: 'alert type', type: 'IoT_Expired_SAS_Token', name: 'Expired SAS Token' };

let storage: TestStorage;
let mutes: Mutes;
beforeAll(async () => {
  storage = await aStorage();
  mutes = createMutes(storage.db);
});
afterAll(() => storage.remove());
beforeEach(async () => {
  await sql`truncate hubwatch.watermarks, hubwatch.alerts, hubwatch.subscriptions, hubwatch.mutes,
    hubwatch.postings`.execute(storage.db);
  for (const one of [here, there]) await storage.conversations.remember(one, noon);
});

const wish = (over: Partial<NewMute> = {}): NewMute =>
  aMute({ conversationId: here.id, until: at(60), ...over });
const mute = async (over: Partial<NewMute> = {}) => (await mutes.mute(wish(over))).mute;
const inForce = async (now: Date, id = here.id) => (await mutes.inForce(id, now)).map((one) => one.id);
const endedAt = (id: string) =>
  storage.db.selectFrom('mutes').select('ended_at').where('id', '=', id).executeTakeFirstOrThrow();

describe('a mute', () => {
  it('comes back as it was made, and is in force until its end', async () => {
    const hub = await mute();
    const type = await mute({ target: sasToken, until: at(30), createdBy: arjun });
    expect(await mutes.inForce(here.id, noon)).toEqual([
      {
        ...aMute({ id: type.id, conversationId: here.id, until: at(30) }),
        target: sasToken,
        createdBy: arjun,
      },
      { ...aMute({ id: hub.id, conversationId: here.id, until: at(60) }), createdBy: aPerson() },
    ]);
    expect(await inForce(at(30))).toEqual([hub.id]);
    expect(await inForce(at(60))).toEqual([]);
    expect(await inForce(noon, there.id)).toEqual([]);
  });

  it('has its end moved when the same is muted again, later or sooner', async () => {
    const first = await mutes.mute(wish());
    expect(first.before).toBeUndefined();
    const upper = { ...aHub(), kind: 'hub' as const, id: aHub().id.toUpperCase(), name: 'Plant-7' };
    const again = await mutes.mute(
      wish({ target: upper, until: at(90), createdAt: at(10), createdBy: arjun }),
    );
    expect(again).toMatchObject({
      before: at(60),
      mute: {
        id: first.mute.id,
        until: at(90),
        createdBy: arjun,
        createdAt: noon,
        target: { name: 'Plant-7' },
      },
    });
    expect((await mutes.mute(wish({ until: at(20), createdAt: at(11) }))).before).toEqual(at(90));
    expect(await inForce(at(20))).toEqual([]);
  });

  it('is one when several ask for it at the same moment', async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      const target: MuteTarget = { kind: 'hub', id: `/${round}`, name: 'plant' };
      const made = await Promise.all(Array.from({ length: 6 }, () => mutes.mute(wish({ target }))));
      expect(new Set(made.map((one) => one.mute.id)).size).toBe(1);
      expect(await inForce(noon)).toHaveLength(round);
    }
  });

  it('whose time is over goes on when the same is muted again before anybody has closed it', async () => {
    const first = await mute({ until: at(10) });
    const again = await mutes.mute(wish({ until: at(90), createdAt: at(20) }));
    expect(again).toMatchObject({ mute: { id: first.id }, before: undefined });
    expect(await mutes.close(first.id, at(21))).toBe(false);
    expect(await inForce(at(21))).toEqual([first.id]);
  });

  it('is another one after it was ended', async () => {
    const first = await mute();
    await mutes.end(here.id, first.id, at(1));
    const second = await mute({ createdAt: at(2) });
    expect(second.id).not.toBe(first.id);
    expect(await inForce(at(3))).toEqual([second.id]);
  });

  it('is ended by hand in its own conversation only, at the caller’s time', async () => {
    const { id } = await mute();
    expect(await mutes.end(there.id, id, at(1))).toBeUndefined();
    expect(await mutes.end(here.id, id, at(1))).toMatchObject({ id });
    expect(await endedAt(id)).toEqual({ ended_at: at(1) });
    expect(await mutes.end(here.id, id, at(2))).toBeUndefined();
    expect(await mutes.end(here.id, "'; drop\0", at(2))).toBeUndefined();
  });

  it('is ended with all others of its conversation that are in force', async () => {
    const over = await mute({ until: at(5), target: { kind: 'hub', id: '/over', name: 'over' } });
    const both = [await mute(), await mute({ target: sasToken })].map(({ id }) => id);
    const other = await mute({ conversationId: there.id });
    const ended = await mutes.endAll(here.id, at(10));
    expect(ended.map(({ id }) => id).toSorted()).toEqual(both.toSorted());
    expect(await mutes.endAll(here.id, at(10))).toEqual([]);
    expect(await inForce(at(10), there.id)).toEqual([other.id]);
    // Its summary is owed to its own conversation still.
    expect((await mutes.over(at(10))).map(({ id }) => id)).toEqual([over.id]);
  });

  it('is found once its time is over, the oldest end first, until it is closed', async () => {
    const late = await mute({ until: at(20) });
    const soon = await mute({ until: at(10), conversationId: there.id });
    await mute({ until: at(30), target: sasToken });
    expect(await mutes.over(at(9))).toEqual([]);
    expect((await mutes.over(at(20))).map(({ id }) => id)).toEqual([soon.id, late.id]);
    expect(await mutes.close(late.id, at(19))).toBe(false);
    expect(await mutes.close(late.id, at(20))).toBe(true);
    expect(await mutes.close(late.id, at(21))).toBe(false);
    expect((await mutes.over(at(20))).map(({ id }) => id)).toEqual([soon.id]);
  });

  it('is one of fifty at most in force in a conversation', async () => {
    const hub = (n: number): MuteTarget => ({ kind: 'hub', id: `/${n}`, name: `plant-${n}` });
    await mute({ target: hub(0), until: at(1) });
    for (let n = 1; n <= mostMutes; n++) await mute({ target: hub(n), createdAt: at(2) });
    for (const target of [hub(99), hub(0)]) {
      const oneMore = mute({ target, createdAt: at(3) });
      await expect(oneMore).rejects.toThrow(UserError);
      await expect(oneMore).rejects.toThrow('50 things are muted');
    }
    expect((await mute({ target: hub(7), until: at(99), createdAt: at(3) })).until).toEqual(at(99));
    await mute({ target: hub(99), conversationId: there.id });
    expect(await inForce(at(3))).toHaveLength(mostMutes);
    await mutes.end(here.id, (await inForce(at(3)))[0] ?? '', at(4));
    await mute({ target: hub(99), createdAt: at(5) });
  });

  it('keeps names that PostgreSQL would refuse', async () => {
    await mute({ target: { kind: 'alert type', type: 'a\0', name: '\ud800' } });
    expect(await mutes.inForce(here.id, noon)).toMatchObject([
      { target: { kind: 'alert type', type: 'a\ufffd', name: '\ufffd' } },
    ]);
  });

  it('counts the alerts that it has kept back', async () => {
    const ledger = createAlertLedger(storage);
    const workspaceId = aWorkspace().id;
    await ledger.watermark(workspaceId, at(-60));
    for (const conversation of [here, there])
      await createSubscriptions(storage.db).add(aSubscription({ conversation }));
    const hub = await mute();
    const type = await mute({ target: { kind: 'alert type', type: 'Other', name: '' } });
    const far = await mute({ conversationId: there.id });
    const ids = [hub.id, type.id, far.id];
    expect(await mutes.keptBack(ids)).toEqual(new Map());
    const arrived = (id: string, over: Parameters<typeof anAlert>[0]) => ({
      alert: anAlert({ id, ...over }),
      ingestedAt: at(1),
    });
    const batch = [arrived('1', {}), arrived('2', {}), arrived('3', { type: 'Other', hubId: '/elsewhere' })];
    await ledger.remember(workspaceId, batch, at(2));
    await ledger.remember(workspaceId, [arrived('4', {})], at(61));
    expect(await mutes.keptBack(ids)).toEqual(
      new Map([
        [hub.id, 2],
        [type.id, 1],
        [far.id, 2],
      ]),
    );
    expect(await mutes.keptBack([type.id, 'unknown\0'])).toEqual(new Map([[type.id, 1]]));
    expect(await mutes.keptBack([])).toEqual(new Map());
  });
});
