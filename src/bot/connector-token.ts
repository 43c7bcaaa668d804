import {
  JwtTokenProviderFactory,
  ManagedIdentityAppCredentials,
  type ServiceClientCredentials,
} from 'botframework-connector';
import { z } from 'zod';
import type { Clock } from '../shared/clock.ts';
import { ConnectorError } from './connector-error.ts';
import { within } from './within.ts';

/** How the bot gets its own tokens for the Bot Connector. */
export interface TokenOptions {
  appType: 'SingleTenant' | 'UserAssignedMSI';
  appId: string;
  tenantId: string;
  /** Client secret; only for `SingleTenant`. */
  password?: string | undefined;
  /** Authority to ask, `https://login.microsoftonline.com/<tenant>` when left out. */
  loginUrl?: string | undefined;
  /** Audience of the token: `https://api.botframework.com` in the public cloud. */
  scope: string;
}

/** A token and the moment (ms since 1970) from which it must not be used any more. */
interface Token {
  value: string;
  expiresAt: number;
}

// Renew early, so that a token never runs out between signing a request and its arrival.
const renewEarlyMs = 5 * 60_000;
const timeoutMs = 10_000;
const publicLogin = 'https://login.microsoftonline.com';

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
const TokenRefusal = z.object({ error: z.string().max(100) });

/**
 * Credentials that sign requests to the Bot Connector. Twenty sends at once ask for one token, not twenty;
 * a token is kept until shortly before it expires.
 * Signing throws `ConnectorError` (never left) when there is no token to be had.
 */
export function createConnectorCredentials(options: TokenOptions, clock: Clock): ServiceClientCredentials {
  const fetchToken =
    options.appType === 'UserAssignedMSI' ? managedIdentity(options, clock) : clientSecret(options, clock);
  let kept: Token | undefined;
  let underWay: Promise<Token> | undefined;

  async function token(): Promise<string> {
    if (kept && kept.expiresAt > clock.now().getTime()) return kept.value;
    underWay ??= fetchToken().finally(() => {
      underWay = undefined;
    });
    kept = await underWay;
    return kept.value;
  }

  return {
    async signRequest(request) {
      request.headers.set('authorization', `Bearer ${await token()}`);
      return request;
    },
  };
}

/** The OAuth 2.0 client credentials grant, as the Bot Connector's REST documentation asks for it. */
function clientSecret(options: TokenOptions, clock: Clock): () => Promise<Token> {
  const url = `${authority(options)}/oauth2/v2.0/token`;
  return async () => {
    const startedAt = clock.now().getTime();
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: options.appId,
      client_secret: options.password ?? '',
      scope: `${options.scope}/.default`,
    });
    const answer = await post(url, form);
    return { value: answer.access_token, expiresAt: startedAt + answer.expires_in * 1000 - renewEarlyMs };
  };
}

/** A bot of one tenant gets its token from that tenant, whatever tenant stands behind the public host. */
function authority({ loginUrl, tenantId }: TokenOptions): string {
  if (!loginUrl || loginUrl.toLowerCase().startsWith(`${publicLogin}/`)) return `${publicLogin}/${tenantId}`;
  return loginUrl;
}

async function post(url: string, form: URLSearchParams): Promise<z.infer<typeof TokenAnswer>> {
  let body: unknown;
  let status = 0;
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    body = await response.json();
  } catch (error) {
    throw new ConnectorError('no token: sign-in did not answer', { left: false, cause: error });
  }
  const answer = TokenAnswer.safeParse(body);
  if (status === 200 && answer.success) return answer.data;
  const refusal = TokenRefusal.safeParse(body);
  // Only the code: the description repeats ids and, on some errors, part of the request.
  throw new ConnectorError(`no token: ${refusal.success ? refusal.data.error : `status ${status}`}`, {
    left: false,
  });
}

function managedIdentity({ appId, scope }: TokenOptions, clock: Clock): () => Promise<Token> {
  const credentials = new ManagedIdentityAppCredentials(appId, scope, new JwtTokenProviderFactory());
  return async () => {
    try {
      // botbuilder keeps the token itself until it expires, so nothing is kept here.
      const waited = await within(credentials.getToken(), timeoutMs, clock);
      if (waited.done) return { value: waited.value, expiresAt: 0 };
    } catch (error) {
      throw new ConnectorError('no token: managed identity', { left: false, cause: error });
    }
    throw new ConnectorError('no token: managed identity did not answer', { left: false });
  };
}
