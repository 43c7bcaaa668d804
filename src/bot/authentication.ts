import { verify } from 'node:crypto';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import {
  type AuthenticateRequestResult,
  ClaimsIdentity,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { isLoopback } from '../shared/loopback.ts';
import { checkClaims, type Sender, Unauthorized } from './check-token.ts';
import type { SigningKeys } from './signing-keys.ts';

/** How inbound requests are judged. */
export interface AuthenticationOptions {
  /** `off` takes anybody who speaks from a loopback address; the settings allow it on loopback only. */
  auth: 'required' | 'off';
  appId: string;
  /** Issuer of the Bot Connector's tokens. */
  issuer: string;
}

/**
 * Decides who may speak to `/api/messages`. Takes the place of botbuilder's own checks, which let through
 * more than the Bot Connector's tokens ("emulator" and "skill" tokens, tokens without expiry), answer bad
 * signatures with 500, grow a list with every junk token, print the key at every bad signature and wait for the
 * keys without end.
 */
export class TeamsAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #options: AuthenticationOptions;
  readonly #keys: SigningKeys;
  readonly #connectors: ConnectorFactory;
  #userTokenClient: Promise<UserTokenClient> | undefined;

  constructor(options: AuthenticationOptions, keys: SigningKeys, connectors: ConnectorFactory) {
    // With no app id the base class makes nothing that needs credentials; we hand out our own clients.
    super({});
    this.#options = options;
    this.#keys = keys;
    this.#connectors = connectors;
  }

  /** Throws `Unauthorized` or `KeysUnavailable`. */
  async check(sender: Sender, authorization: string): Promise<ClaimsIdentity> {
    const { auth, appId, issuer } = this.#options;
    if (auth === 'off') {
      if (!isLoopback(sender.serviceUrl)) throw new Unauthorized('only loopback addresses without sign-in');
      return new ClaimsIdentity([], 'anonymous');
    }
    const token = checkClaims(authorization, sender, { appId, issuer, now: new Date() });
    const found = await this.#keys.find(token.kid);
    if (!found) throw new Unauthorized('unknown key');
    if (!verify(token.hash, Buffer.from(token.signed), found.key, token.signature))
      throw new Unauthorized('signature');
    // "Authenticate requests from the Bot Connector": a key that names channels speaks for these only.
    if (found.endorsements.length > 0 && !found.endorsements.includes(sender.channelId))
      throw new Unauthorized('endorsement');
    return new ClaimsIdentity([{ type: 'aud', value: appId }], 'bearer');
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
