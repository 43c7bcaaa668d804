import { createServer, type Server } from 'node:net';
import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../src/shared/errors.ts';
import { refuseOldServer } from '../../src/storage/explain-postgres.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { describeError } from '../../src/telemetry/logger.ts';
import { aLog } from '../support/a-log.ts';

const secret = 'hunter2';
let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** A server that greets every client with a PostgreSQL error; resolves to its address. */
async function aRefusingServer(code: string, message: string): Promise<string> {
  const fields = `SFATAL\0VFATAL\0C${code}\0M${message}\0\0`;
  const answer = Buffer.alloc(5 + fields.length);
  answer.write('E', 0);
  answer.writeInt32BE(4 + fields.length, 1);
  answer.write(fields, 5);
  const listening = createServer((socket) =>
    socket.once('data', () => socket.end(answer)).on('error', () => {}),
  );
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return `postgres://bot:${secret}@127.0.0.1:${address.port}/hubwatch`;
}

async function refusal(databaseUrl: string): Promise<UserError> {
  const error: unknown = await openPostgres(databaseUrl, aLog()).catch((thrown) => thrown);
  if (!(error instanceof UserError)) throw new Error(`not a UserError: ${String(error)}`);
  expect(JSON.stringify(describeError(error))).not.toContain(secret);
  return error;
}

describe('PostgreSQL that cannot be used', () => {
  it.each([
    ['28P01', 'password authentication failed', 'it refused the password'],
    ['3D000', 'database "hubwatch" does not exist', 'no database of that name'],
    ['28000', 'no pg_hba.conf entry', 'does not let this user in'],
    ['53300', 'too many clients already', 'no connection left'],
    ['57P03', 'the database system is starting up', 'cannot be reached (57P03)'],
  ])('is explained with the cure: %s', async (code, message, words) => {
    const error = await refusal(await aRefusingServer(code, message));
    expect(error.message).toMatch(/^PostgreSQL at 127\.0\.0\.1:\d+, database hubwatch: /);
    expect(error.message).toContain(words);
  });

  it('is explained also when hanging up fails', async () => {
    const url = await aRefusingServer('28P01', 'password authentication failed');
    const end = vi.spyOn(pg.Pool.prototype, 'end').mockImplementationOnce(() => {
      throw new Error('cannot hang up');
    });
    expect((await refusal(url)).message).toContain('it refused the password');
    expect(end).toHaveBeenCalledTimes(1);
    end.mockRestore();
  });

  it('is named when nothing listens there', async () => {
    const url = await aRefusingServer('', '');
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    const error = await refusal(url);
    expect(error.message).toMatch(/cannot be reached \(ECONNREFUSED\)\. Check the address in DATABASE_URL/);
  });

  it.each([
    'no address',
    `mysql://bot:${secret}@127.0.0.1:1/x`,
    `postgres://bot:${secret}@127.0.0.1:port/x`,
    `postgres://bot:${secret}#1@127.0.0.1:1/x`,
  ])('is refused for an address that is none, without repeating it: %s', async (url) => {
    const error = await refusal(url);
    expect(error.message).toContain('must look like postgres://user:password@host:5432/database');
  });

  it('is too old below version 13', () => {
    expect(() => refuseOldServer('12.22 (Debian 12.22-1)')).toThrow('PostgreSQL 12.22');
    for (const version of ['13.0', '15.18 (Debian 15.18-0)', '18beta1', 'unknown']) refuseOldServer(version);
  });
});
