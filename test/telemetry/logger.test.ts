import { describe, expect, it } from 'vitest';
import { createLogger, describeError, mask } from '../../src/telemetry/logger.ts';

/** Logs through `write` and gives the lines back as objects. */
function lines(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const written: string[] = [];
  write(createLogger('debug', { write: (line: string) => void written.push(line) }));
  return written.map((line) => JSON.parse(line));
}

describe('a log line', () => {
  it('has its level by name, its time and the fields of its turn', () => {
    const [line] = lines((log) => log.child({ correlationId: 'c1' }).info({ command: 'hubs' }, 'call done'));
    expect(line).toMatchObject({ level: 'info', msg: 'call done', correlationId: 'c1', command: 'hubs' });
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('hides secrets and message text, also deeper down', () => {
    const secret = 'hunter2';
    const written = JSON.stringify(
      lines((log) => {
        log.info({ MicrosoftAppPassword: secret, config: { AZURE_CLIENT_SECRET: secret } }, 'settings');
        log.info({ request: { headers: { authorization: secret } }, activity: { text: secret } }, 'request');
      }),
    );
    expect(written).not.toContain(secret);
    expect(written).toContain('[hidden]');
  });

  it('keeps an error with its causes and without the request that failed', () => {
    const cause = Object.assign(new Error('refused'), {
      code: 'AuthorizationFailed',
      statusCode: 403,
      request: { headers: { authorization: 'Bearer abc.def' } },
    });
    const [line] = lines((log) => log.error({ error: new Error('hubs', { cause }) }, 'call failed'));
    expect(line?.error).toMatchObject({
      message: 'hubs',
      cause: { code: 'AuthorizationFailed', statusCode: 403 },
    });
    expect(JSON.stringify(line)).not.toContain('abc.def');
  });
});

describe('masking', () => {
  it.each([
    ['a bearer token', 'got Bearer abc.DEF-123 back', 'got Bearer [hidden] back'],
    ['a JWT', 'token eyJhbGciOi.eyJzdWIi.sig_-1 was bad', 'token [hidden] was bad'],
    ['the password of an address', 'postgres://me:secret@db/x', 'postgres://me:[hidden]@db/x'],
  ])('hides %s inside free text', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it('follows a chain of causes that bites its own tail no further than five deep', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"cause"/g)).toHaveLength(5);
  });
});
