import { ConnectorClient, ConnectorFactory, type ServiceClientCredentials } from 'botframework-connector';
import { createConnectorHttp } from './connector-http.ts';

/** Teams has a handful of regional addresses; more than this many at once is not normal. */
const maxClients = 50;

/**
 * Makes one client per address of the Bot Connector and keeps it. Stock botbuilder makes two per turn, which
 * is half of the work of a turn.
 */
export class KeptConnectorClients extends ConnectorFactory {
  readonly #credentials: ServiceClientCredentials;
  readonly #timeoutMs: number;
  readonly #clients = new Map<string, ConnectorClient>();

  constructor(credentials: ServiceClientCredentials, timeoutMs: number) {
    super();
    this.#credentials = credentials;
    this.#timeoutMs = timeoutMs;
  }

  /** The client for one `serviceUrl`. The audience is fixed by the credentials. */
  override async create(serviceUrl: string): Promise<ConnectorClient> {
    const kept = this.#clients.get(serviceUrl);
    if (kept) return kept;
    const client = new ConnectorClient(this.#credentials, {
      baseUri: serviceUrl,
      userAgent: 'hubwatch',
      httpClient: createConnectorHttp(this.#timeoutMs),
    });
    const oldest = this.#clients.keys().next();
    if (this.#clients.size >= maxClients && !oldest.done) this.#clients.delete(oldest.value);
    this.#clients.set(serviceUrl, client);
    return client;
  }
}
