import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../shared/clock.ts';
import { isLoopback } from '../shared/loopback.ts';
import { within } from './within.ts';

/** A public key of the Bot Connector. */
export interface SigningKey {
  key: KeyObject;
  /** Channels that the key may speak for; empty when the service names none. */
  endorsements: readonly string[];
}

/** The signing keys could not be had: not the caller's fault, so no 401. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** The keys that the Bot Connector signs with, as its OpenID metadata publishes them. */
export interface SigningKeys {
  /** Fetches the keys, so that the first request finds them there. Throws `KeysUnavailable`. */
  warmUp(): Promise<void>;
  /** The key of that id; undefined when none is published. Throws `KeysUnavailable`. */
  find(kid: string): Promise<SigningKey | undefined>;
}

/** How long a request waits for keys: the rest of its 3 s is for the answer. */
const waitMs = 2_000;
/** How long a fetch, which all requests share, may take. */
const fetchMs = 5_000;
/** The Bot Connector's documentation asks to fetch the keys anew once a day, and no earlier by rule. */
const freshMs = 24 * 60 * 60_000;
/** Keys that old are not trusted any more, should their server be out of reach for so long. */
const uselessMs = 5 * freshMs;
/** A new key is published before it signs. So often at most do unknown key ids, which anybody can make up, lead to a fetch. */
const unknownEveryMs = 5 * 60_000;
/** After a fetch that failed. */
const retryMs = 1_000;
/** The public cloud's answer has about 30 KB. */
const maxBytes = 512 * 1024;
const maxKeys = 200;
/** Shorter RSA keys are not safe (NIST SP 800-131A). */
const minBits = 2_048;

const Metadata = z.object({ jwks_uri: z.string().refine(isSafeAddress, 'neither https nor loopback') });
const KeySet = z.object({ keys: z.array(z.unknown()).max(maxKeys) });
const Jwk = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(200),
  n: z.string().max(2_000),
  e: z.string().max(20),
  endorsements: z.array(z.string()).optional(),
});

type Keys = ReadonlyMap<string, SigningKey>;

/** Builds `SigningKeys` over the OpenID metadata at `openIdUrl`. Nothing is fetched before it is needed. */
export function createSigningKeys(openIdUrl: string, clock: Clock): SigningKeys {
  let kept: { keys: Keys; at: number } | undefined;
  let underWay: Promise<Keys> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const now = () => clock.now().getTime();

  /** One fetch for all who need it. */
  function refresh(): Promise<Keys> {
    if (underWay) return underWay;
    triedAt = now();
    const fetched = fetchKeys(openIdUrl)
      .then((keys) => {
        kept = { keys, at: now() };
        return keys;
      })
      .finally(() => {
        underWay = undefined;
      });
    underWay = fetched;
    return fetched;
  }

  async function refreshed(): Promise<Keys> {
    if (!underWay && now() - triedAt < retryMs) throw new KeysUnavailable('signing keys were just refused');
    try {
      const waited = await within(refresh(), waitMs, clock);
      if (waited.done) return waited.value;
    } catch (error) {
      throw new KeysUnavailable('signing keys', { cause: error });
    }
    throw new KeysUnavailable('signing keys did not come in time');
  }

  async function current(): Promise<Keys> {
    const age = kept ? now() - kept.at : Number.POSITIVE_INFINITY;
    if (!kept || age > uselessMs) return refreshed();
    // The old ones serve until the new ones are there.
    if (age > freshMs && now() - triedAt > unknownEveryMs) refresh().catch(() => {});
    return kept.keys;
  }

  return {
    async warmUp() {
      await refreshed();
    },
    async find(kid) {
      const found = (await current()).get(kid);
      if (found || (!underWay && now() - triedAt < unknownEveryMs)) return found;
      return (await refreshed()).get(kid);
    },
  };
}

async function fetchKeys(openIdUrl: string): Promise<Keys> {
  const signal = AbortSignal.timeout(fetchMs);
  const { jwks_uri } = Metadata.parse(await fetchJson(openIdUrl, signal));
  const { keys } = KeySet.parse(await fetchJson(jwks_uri, signal));
  const usable = keys.flatMap((jwk) => readKey(jwk));
  if (usable.length === 0) throw new Error('No usable signing key is published');
  return new Map(usable);
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error('Signing keys are too large');
    chunks.push(chunk);
  }
  if (!response.ok) throw new Error(`Signing keys: status ${response.status}`);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** Keys of other kinds are passed over: one that is new to us must not make the rest useless. */
function readKey(value: unknown): [string, SigningKey][] {
  const jwk = Jwk.safeParse(value);
  if (!jwk.success) return [];
  const { kty, kid, n, e, endorsements = [] } = jwk.data;
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) < minBits ? [] : [[kid, { key, endorsements }]];
  } catch {
    return [];
  }
}

function isSafeAddress(url: string): boolean {
  return URL.canParse(url) && (new URL(url).protocol === 'https:' || isLoopback(url));
}
