import type { Kysely } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import type { Tables } from './schema.ts';

/** An open database of either kind: the one place where the two differ for the rest of this room. */
export interface Database {
  kind: 'embedded' | 'PostgreSQL';
  /** PostgreSQL's own version, for example `18.6`. */
  version: string;
  /** Queries; every table is looked for in Hubwatch's schema. */
  db: Kysely<Tables>;
  /** How the job engine reaches the same database. */
  jobConnection: Pick<ConstructorOptions, 'backend' | 'db' | 'connectionString' | 'max' | 'monitorVacuum'>;
  /** An error of this database in words for an operator, or the error itself when there are no better words. */
  explain(error: unknown): unknown;
  /** Gives back connections, files and locks. Call once. */
  close(): Promise<void>;
}
