import { afterAll, afterEach } from 'vitest';
import { allowLoopbackOnly, type NetworkForbidden } from './loopback-only.ts';

/*
 * Vitest set-up file. A connection beyond loopback fails by itself, and the test that tried it fails as
 * well: code that catches the error (a retry, a fallback) must not hide that it left the machine.
 */
const blocked: NetworkForbidden[] = [];
const allowAll = allowLoopbackOnly((error) => blocked.push(error));

afterEach(() => {
  const [first] = blocked.splice(0);
  if (first) throw first;
});

// The next test file in this process sets it up for itself.
afterAll(allowAll);
