import { z } from 'zod';
import { isLoopback } from '../shared/loopback.ts';

/** Why a request to `/api/messages` is turned away. The reason is for the log; callers see only 401. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
}

/** What the sender says of itself; the token must agree. */
export interface Sender {
  channelId: string;
  serviceUrl: string;
}

/** Whom the token must come from and be meant for. */
export interface TokenExpectations {
  appId: string;
  issuer: string;
  /** The present moment. */
  now: Date;
}

/** How far the clocks of the Bot Connector and of this machine may differ; botbuilder's own value. */
const clockToleranceSeconds = 5 * 60;

/** A token whose claims are right and whose signature is still to be checked. */
export interface ClaimedToken {
  /** Hash of its RSA signature, as node:crypto names it. */
  hash: 'RSA-SHA256' | 'RSA-SHA384' | 'RSA-SHA512';
  /** Id of the key that is said to have signed. */
  kid: string;
  /** What was signed, as ASCII. */
  signed: string;
  signature: Buffer;
}

const hashes = { RS256: 'RSA-SHA256', RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' } as const;
const Header = z.object({ alg: z.enum(['RS256', 'RS384', 'RS512']), kid: z.string().min(1).max(200) });
const Payload = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string().min(1),
});

/**
 * Checks what a token claims before its signature is looked at. Stricter than botbuilder, which accepts
 * tokens without an expiry, activities without a `serviceUrl`, other channels, and tokens that Entra gave
 * out for the bot's own app id. What passes here still has to be signed by the Bot Connector's key.
 * Throws `Unauthorized`.
 */
export function checkClaims(
  authorization: string,
  sender: Sender,
  expected: TokenExpectations,
): ClaimedToken {
  const [scheme, token, rest] = authorization.split(' ');
  if (scheme !== 'Bearer' || !token || rest !== undefined) throw new Unauthorized('no bearer token');
  const [head, body, signature, more] = token.split('.');
  if (!head || !body || !signature || more !== undefined) throw new Unauthorized('not a JWT');
  const header = Header.safeParse(decode(head));
  if (!header.success) throw new Unauthorized('algorithm or key id');
  const payload = Payload.safeParse(decode(body));
  if (!payload.success) throw new Unauthorized('claims are missing');
  const claims = payload.data;
  if (claims.iss !== expected.issuer) throw new Unauthorized('issuer');
  if (claims.aud.toLowerCase() !== expected.appId.toLowerCase()) throw new Unauthorized('audience');
  const now = expected.now.getTime() / 1000;
  if (claims.exp + clockToleranceSeconds <= now) throw new Unauthorized('expired');
  if (claims.nbf !== undefined && claims.nbf - clockToleranceSeconds > now)
    throw new Unauthorized('not yet valid');
  if (sender.channelId !== 'msteams') throw new Unauthorized('channel');
  if (claims.serviceurl !== sender.serviceUrl) throw new Unauthorized('service address');
  if (!isSafeAddress(sender.serviceUrl)) throw new Unauthorized('service address is not https');
  return {
    hash: hashes[header.data.alg],
    kid: header.data.kid,
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The bot's own token travels to this address, so it has to be https; loopback is for tests. */
function isSafeAddress(url: string): boolean {
  return URL.canParse(url) && (new URL(url).protocol === 'https:' || isLoopback(url));
}
