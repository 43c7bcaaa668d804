import type { runKql } from './kql/run.ts';

/** What a query is run on. */
export type KqlOptions = Parameters<typeof runKql>[1];

/**
 * The query runner, loaded when the first query comes: loading it takes half a second and its first query
 * another, which a test that sends no query should not pay.
 */
export async function lazyKql(): Promise<typeof runKql> {
  const loaded = await import('./kql/run.ts');
  return loaded.runKql;
}
