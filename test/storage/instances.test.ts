import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/shared/clock.ts';
import { openStorage, type Storage } from '../../src/storage/open-storage.ts';
import { aLog } from '../support/a-log.ts';
import { aDatabase, type TestDatabase, testServer } from '../support/test-database.ts';

/* Several instances of the bot on one PostgreSQL, each with its own connections. */
describe.skipIf(testServer === undefined)('four instances that start at once on an empty database', () => {
  let database: TestDatabase;
  let storages: readonly Storage[] = [];
  const log = aLog();

  beforeAll(async () => {
    database = await aDatabase();
    storages = await Promise.all(
      [1, 2, 3, 4].map(() => openStorage({ ...database, clock: systemClock, log })),
    );
  });
  afterAll(async () => {
    await Promise.all(storages.map((storage) => storage.close()));
    await database.remove();
  });

  const query = async (statement: string) => {
    const [first] = storages;
    if (!first) throw new Error('no storage');
    return (await sql.raw(statement).execute(first.db)).rows;
  };

  it('migrate it once', async () => {
    expect(await query('select name from hubwatch.kysely_migration order by name')).toEqual([
      { name: '0001-start' },
      { name: '0002-changes' },
      { name: '0003-audit' },
      { name: '0004-card-kind' },
      { name: '0005-alerts' },
      { name: '0006-delivery' },
    ]);
    expect(log.lines.filter(({ message }) => message === 'database migrated')).toHaveLength(1);
    expect(log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  it('make one housekeeping job between them', async () => {
    expect(await query("select name from hubwatch_jobs.job where name = 'housekeeping'")).toHaveLength(1);
  });

  it('hand each of 50 activities to exactly one of eight clients', async () => {
    const clients = [...storages, ...storages];
    for (let n = 0; n < 50; n += 1) {
      const key = { conversationId: 'a:1', activityId: String(n) };
      const claims = await Promise.all(clients.map(({ handled }) => handled.claim(key)));
      expect(claims.filter(({ kind }) => kind === 'fresh')).toHaveLength(1);
      expect(claims.filter(({ kind }) => kind === 'busy')).toHaveLength(7);
    }
  });

  it('say welcome once', async () => {
    const [first] = storages;
    await first?.conversations.remember(
      { id: 'a:1', kind: 'personal', tenantId: 't', serviceUrl: 's', botId: 'b', botName: 'n' },
      systemClock.now(),
    );
    const claims = await Promise.all(storages.map(({ conversations }) => conversations.claimWelcome('a:1')));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });
});

describe.skipIf(testServer === undefined)('a user that may not create schemas', () => {
  it('is told what to grant', async () => {
    const database = await aDatabase();
    const role = `limited_${process.pid}`;
    const owner = new pg.Client({ connectionString: database.databaseUrl });
    await owner.connect();
    try {
      await owner.query(`create role ${role} login password 'for-tests-only'`);
      const url = new URL(database.databaseUrl ?? '');
      url.username = role;
      url.password = 'for-tests-only';
      const opening = openStorage({ ...database, databaseUrl: url.href, clock: systemClock, log: aLog() });
      await expect(opening).rejects.toThrow('GRANT CREATE ON DATABASE');
      await owner.query(`grant create on database ${url.pathname.slice(1)} to ${role}`);
      const storage = await openStorage({
        ...database,
        databaseUrl: url.href,
        clock: systemClock,
        log: aLog(),
      });
      await storage.close();
    } finally {
      await owner.query(`drop owned by ${role} cascade`);
      await owner.query(`drop role ${role}`);
      await owner.end();
      await database.remove();
    }
  });
});
