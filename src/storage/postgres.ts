import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';
import type { Database } from './database.ts';
import { cannotReach, checkAddress, explainPostgres, refuseOldServer } from './explain-postgres.ts';
import { schemaName, type Tables } from './schema.ts';

/**
 * Connections per instance: 8 for queries, 4 for jobs and one that listens. Small servers allow few (35 on
 * the smallest Azure Database for PostgreSQL); two instances must fit beside each other.
 */
const queryConnections = 8;
const jobConnections = 4;

const connectTimeoutMs = 5_000;
/** After this the server gives up a statement, so that a stuck one cannot hold a connection for ever. */
const statementTimeoutMs = 30_000;
const idleTransactionTimeoutMs = 60_000;

/**
 * Connects to the server of `databaseUrl` (`postgres://user:password@host:port/database`). Throws a
 * `UserError` that names host and database but no secret when it cannot be reached or does not let us in.
 */
export async function openPostgres(databaseUrl: string, log: Logger): Promise<Database> {
  checkAddress(databaseUrl);
  // Counts come as int8, which pg hands over as text and PGlite as a number.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = createPool(databaseUrl);
  // Without a listener, a connection that breaks while idle would end the process.
  pool.on('error', (error) => log.warn({ error }, 'database connection lost'));
  try {
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    const version = rows[0]?.server_version ?? 'unknown';
    refuseOldServer(version);
    return {
      kind: 'PostgreSQL',
      version,
      db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(schemaName),
      jobConnection: { connectionString: databaseUrl, max: jobConnections },
      explain: (error) => explainPostgres(databaseUrl, error) ?? error,
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw explainPostgres(databaseUrl, error) ?? cannotReach(databaseUrl, error);
  }
}

function createPool(databaseUrl: string): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl,
    max: queryConnections,
    application_name: 'hubwatch',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
    keepAlive: true,
  });
}
