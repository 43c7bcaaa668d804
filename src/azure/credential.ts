import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { AzureError, type AzureErrorKind } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clock } from '../shared/clock.ts';
import { startDeadline } from './deadline.ts';
import { emptyMsalStore } from './msal-store.ts';
import { race } from './race.ts';

/** How the bot signs in to Azure: one way, chosen by a setting, never a chain that guesses. */
export type CredentialSettings =
  | { kind: 'managed-identity'; clientId?: string | undefined }
  | { kind: 'client-secret'; tenantId: string; clientId: string; clientSecret: string }
  | { kind: 'federated'; tenantId: string; clientId: string; tokenFile: string }
  | { kind: 'azure-cli'; tenantId?: string | undefined };

/** Gives out tokens of the bot's own identity. */
export interface Tokens {
  /** A credential for SDK clients that work for one caller. Its failures are `AzureError`s. */
  credentialFor(scope: CallScope): TokenCredential;
  /**
   * Azure has refused this token, whatever its date says: the next one is asked for anew. False when that
   * was tried just now and helped nothing.
   */
  refused(token: string): boolean;
}

/** Entra answers within a second; ten leave room for a managed identity's own retries. */
const deadlineMs = 10_000;
/** A token is renewed this long before it ends, so that none runs out on its way. */
const renewBeforeMs = 5 * 60_000;
/** A service that refuses every token must not become load on Entra: one new one in this time. */
const betweenRefusalsMs = 10_000;

/**
 * Tokens by scope, kept until shortly before they end. Concurrent callers share one request, and one that
 * gives up does not end it for the others. `make` builds the SDK's credential; tests hand in their own.
 */
export function createTokens(
  settings: CredentialSettings,
  authority: string,
  clock: Clock,
  make: typeof makeCredential = makeCredential,
): Tokens {
  const kept = new Map<string, AccessToken>();
  const pending = new Map<string, Promise<AccessToken>>();
  const refusedAt = new Map<string, number>();
  let credential: Promise<TokenCredential> | undefined;
  let made: TokenCredential | undefined;

  async function load(scopes: string | string[], options: GetTokenOptions): Promise<AccessToken> {
    const deadline = startDeadline(clock, deadlineMs);
    try {
      credential ??= make(settings, authority).catch((error: unknown) => {
        credential = undefined; // so that the next one tries again
        throw error;
      });
      const signIn = credential.then((current) => {
        made = current;
        return current.getToken(scopes, { ...options, abortSignal: deadline.signal });
      });
      const token = await race(signIn, deadline.signal);
      if (!token) throw new AzureError('Microsoft Entra ID', 'garbled', { detail: 'no token' });
      return token;
    } catch (error) {
      throw signInError(error, deadline.signal);
    } finally {
      deadline.clear();
    }
  }

  function tokenFor(scopes: string | string[], options: GetTokenOptions): Promise<AccessToken> {
    const key = String(scopes);
    // A claims challenge means that Azure refused the token we have: ask past what is kept.
    const known = options.claims ? undefined : kept.get(key);
    if (known && known.expiresOnTimestamp - clock.now().getTime() > renewBeforeMs)
      return Promise.resolve(known);
    const question = `${key} ${options.claims ?? ''}`;
    const running = pending.get(question);
    if (running) return running;
    const started = load(scopes, options)
      .then((token) => {
        kept.set(key, token);
        return token;
      })
      .finally(() => pending.delete(question));
    pending.set(question, started);
    return started;
  }

  function refused(token: string): boolean {
    const [key] = [...kept].find(([, known]) => known.token === token) ?? [];
    if (key === undefined) return true; // there is another one by now
    const now = clock.now().getTime();
    if (now - (refusedAt.get(key) ?? Number.NEGATIVE_INFINITY) < betweenRefusalsMs) return false;
    refusedAt.set(key, now);
    kept.delete(key);
    // The SDK's credential keeps the token as well, so it has to go with all that it keeps.
    if (made) emptyMsalStore(made);
    made = undefined;
    credential = undefined;
    return true;
  }

  return {
    credentialFor: ({ signal }) => ({
      getToken: (scopes, { claims, tenantId, enableCae } = {}) =>
        race(tokenFor(scopes, { claims, tenantId, enableCae }), signal),
    }),
    refused,
  };
}

/** Builds the one credential that the settings name. The package loads here, on first use. */
export async function makeCredential(
  settings: CredentialSettings,
  authorityHost: string,
): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  switch (settings.kind) {
    case 'managed-identity':
      return settings.clientId
        ? new identity.ManagedIdentityCredential({ clientId: settings.clientId })
        : new identity.ManagedIdentityCredential();
    case 'client-secret':
      return new identity.ClientSecretCredential(
        settings.tenantId,
        settings.clientId,
        settings.clientSecret,
        {
          authorityHost,
        },
      );
    case 'federated':
      return new identity.WorkloadIdentityCredential({
        tenantId: settings.tenantId,
        clientId: settings.clientId,
        tokenFilePath: settings.tokenFile,
        authorityHost,
      });
    case 'azure-cli':
      return new identity.AzureCliCredential(settings.tenantId ? { tenantId: settings.tenantId } : {});
  }
}

// The names are @azure/identity's: AuthenticationError for an answer that says no, and
// CredentialUnavailableError when there is nobody to ask (no managed identity, no `az login`).
function signInError(error: unknown, deadline: AbortSignal): AzureError {
  if (error instanceof AzureError) return error;
  const name = error instanceof Error ? error.name : '';
  return new AzureError('Microsoft Entra ID', kindOf(error, name, deadline), {
    cause: error,
    detail: deadline.aborted ? `no token within ${deadlineMs / 1000} s` : name || 'no token',
  });
}

function kindOf(error: unknown, name: string, deadline: AbortSignal): AzureErrorKind {
  if (deadline.aborted) return 'timed out';
  if (name !== 'AuthenticationError') return 'unavailable';
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : 0;
  return typeof status === 'number' && status >= 500 ? 'unavailable' : 'not signed in';
}
