import { CloudAdapter, type ConversationReference, type TurnContext } from 'botbuilder';
import { MicrosoftAppCredentials } from 'botframework-connector';
import type { Conversation } from '../domain/conversation.ts';
import type { Clock } from '../shared/clock.ts';
import { TeamsAuthentication } from './authentication.ts';
import type { Sender } from './check-token.ts';
import { KeptConnectorClients } from './connector-clients.ts';
import { createConnectorCredentials } from './connector-token.ts';
import { createSigningKeys } from './signing-keys.ts';

/** The bot's registration and the cloud it lives in; a slice of the settings. */
export interface AdapterOptions {
  auth: 'required' | 'off';
  appType?: 'SingleTenant' | 'UserAssignedMSI' | undefined;
  appId?: string | undefined;
  tenantId?: string | undefined;
  password?: string | undefined;
  /** OpenID metadata of the Bot Connector; the public cloud's when left out. */
  openIdUrl?: string | undefined;
  /** Issuer of the Bot Connector's tokens; the public cloud's when left out. */
  tokenIssuer?: string | undefined;
  /** Authority for the bot's own tokens; the public cloud's when left out. */
  loginUrl?: string | undefined;
  /** How long one call to the Bot Connector may take; 10 s when left out. */
  connectorTimeoutMs?: number | undefined;
}

/** The border to Bot Framework: who may come in, and how to reach a conversation. */
export interface Adapter {
  /** Fetches the signing keys early, when there is sign-in. Throws `KeysUnavailable`. */
  warmUp(): Promise<void>;
  /** Throws `Unauthorized` or `KeysUnavailable`. */
  authenticate(sender: Sender, authorization: string): Promise<void>;
  /** Runs `logic` with a turn context that writes into `conversation`. Throws what `logic` throws. */
  talk(conversation: Conversation, logic: (context: TurnContext) => Promise<void>): Promise<void>;
}

// The public cloud's addresses, from the Bot Connector authentication documentation.
const publicIssuer = 'https://api.botframework.com';
const publicOpenId = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

/**
 * Builds the border. `CloudAdapter.process` is not used for what comes in: it prints bodies and errors to
 * the console, answers with the text of exceptions, and gives 501 or 500 to activities it does not expect.
 * Throws an Error when sign-in is required and the registration is incomplete, because botbuilder would
 * then silently let everybody in.
 */
export function createAdapter(options: AdapterOptions, clock: Clock): Adapter {
  const issuer = options.tokenIssuer ?? publicIssuer;
  const appId = options.appId ?? '';
  const connectors = new KeptConnectorClients(
    credentials(options, issuer, clock),
    options.connectorTimeoutMs ?? 10_000,
  );
  const keys = createSigningKeys(options.openIdUrl ?? publicOpenId, clock);
  const authentication = new TeamsAuthentication({ auth: options.auth, appId, issuer }, keys, connectors);
  const cloud = new CloudAdapter(authentication);
  return {
    async warmUp() {
      if (options.auth === 'required') await keys.warmUp();
    },
    async authenticate(sender, authorization) {
      await authentication.check(sender, authorization);
    },
    async talk(conversation, logic) {
      await cloud.continueConversationAsync(appId, referenceTo(conversation), async (context) => {
        // Else botbuilder sends as a reply to the made-up id of the continuation event.
        Reflect.deleteProperty(context.activity, 'id');
        await logic(context);
      });
    },
  };
}

function credentials(options: AdapterOptions, issuer: string, clock: Clock) {
  if (options.auth === 'off') return MicrosoftAppCredentials.Empty;
  const { appType, appId, tenantId, password, loginUrl } = options;
  if (!appType || !appId || !tenantId) throw new Error('The bot’s registration is incomplete');
  const scope = new URL(issuer).hostname.startsWith('api.botframework.') ? issuer : publicIssuer;
  return createConnectorCredentials({ appType, appId, tenantId, password, loginUrl, scope }, clock);
}

function referenceTo(conversation: Conversation): Partial<ConversationReference> {
  const { id, threadId, kind, tenantId, serviceUrl, botId, botName } = conversation;
  return {
    channelId: 'msteams',
    serviceUrl,
    bot: { id: botId, name: botName },
    conversation: {
      id: threadId ? `${id};messageid=${threadId}` : id,
      name: '',
      isGroup: kind !== 'personal',
      conversationType: kind,
      tenantId,
    },
  };
}
