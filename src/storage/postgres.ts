import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';
import type { Database } from './database.ts';
import { cannotReach, checkAddress, explainPostgres, refuseOldServer } from './explain-postgres.ts';
import { giveBack } from './give-back.ts';
import { schemaName, type Tables } from './schema.ts';

/**
 * Connections per instance: 8 for queries, 4 for jobs and one that listens. Small servers allow few (35 on
 * the smallest Azure Database for PostgreSQL); two instances must fit beside each other.
 */
const queryConnections = 8;
const jobConnections = 4;

const connectTimeoutMs = 5_000;
/**
 * After this we give up a statement: packets may vanish without the connection breaking, and only the system's
 * own TCP limits, a quarter of an hour and more, would end the wait.
 */
const queryTimeoutMs = 10_000;
/** A server that answers gives up first, in words; the connection stays in use then. */
const statementTimeoutMs = 9_000;
/** The job engine also cleans up, many rows in one statement. */
const jobQueryTimeoutMs = 30_000;
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
  pool.on('connect', hangUpWhenSilent);
  // Not written where it is used: pg-boss hands it on to pg, but its types do not name query_timeout.
  const jobConnection = {
    connectionString: databaseUrl,
    max: jobConnections,
    query_timeout: jobQueryTimeoutMs,
  };
  try {
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    const version = rows[0]?.server_version ?? 'unknown';
    refuseOldServer(version);
    return {
      kind: 'PostgreSQL',
      version,
      db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(schemaName),
      jobConnection,
      explain: (error) => explainPostgres(databaseUrl, error) ?? error,
      close: () => pool.end(),
    };
  } catch (error) {
    await giveBack(log, () => pool.end());
    throw explainPostgres(databaseUrl, error) ?? cannotReach(databaseUrl, error);
  }
}

function createPool(databaseUrl: string): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl,
    max: queryConnections,
    application_name: 'hubwatch',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
    keepAlive: true,
  });
}

/**
 * Closes the connection when a query on it failed without a word from the server. pg's `query_timeout` ends the
 * wait alone: the connection still owes that answer, and Kysely would lend it again, to wait behind it.
 */
function hangUpWhenSilent(client: pg.PoolClient): void {
  const ask = client.query;
  const query = (...question: unknown[]): unknown => {
    const answer: unknown = Reflect.apply(ask, client, question);
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError)) void client.end();
      });
    }
    return answer;
  };
  Object.assign(client, { query });
}
