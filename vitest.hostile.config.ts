import { defineConfig } from 'vitest/config';

/**
 * `npm run test:hostile`: changes under attack and in bad weather, on the whole bot: tampered and replayed clicks,
 * every right of everybody, races, Azure in trouble; also every command when a part of Azure is in trouble. Some
 * minutes on two cores.
 */
export default defineConfig({
  test: {
    include: ['test/hostile/**/*.test.ts', 'test/flows/azure-trouble.test.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 300_000,
    setupFiles: ['test/support/no-network.ts'],
  },
});
