import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalPlace } from '../../src/domain/change-card.ts';
import { readApprovalPlace, writeApprovalPlace } from '../../src/storage/approval-places.ts';
import { plainText } from '../../src/storage/plain-text.ts';
import { aConversation, aTenantId } from '../support/a-call.ts';
import { aPerson, arjun } from '../support/a-change.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

let storage: TestStorage;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(() => sql`delete from hubwatch.approval_places`.execute(storage.db));

function aPlace(over: Partial<ApprovalPlace> = {}): ApprovalPlace {
  const conversation = aConversation({ id: '19:approvers@thread.tacv2', kind: 'channel', name: 'Approvers' });
  return { conversation, setBy: arjun, setAt: new Date('2026-11-23T12:00:00Z'), ...over };
}

describe('the place for approvals', () => {
  it('comes back as it was set, with who set it and when', async () => {
    await writeApprovalPlace(storage.db, aPlace());
    expect(await readApprovalPlace(storage.db, aTenantId)).toEqual(aPlace());
  });

  it('is unknown until somebody sets it, and each tenant has its own', async () => {
    expect(await readApprovalPlace(storage.db, aTenantId)).toBeUndefined();
    const foreign = aPlace({ setBy: aPerson({ tenantId: 'another' }) });
    await writeApprovalPlace(storage.db, foreign);
    expect(await readApprovalPlace(storage.db, aTenantId)).toBeUndefined();
    expect(await readApprovalPlace(storage.db, 'another')).toEqual(foreign);
  });

  it('moves when it is set again: the newest counts', async () => {
    const moved = aPlace({
      conversation: aConversation({ id: '19:other@thread.v2', kind: 'groupChat' }),
      setBy: aPerson(),
      setAt: new Date('2026-11-23T13:00:00Z'),
    });
    await writeApprovalPlace(storage.db, aPlace());
    await writeApprovalPlace(storage.db, moved);
    expect(await readApprovalPlace(storage.db, aTenantId)).toEqual(moved);
  });

  it('keeps names that PostgreSQL would refuse', async () => {
    const name = 'a\0b \ud800';
    const conversation = aConversation({ name });
    await writeApprovalPlace(storage.db, aPlace({ conversation, setBy: { ...arjun, name } }));
    expect(await readApprovalPlace(storage.db, aTenantId)).toMatchObject({
      conversation: { name: plainText(name) },
      setBy: { name: plainText(name) },
    });
  });

  it('is refused when its row is not of this version', async () => {
    await writeApprovalPlace(storage.db, aPlace());
    await sql`update hubwatch.approval_places set conversation = '{"id":"x"}'`.execute(storage.db);
    await expect(readApprovalPlace(storage.db, aTenantId)).rejects.toThrow();
  });
});
