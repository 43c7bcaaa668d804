import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { exportLines } from './audit/export.ts';
import { verifyChain } from './audit/verify.ts';
import { givenIn } from './config/config.ts';
import { settings } from './config/settings.ts';
import { UserError } from './shared/errors.ts';
import { type AuditReader, openToRead } from './storage/open-to-read.ts';
import { createLogger, mask } from './telemetry/logger.ts';

// Checks and exports the audit, beside the bot: it changes nothing and needs no setting but the database's.

const usage = `How to use it:
  npm run audit:verify
  npm run -s audit:export -- [--since 2026-11-01] [--out file]

audit:verify checks that nobody altered the audit. It ends with 0 when it is intact, 1 when it is broken, and 2 when
it could not be read.
audit:export writes it as lines of JSON: since a day or moment when --since is given, into a new file when --out is.
Without -s npm prints lines of its own above them.

DATABASE_URL or DATA_DIR says where the database is, as for the bot. Stop the bot first when it is an embedded one.
`;

/** Exit codes, for whoever runs this at night. */
const codes = { intact: 0, broken: 1, notRead: 2 };

/** The two settings that count, read as the bot reads them. */
const DatabaseSettings = settings.pick({ DATABASE_URL: true, DATA_DIR: true });
/** A day begins at midnight UTC. */
const Since = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text));

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The audit could not be read. ${mask(why)}\n`);
  process.exitCode = codes.notRead;
}

async function run(args: string[]): Promise<number> {
  const task = taskOf(args);
  if (task === 'help') {
    process.stdout.write(usage);
    return codes.intact;
  }
  const audit = await openToRead({ ...databaseSettings(), log: createLogger('warn', process.stderr) });
  try {
    return await task(audit);
  } finally {
    await audit.close();
  }
}

function taskOf(args: string[]): 'help' | ((audit: AuditReader) => Promise<number>) {
  const { positionals, values } = readArgs(args);
  const [what, ...more] = positionals;
  const { since: sinceText, out, help } = values;
  if (help) return 'help';
  if (more.length > 0) throw new UserError(`I do not understand “${more.join(' ')}”.\n${usage}`);
  if (what === 'verify' && sinceText === undefined && out === undefined) return verify;
  if (what !== 'export') throw new UserError(`Please say what to do.\n${usage}`);
  const since = Since.optional().safeParse(sinceText);
  if (since.success) return (audit) => exportTo(out, exportLines(audit.pages(), since.data));
  throw new UserError(`“${sinceText}” is no date such as 2026-11-01 or 2026-11-01T08:00:00Z.`);
}

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        since: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}\n${usage}`, {
      cause: error,
    });
  }
}

function databaseSettings(): { databaseUrl?: string | undefined; dataDir: string } {
  const parsed = DatabaseSettings.safeParse(givenIn(process.env));
  if (parsed.success) return { databaseUrl: parsed.data.DATABASE_URL, dataDir: parsed.data.DATA_DIR };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`);
  throw new UserError(`${problems.join(' ')} .env.sample says how it looks.`);
}

async function verify(audit: AuditReader): Promise<number> {
  const verdict = await audit.atOneMoment(async (now) => verifyChain(now.pages(), await now.head()));
  if (!verdict.intact) {
    process.stdout.write(`The audit is BROKEN at entry ${verdict.seq} (${verdict.damage}). ${verdict.why}\n`);
    return codes.broken;
  }
  const { entries, hash } = verdict;
  const words =
    entries === 0
      ? 'The audit holds no entry. If the log has lines “audit entry”, they were removed.\n'
      : `The audit is intact: ${entriesText(entries)}, the newest with hash ${hash}.\n` +
        `Compare that with the last log line “audit entry” of number ${entries}, which nobody could change here.\n`;
  process.stdout.write(words);
  return codes.intact;
}

async function exportTo(out: string | undefined, lines: AsyncIterable<string>): Promise<number> {
  if (out === undefined) {
    // Whoever reads may have seen enough (`| head`).
    await pipeline(Readable.from(lines), process.stdout, { end: false }).catch(unlessClosed);
    return codes.intact;
  }
  // Never over an earlier export; and not for everybody, because it holds names.
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
  let entries = 0;
  const counted = async function* () {
    for await (const line of lines) {
      entries += 1;
      yield line;
    }
  };
  try {
    await pipeline(Readable.from(counted()), file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new UserError(`The file ${out} exists. Name another one, or remove it.`, { cause: error });
    }
    rmSync(out, { force: true }); // Half an export would pass for a whole one.
    throw error;
  }
  process.stdout.write(`${entriesText(entries)} written to ${out}.\n`);
  return codes.intact;
}

function entriesText(entries: number): string {
  return `${entries} ${entries === 1 ? 'entry' : 'entries'}`;
}

function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
}
