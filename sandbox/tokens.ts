import { randomBytes } from 'node:crypto';

/** Services that accept tokens. */
export type Audience = 'arm' | 'logs';

/** The resource of each service, as a token request names it (a slash at the end is the same). */
export const audiences: Readonly<Record<Audience, string>> = {
  arm: 'https://management.azure.com',
  logs: 'https://api.loganalytics.io',
};

/** Why a token is refused, or whose it is. */
export type TokenCheck =
  | { kind: 'valid'; principalId: string }
  | { kind: 'missing' }
  | { kind: 'unknown' }
  | { kind: 'expired' }
  | { kind: 'other audience'; audience: string };

/** Tokens that the sandbox has given out. Expiry goes by real time: moving the world's clock keeps tokens. */
export interface Tokens {
  /** A new token. `seconds` may be negative, for a token that has expired. */
  issue(principalId: string, audience: Audience, seconds?: number): { token: string; expiresOn: number };
  /** Judges an Authorization header. */
  check(header: string | undefined, audience: Audience): TokenCheck;
  /** Makes every token so far unusable. */
  expireAll(): void;
}

/** Which service a requested resource or scope means; undefined for any other. */
export function audienceOf(resource: string): Audience | undefined {
  const plain = resource.toLowerCase().replace(/\/+$/, '');
  if (plain === audiences.arm || plain === 'https://management.core.windows.net') return 'arm';
  return plain === audiences.logs ? 'logs' : undefined;
}

/** A day, as Azure gives managed identities. */
const lifetimeSeconds = 86_400;

interface Issued {
  principalId: string;
  audience: Audience;
  /** Seconds since 1970. */
  expiresOn: number;
}

/** Makes an empty list of tokens. */
export function createTokens(): Tokens {
  const issued = new Map<string, Issued>();
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  return {
    issue(principalId, audience, seconds = lifetimeSeconds) {
      // Oldest first: a long run must not grow without end.
      if (issued.size >= 10_000) issued.delete(issued.keys().next().value ?? '');
      const token = `sandbox.${randomBytes(32).toString('base64url')}`;
      const expiresOn = nowSeconds() + seconds;
      issued.set(token, { principalId, audience, expiresOn });
      return { token, expiresOn };
    },
    check(header, audience) {
      const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
      if (token === undefined) return { kind: 'missing' };
      const found = issued.get(token);
      if (!found) return { kind: 'unknown' };
      if (found.expiresOn <= nowSeconds()) return { kind: 'expired' };
      if (found.audience !== audience) return { kind: 'other audience', audience: audiences[found.audience] };
      return { kind: 'valid', principalId: found.principalId };
    },
    expireAll() {
      for (const token of issued.values()) token.expiresOn = 0;
    },
  };
}
