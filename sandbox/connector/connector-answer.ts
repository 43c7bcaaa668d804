/** What the connector answers to a call of the bot. */
export interface ConnectorAnswer {
  status: number;
  body?: unknown;
}

/** An error in the shape that the Bot Connector uses. */
export function failed(status: number, code: string, message: string): ConnectorAnswer {
  return { status, body: { error: { code, message } } };
}
