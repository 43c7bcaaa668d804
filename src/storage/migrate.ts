import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { UserError } from '../shared/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { start } from './migrations/0001-start.ts';
import { changes } from './migrations/0002-changes.ts';
import { audit } from './migrations/0003-audit.ts';
import { cardKind } from './migrations/0004-card-kind.ts';
import { alerts } from './migrations/0005-alerts.ts';
import { delivery } from './migrations/0006-delivery.ts';
import { schemaName, type Tables } from './schema.ts';

/**
 * Every migration by name, oldest first. Forward only: a change is a new file and a new line here, a line
 * that has been released is never edited.
 */
const migrations: Record<string, Migration> = {
  '0001-start': start,
  '0002-changes': changes,
  '0003-audit': audit,
  '0004-card-kind': cardKind,
  '0005-alerts': alerts,
  '0006-delivery': delivery,
};

/**
 * Brings the tables up to date. Safe when several instances start at once: Kysely holds an advisory lock
 * while it migrates. Throws a `UserError` when a newer Hubwatch has already migrated this database.
 */
export async function migrate(db: Kysely<Tables>, log: Logger): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schemaName,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const unknown = await unknownMigrations(db);
    if (unknown.length === 0) throw error;
    throw new UserError(
      `This database was last used by a newer Hubwatch (it knows ${unknown.join(', ')}, this version does not). ` +
        'Start that version or a later one, or restore a backup from before the upgrade.',
      { title: 'Hubwatch cannot start', cause: error },
    );
  }
  const done = results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
  if (done.length > 0) log.info({ migrations: done }, 'database migrated');
}

async function unknownMigrations(db: Kysely<Tables>): Promise<string[]> {
  const table = sql.table(`${schemaName}.kysely_migration`);
  try {
    const { rows } = await sql<{ name: string }>`select name from ${table} order by name`.execute(db);
    return rows.map(({ name }) => name).filter((name) => !(name in migrations));
  } catch {
    return []; // The table is not there or not readable: the first error says more.
  }
}
