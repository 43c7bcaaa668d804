import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Arguments for a Node that lives for seconds: the embedded database is nine megabytes of WebAssembly, of which a test
 * uses little, so that compiling it well costs more than it saves.
 */
export const quickNode: readonly string[] = ['--liftoff-only', '--wasm-lazy-compilation'];

/**
 * Environment in which programs that tests start share what Node has compiled. Where the folder cannot be written, Node
 * goes on without it.
 */
export const sharedCompiling: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: join(fileURLToPath(new URL('../../node_modules/.cache', import.meta.url)), 'hubwatch'),
};
