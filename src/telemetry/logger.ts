import { type DestinationStream, pino } from 'pino';

/** Fields of a log line. Values go here, never into the message, so that lines group by message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the rest of the code logs with. Warnings and errors have a fixed message. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger whose every line carries `fields` as well: one per turn, with the correlation id. */
  child(fields: LogFields): Logger;
}

const hidden = '[hidden]';

// Where secrets and message text could turn up in an object that somebody logs whole.
const secretPaths = [
  'password',
  'token',
  'authorization',
  'secret',
  'clientSecret',
  'text',
  'connectionString',
]
  .flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.headers.${name}`])
  .concat(
    ['MicrosoftAppPassword', 'AZURE_CLIENT_SECRET', 'DATABASE_URL'].flatMap((name) => [name, `*.${name}`]),
  );

/**
 * Writes one JSON object per line to `destination` (standard output by default). Errors under `error` keep
 * their type, message, stack and causes; SDK request and response objects are left out of them, because
 * they hold tokens.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: hidden },
      serializers: { error: describeError },
    },
    destination ?? pino.destination({ sync: true }),
  );
}

/** An error as plain data: name, message, stack, chosen fields and its chain of causes (five at the most). */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: mask(String(error)) };
  const fields: Record<string, unknown> = { name: error.name, message: mask(error.message) };
  for (const key of ['code', 'statusCode', 'status', 'kind', 'service', 'retryAfterSeconds'] as const) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string' || typeof value === 'number') fields[key] = value;
  }
  if (error.stack) fields.stack = mask(error.stack);
  if (error.cause !== undefined && depth < 5) fields.cause = describeError(error.cause, depth + 1);
  return fields;
}

/** Hides what looks like a bearer token, a JWT or a connection string's password inside free text. */
export function mask(text: string): string {
  return text
    .replace(/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${hidden}`)
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden)
    .replace(/(\w+:\/\/[^:@/\s]*):[^@/\s]+@/g, `$1:${hidden}@`);
}
