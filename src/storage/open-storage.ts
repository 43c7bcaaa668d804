import type { Kysely } from 'kysely';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type AuditEntries, createAuditEntries } from './audit-entries.ts';
import { type Conversations, createConversations } from './conversations.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { giveBack } from './give-back.ts';
import { createHandledActivities, type HandledActivities } from './handled-activities.ts';
import { createHealthCheck, type StorageHealth } from './health.ts';
import { startHousekeeping } from './housekeeping.ts';
import { startJobEngine } from './job-engine.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { allQueues } from './queues.ts';
import type { Tables } from './schema.ts';

/** What the storage needs to open. */
export interface StorageOptions {
  /** PostgreSQL's address. Without it the embedded database is used. */
  databaseUrl?: string | undefined;
  /** Folder of the embedded database. */
  dataDir: string;
  log: Logger;
  clock: Clock;
}

/** Everything that the bot remembers, and the background work that must not get lost. */
export interface Storage {
  readonly kind: Database['kind'];
  /** PostgreSQL's version, for people. */
  readonly version: string;
  /** For transactions that hold a store's change and `jobs.sendIn` together, and for tests. */
  readonly db: Kysely<Tables>;
  readonly conversations: Conversations;
  readonly handled: HandledActivities;
  readonly jobs: Jobs;
  readonly auditEntries: AuditEntries;
  /** Does the database answer? Never throws. */
  health(): Promise<StorageHealth>;
  /** Lets running jobs end (4 s at the most) and gives everything back. Calling it again is harmless. */
  close(): Promise<void>;
}

/**
 * Opens the database, brings its tables up to date and starts the job engine. Throws a `UserError` with the
 * cure for whatever an operator can set right. What it took is given back when it fails.
 */
export async function openStorage({ databaseUrl, dataDir, log, clock }: StorageOptions): Promise<Storage> {
  const database = databaseUrl
    ? await openPostgres(databaseUrl, log)
    : await openEmbedded(dataDir, log, clock);
  try {
    return await assemble(database, log, clock);
  } catch (error) {
    await giveBack(log, () => database.close());
    throw database.explain(error);
  }
}

async function assemble(database: Database, log: Logger, clock: Clock): Promise<Storage> {
  const { kind, version, db } = database;
  await migrate(db, log);
  const engine = await startJobEngine(database, allQueues, log);
  const jobs = createJobs({ boss: engine.boss, log, clock });
  try {
    await startHousekeeping(db, { jobs, clock, log });
  } catch (error) {
    await giveBack(
      log,
      () => jobs.stopTicks(),
      () => engine.stop(),
    );
    throw error;
  }
  log.info({ kind, version }, 'storage open');

  const shutDown = async () => {
    await jobs.stopTicks();
    try {
      await engine.stop();
    } finally {
      await database.close();
    }
  };
  let closed: Promise<void> | undefined;
  const name = kind === 'embedded' ? 'The embedded database' : `PostgreSQL ${version}`;
  return {
    kind,
    version,
    db,
    conversations: createConversations(db, clock),
    handled: createHandledActivities(db, { clock, log }),
    jobs,
    auditEntries: createAuditEntries(db, clock),
    health: createHealthCheck({ db, name, clock, log }),
    close() {
      closed ??= shutDown();
      return closed;
    },
  };
}
