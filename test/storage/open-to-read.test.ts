import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/audit/verify.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { UserError } from '../../src/shared/errors.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { openToRead } from '../../src/storage/open-to-read.ts';
import { aLog } from '../support/a-log.ts';
import { aNote } from '../support/a-note.ts';
import { aDatabase, type TestDatabase, testServer } from '../support/test-database.ts';

let database: TestDatabase;
const log = aLog();
const aBot = () => openStorage({ ...database, clock: systemClock, log });
beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database.remove());

describe('reading the audit beside the bot', () => {
  it('is refused, without making anything, where no bot has been yet', async () => {
    // The embedded folder of a test has been used already.
    const nowhere = { ...database, dataDir: `${database.dataDir}/nowhere` };
    const error: unknown = await openToRead({ ...nowhere, log }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(/There is no embedded database|This database holds no audit yet/);
  });

  it('sees a chain that verifies', async () => {
    const bot = await aBot();
    for (let i = 0; i < 3; i += 1) await bot.auditEntries.append(aNote());
    await bot.close();
    const reader = await openToRead({ ...database, log });
    try {
      const verdict = await reader.atOneMoment(async (now) =>
        verifyChain(now.pages(undefined, 2), await now.head()),
      );
      expect(verdict).toMatchObject({ intact: true, entries: 3 });
      expect(await reader.head()).toMatchObject({ seq: 3 });
    } finally {
      await reader.close();
    }
  });

  it.skipIf(testServer === undefined)('sees one moment while the bot goes on', async () => {
    const bot = await aBot();
    const reader = await openToRead({ ...database, log });
    try {
      await reader.atOneMoment(async (now) => {
        const before = await now.head();
        await bot.auditEntries.append(aNote());
        expect(await now.head()).toEqual(before);
        expect(await verifyChain(now.pages(), await now.head())).toMatchObject({
          intact: true,
          entries: before?.seq,
        });
      });
      expect(await reader.head()).toEqual(await bot.auditEntries.head());
    } finally {
      await reader.close();
      await bot.close();
    }
  });
});
