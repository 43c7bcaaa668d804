/** Runs named checks one after the other and keeps count. */
export interface Results {
  /** Runs one check; a failure is written down and the next check goes on. */
  check(name: string, work: () => Promise<void>): Promise<void>;
  passed(): number;
  failed(): number;
}

/** Starts with nothing passed and nothing failed. `failure` is told of each failure, for a picture of it. */
export function createResults(failure: (name: string) => Promise<void>): Results {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, work) {
      const began = performance.now();
      const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
      try {
        await work();
        passed += 1;
        console.log(`  ok    ${name} (${took()})`);
      } catch (error) {
        failed += 1;
        const words = error instanceof Error ? error.message : String(error);
        console.log(
          `  FAIL  ${name} (${took()})\n        ${words.split('\n').slice(0, 12).join('\n        ')}`,
        );
        await failure(name).catch(() => undefined);
      }
    },
    passed: () => passed,
    failed: () => failed,
  };
}
