import { UserError } from '../shared/errors.ts';

const title = 'Hubwatch cannot start';

/** Oldest server that the job engine supports (pg-boss 12's README). */
const oldestServer = 13;

/** What to do, by PostgreSQL's error code (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const cures: Record<string, string> = {
  '28P01': 'it refused the password. Correct user and password in DATABASE_URL.',
  '28000': 'it does not let this user in from here. Check the user in DATABASE_URL and the server’s rules.',
  '3D000': 'it has no database of that name. Create it, or correct the name in DATABASE_URL.',
  '42501':
    'this user may not create schemas in it. Run GRANT CREATE ON DATABASE … TO that user, or use the owner.',
  '53300':
    'it has no connection left. One instance takes up to 13: raise max_connections or run fewer instances.',
};

/**
 * Says in words for an operator what is wrong with a PostgreSQL server; undefined for an error without better
 * words. Names host and database, never the password.
 */
export function explainPostgres(databaseUrl: string, error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const code = codeOf(error);
  const cure = cures[code];
  if (cure) return new UserError(`${where(databaseUrl)}: ${cure}`, { title, cause: error });
  if (!/CERT|SELF_SIGNED|TLS|SSL/.test(code)) return undefined;
  return new UserError(
    `${where(databaseUrl)}: its certificate is not trusted (${code}). Name the issuer’s certificate in ` +
      'NODE_EXTRA_CA_CERTS.',
    { title, cause: error },
  );
}

/** Throws a `UserError`, which does not repeat it, for an address that is none of a PostgreSQL database. */
export function checkAddress(databaseUrl: string): void {
  const url = URL.parse(databaseUrl);
  if (url && /^postgres(ql)?:$/.test(url.protocol)) return;
  throw new UserError(
    'DATABASE_URL must look like postgres://user:password@host:5432/database. Characters such as # / ? @ in ' +
      'the password must be percent-encoded.',
    { title },
  );
}

/** For whatever else kept us from a first answer: what was tried, and what to check. */
export function cannotReach(databaseUrl: string, error: unknown): UserError {
  const code = codeOf(error);
  return new UserError(
    `${where(databaseUrl)}: it cannot be reached${code ? ` (${code})` : ''}. Check the address in DATABASE_URL, ` +
      'that the server runs, and that its firewall lets this machine in.',
    { title, cause: error },
  );
}

/** Throws a `UserError` for a server that is too old; `version` is its `server_version`, for example `15.18`. */
export function refuseOldServer(version: string): void {
  if (!(Number.parseInt(version, 10) < oldestServer)) return;
  throw new UserError(`PostgreSQL ${version} is too old: Hubwatch needs ${oldestServer} or later.`, {
    title,
  });
}

function where(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  return `PostgreSQL at ${url?.host || 'the local socket'}, database ${url?.pathname.slice(1) || '(not named)'}`;
}

/** The first code in the error, in its parts (a name with several addresses) or in its causes. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
