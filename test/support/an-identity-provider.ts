import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { json, startWebServer, type WebServer } from './a-web-server.ts';

/** The bot's registration in tests that require sign-in. */
export const registration = {
  appType: 'SingleTenant',
  appId: '99999999-9999-4999-8999-999999999999',
  tenantId: '22222222-2222-4222-8222-222222222222',
  password: 'a-secret-of-tests',
} as const;

/** What a token says; undefined leaves a claim out. */
export type Claims = Record<string, unknown>;

/** Pretends to be the Bot Connector's token issuer and Entra's token endpoint. */
export interface IdentityProvider {
  /** From now on signs with a new key of this id, which takes the old one's place where keys are published. */
  rotate(kid: string, endorsements?: string[]): Promise<void>;
  /** How often the keys were fetched. */
  keyRequests(): number;
  /** While true, requests for metadata get no answer. */
  hang(hangs: boolean): void;
  issuer: string;
  openIdUrl: string;
  loginUrl: string;
  /** A token of the Bot Connector; override what matters. */
  token(claims: Claims, over?: { alg?: string; kid?: string; key?: CryptoKey }): Promise<string>;
  /** A key that nobody published. */
  strangeKey: CryptoKey;
  /** Bodies of the bot's requests for its own token. */
  tokenRequests: URLSearchParams[];
  /** Answers of the token endpoint from now on. */
  answerTokens(status: number, body: unknown): void;
  server: WebServer;
  stop(): Promise<void>;
}

/** Starts both on one free port. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const stranger = await generateKeyPair('RS256');
  let signer = await aKey('key-1', ['msteams']);
  let keyRequests = 0;
  let hanging = false;
  const tokenRequests: URLSearchParams[] = [];
  let tokens: { status: number; body: unknown } = {
    status: 200,
    body: { token_type: 'Bearer', expires_in: 3600, access_token: 'bot-token' },
  };
  const server = await startWebServer((request, response) => {
    if (hanging) return;
    if (request.path === '/openid') {
      json(response, 200, { issuer: server.url, jwks_uri: `${server.url}/keys` });
    } else if (request.path === '/keys') {
      keyRequests += 1;
      json(response, 200, { keys: [{ kty: 'EC', kid: 'of another kind' }, signer.published] });
    } else if (request.path === '/login/oauth2/v2.0/token') {
      tokenRequests.push(new URLSearchParams(request.body));
      json(response, tokens.status, tokens.body);
    } else json(response, 404, {});
  });
  return {
    issuer: server.url,
    openIdUrl: `${server.url}/openid`,
    loginUrl: `${server.url}/login`,
    strangeKey: stranger.privateKey,
    async rotate(kid, endorsements = ['msteams']) {
      signer = await aKey(kid, endorsements);
    },
    keyRequests: () => keyRequests,
    hang(hangs) {
      hanging = hangs;
    },
    tokenRequests,
    server,
    async token(claims, { alg = 'RS256', kid = signer.kid, key = signer.privateKey } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: server.url, aud: registration.appId, nbf: now - 10, exp: now + 600, ...claims };
      const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(said).setProtectedHeader({ alg, kid }).sign(key);
    },
    answerTokens(status, body) {
      tokens = { status, body };
    },
    stop: server.stop,
  };
}

async function aKey(kid: string, endorsements: string[]) {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const published = { ...(await exportJWK(publicKey)), kid, use: 'sig', endorsements };
  return { kid, privateKey, published };
}
