import { defineConfig } from 'vitest/config';
import { testsWithOwnProcess } from './test/support/own-process.ts';
import { quickNode, sharedCompiling } from './test/support/quick-node.ts';

const elsewhere = [
  'test/e2e/**',
  'test/postgres/**',
  'test/crash/**',
  'test/hostile/**',
  'test/storage/embedded.test.ts',
  'test/audit-log.test.ts',
  // On PostgreSQL (test:postgres) it is one of the flows.
  ...(process.env.TEST_DATABASE_URL ? [] : ['test/flows/azure-trouble.test.ts']),
];
const alone = testsWithOwnProcess();
Object.assign(process.env, sharedCompiling); // for the workers, which inherit it

/**
 * `npm test`: everything that needs no browser and no database server, in less than two minutes on two cores.
 * Heavier suites have their own scripts (test:e2e, test:postgres, test:crash, test:hostile, test:kill); test:crash
 * also has the tests of the embedded database and of the programs for the audit, test:hostile those of Azure in trouble. Tests that leave their process
 * as it was share one, the others have one each: test/support/own-process.ts tells them apart.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // By default vitest leaves a core unused; with two that is half of them.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    setupFiles: ['test/support/no-network.ts'],
    execArgv: [...quickNode],
    projects: [
      { extends: true, test: { name: 'alone', include: alone, exclude: elsewhere } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...elsewhere, ...alone],
          isolate: false,
        },
      },
    ],
  },
});
