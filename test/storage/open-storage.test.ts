import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/shared/clock.ts';
import { UserError } from '../../src/shared/errors.ts';
import { openStorage, type Storage } from '../../src/storage/open-storage.ts';
import { aLog } from '../support/a-log.ts';
import { aDatabase, type TestDatabase, testServer } from '../support/test-database.ts';

const expectedKind = testServer === undefined ? 'embedded' : 'PostgreSQL';
let database: TestDatabase;
beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database.remove());

const log = aLog();
const open = (): Promise<Storage> => openStorage({ ...database, clock: systemClock, log });

describe('the storage', () => {
  it('opens, says what it is and is well', async () => {
    const storage = await open();
    try {
      expect(storage.kind).toBe(expectedKind);
      expect(storage.version).toMatch(/^\d+\.\d+/);
      expect(await storage.health()).toEqual({ ok: true, detail: expect.stringMatching(/answers$/) });
    } finally {
      await storage.close();
    }
  });

  it('keeps what it was told from one opening to the next', async () => {
    const key = { conversationId: 'a:1', activityId: '1' };
    const first = await open();
    await first.handled.claim(key);
    await first.handled.finish(key, 'kept');
    await first.close();
    const second = await open();
    expect(await second.handled.claim(key)).toEqual({ kind: 'done', answer: 'kept' });
    await second.close();
  });

  it('closes once, however often it is asked, and is not well afterwards', async () => {
    const storage = await open();
    await Promise.all([storage.close(), storage.close()]);
    await storage.close();
    expect(await storage.health()).toEqual({ ok: false, detail: expect.stringContaining('does not answer') });
  });

  it('refuses a database that a newer version has migrated, and gives it back', async () => {
    const storage = await open();
    await sql`insert into hubwatch.kysely_migration values ('9999-future', '2030-01-01')`.execute(storage.db);
    await storage.close();
    const error: unknown = await open().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(/newer Hubwatch \(it knows 9999-future/) });
    expect(await open().catch((thrown: Error) => thrown.message)).toContain('newer Hubwatch');
  });

  it.skipIf(testServer !== undefined)('says why it refuses also when closing fails then', async () => {
    const { close } = PGlite.prototype;
    vi.spyOn(PGlite.prototype, 'close').mockImplementationOnce(async function (this: PGlite) {
      await close.call(this);
      throw new Error('cannot close');
    });
    const ownLog = aLog();
    const error: unknown = await openStorage({ ...database, clock: systemClock, log: ownLog }).catch(
      (thrown) => thrown,
    );
    vi.restoreAllMocks();
    expect(error).toMatchObject({ message: expect.stringContaining('newer Hubwatch') });
    expect(ownLog.lines).toMatchObject([{ level: 'warn', fields: { error: { message: 'cannot close' } } }]);
  });

  it('logs nothing alarming in all this', () => {
    const alarming = log.lines.filter(
      ({ level, message }) => /warn|error/.test(level) && message !== 'database check failed',
    );
    expect(alarming).toEqual([]);
  });
});
