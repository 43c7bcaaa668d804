import { defineConfig } from 'vitest/config';

/**
 * `npm test`: everything that needs no browser and no database server.
 * Heavier suites have their own scripts (test:e2e, test:postgres, test:crash, test:hostile, test:kill).
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/postgres/**', 'test/crash/**', 'test/hostile/**'],
    pool: 'forks',
    // By default vitest leaves a core unused; with two that is half of them.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    setupFiles: ['test/support/no-network.ts'],
  },
});
