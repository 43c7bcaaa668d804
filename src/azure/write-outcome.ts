import type { AzureError } from '../domain/azure-error.ts';

/**
 * What is known after a write failed. `not done`: Azure has not done it. `conflict`: neither, because somebody
 * else changed the resource since it was read. `unknown`: it may have been done; only reading tells.
 */
export type WriteOutcome = 'not done' | 'conflict' | 'unknown';

/** What a failed write means. Pure. */
export function writeOutcome(error: AzureError): WriteOutcome {
  // No token, no request: a new one is asked for only before a request or after it was refused.
  if (error.nothingSent || error.service === 'Microsoft Entra ID') return 'not done';
  switch (error.kind) {
    case 'conflict':
      return 'conflict';
    case 'not signed in':
    case 'forbidden':
    case 'not found':
    case 'refused':
    case 'throttled':
      return 'not done';
    case 'unavailable':
    case 'timed out':
    case 'garbled':
      return 'unknown';
  }
}
