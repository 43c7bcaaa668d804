import type { TokenCredential } from '@azure/identity';

/**
 * Makes MSAL forget the tokens of managed identities, which it keeps for the whole process: a new credential
 * would get the same ones, and `@azure/identity` hands on no wish for a new token. Reaches into private fields
 * (`ManagedIdentityCredential.managedIdentityApp`, `ManagedIdentityApplication.nodeStorage`) because nothing
 * public does it; where they have moved, nothing happens and a test of ours fails. Credentials of other kinds
 * keep their tokens themselves.
 */
export function emptyMsalStore(credential: TokenCredential): void {
  const application: unknown = Reflect.get(credential, 'managedIdentityApp');
  if (typeof application !== 'object' || application === null) return;
  // The next application that is made finds no store and makes a new one.
  Reflect.deleteProperty(application.constructor, 'nodeStorage');
}
