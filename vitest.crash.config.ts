import { defineConfig } from 'vitest/config';

/**
 * `npm run test:crash`: kills processes in mid-write and counts what is left; also the tests of the embedded
 * database, with its lock and its fsync, and of the programs for the audit. About a minute on a quiet machine.
 */
export default defineConfig({
  test: {
    include: ['test/crash/**/*.test.ts', 'test/storage/embedded.test.ts', 'test/audit-log.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/no-network.ts'],
  },
});
