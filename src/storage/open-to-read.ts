import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../shared/clock.ts';
import { UserError } from '../shared/errors.ts';
import { type AuditEntries, createAuditEntries } from './audit-entries.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { giveBack } from './give-back.ts';
import type { StorageOptions } from './open-storage.ts';
import { openPostgres } from './postgres.ts';
import { schemaName } from './schema.ts';

const title = 'The audit cannot be read';

/** What can be read of the audit. */
export type AuditPages = Pick<AuditEntries, 'pages' | 'head'>;

/** The audit of a database that is open for reading. */
export interface AuditReader extends AuditPages {
  /** Everything read in `work` is of one moment, also while a bot goes on writing. */
  atOneMoment<T>(work: (audit: AuditPages) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the database beside the bot, for reading its audit: nothing is migrated, no job runs. On PostgreSQL the bot
 * may go on; the embedded database belongs to one process, so the bot has to be stopped first. Throws a `UserError`
 * with the cure when the folder is in use, when there is no database, or when it has no audit yet.
 */
export async function openToRead(options: Omit<StorageOptions, 'clock'>): Promise<AuditReader> {
  const database = await open(options);
  try {
    await refuseWithoutAudit(database);
  } catch (error) {
    await giveBack(options.log, () => database.close());
    throw database.explain(error);
  }
  const { db } = database;
  return {
    ...createAuditEntries(db, systemClock),
    atOneMoment: (work) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((tx) => work(createAuditEntries(tx, systemClock))),
    close: () => database.close(),
  };
}

async function open({ databaseUrl, dataDir, log }: Omit<StorageOptions, 'clock'>): Promise<Database> {
  if (databaseUrl) return openPostgres(databaseUrl, log);
  // Opening would make one.
  if (!existsSync(join(resolve(dataDir), 'database'))) {
    throw new UserError(
      `There is no embedded database in ${resolve(dataDir)}. Run this where the bot runs, or set DATA_DIR (or ` +
        'DATABASE_URL) as the bot has it.',
      { title },
    );
  }
  return openEmbedded(dataDir, log, systemClock);
}

async function refuseWithoutAudit({ db }: Database): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${schemaName}.audit_entries`}) is not null as there`.execute(db);
  if (rows[0]?.there) return;
  throw new UserError('This database holds no audit yet. Start this version of Hubwatch on it once.', {
    title,
  });
}
