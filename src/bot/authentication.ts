import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationError,
  ClaimsIdentity,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js';
import { isLoopback } from '../shared/loopback.ts';
import { checkClaims, clockToleranceSeconds, type Sender, Unauthorized } from './check-token.ts';

/** How inbound requests are judged. */
export interface AuthenticationOptions {
  /** `off` takes anybody who speaks from a loopback address; the settings allow it on loopback only. */
  auth: 'required' | 'off';
  appId: string;
  /** OpenID metadata that names the Bot Connector's signing keys. */
  openIdUrl: string;
  /** Issuer of the Bot Connector's tokens. */
  issuer: string;
}

/** The signing keys could not be had: not the caller's fault, so no 401. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** botbuilder fetches the signing keys without a limit of time. */
const keysWithinMs = 8_000;
const jwtErrors = new Set(['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError']);

/**
 * Decides who may speak to `/api/messages`. Takes the place of botbuilder's own checks, which let through
 * more than the Bot Connector's tokens ("emulator" and "skill" tokens, tokens without expiry), answer bad
 * signatures with 500 and grow a list with every junk token. The signature itself is still checked by
 * botbuilder's `JwtTokenExtractor`.
 */
export class TeamsAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #options: AuthenticationOptions;
  readonly #connectors: ConnectorFactory;
  #userTokenClient: Promise<UserTokenClient> | undefined;

  constructor(options: AuthenticationOptions, connectors: ConnectorFactory) {
    // With no app id the base class makes nothing that needs credentials; we hand out our own clients.
    super({});
    this.#options = options;
    this.#connectors = connectors;
  }

  /** Throws `Unauthorized` or `KeysUnavailable`. */
  async check(sender: Sender, authorization: string): Promise<ClaimsIdentity> {
    const { auth, appId, issuer, openIdUrl } = this.#options;
    if (auth === 'off') {
      if (!isLoopback(sender.serviceUrl)) throw new Unauthorized('only loopback addresses without sign-in');
      return new ClaimsIdentity([], 'anonymous');
    }
    checkClaims(authorization, sender, { appId, issuer, now: new Date() });
    const extractor = new JwtTokenExtractor(
      { issuer: [issuer], clockTolerance: clockToleranceSeconds },
      openIdUrl,
      ['RS256', 'RS384', 'RS512'],
    );
    try {
      const found = extractor.getIdentityFromAuthHeader(authorization, sender.channelId, []);
      const identity = await Promise.race([found, giveUpAfter(keysWithinMs)]);
      if (!identity?.isAuthenticated) throw new Unauthorized('token');
      return identity;
    } catch (error) {
      throw translate(error);
    }
  }

  override async authenticateRequest(
    activity: Sender,
    authorization: string,
  ): Promise<AuthenticateRequestResult> {
    const claimsIdentity = await this.check(activity, authorization);
    return { audience: this.#options.issuer, claimsIdentity, connectorFactory: this.#connectors };
  }

  /** Websockets and named pipes are not used; nothing may come in that way. */
  override async authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    throw new Unauthorized('streaming is not served');
  }

  /** Other bots may not call this one. */
  override async authenticateChannelRequest(): Promise<ClaimsIdentity> {
    throw new Unauthorized('skills are not served');
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#connectors;
  }

  override createUserTokenClient(claims: ClaimsIdentity): Promise<UserTokenClient> {
    this.#userTokenClient ??= super.createUserTokenClient(claims);
    return this.#userTokenClient;
  }
}

function translate(error: unknown): Error {
  if (error instanceof Unauthorized || error instanceof KeysUnavailable) return error;
  const isTokenFault =
    (error instanceof AuthenticationError && error.statusCode === 401) ||
    (error instanceof Error && jwtErrors.has(error.name));
  if (isTokenFault) return new Unauthorized('signature, expiry or endorsement', { cause: error });
  return new KeysUnavailable('signing keys', { cause: error });
}

async function giveUpAfter(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new KeysUnavailable('signing keys did not come in time')), ms).unref();
  });
}
