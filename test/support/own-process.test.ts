import { describe, expect, it } from 'vitest';
import { testsWithOwnProcess } from './own-process.ts';

const alone = testsWithOwnProcess();

describe('a process of its own', () => {
  it.each([
    ['spies on a package', 'test/bot/authentication.test.ts'],
    ['sets the environment', 'test/azure/credential.test.ts'],
    ['starts programs', 'test/audit-log.test.ts'],
    ['starts a bot, through a helper', 'test/flows/message.test.ts'],
    ['loads Restify, through src', 'test/http/server.test.ts'],
  ])('has a test file that %s', (_, path) => {
    expect(alone).toContain(path);
  });

  it.each(['test/domain/arm-id.test.ts', 'test/commands/hubs.test.ts', 'test/cards/render.test.ts'])(
    'is spared for %s, which leaves everything as it was',
    (path) => {
      expect(alone).not.toContain(path);
    },
  );
});
