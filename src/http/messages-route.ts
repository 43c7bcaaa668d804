import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../telemetry/logger.ts';
import { readJson } from './read-json.ts';
import { writeJson } from './write-json.ts';

/** An activity on its way in. */
export interface InboundMessage {
  /** The `authorization` header; empty when there was none. */
  authorization: string;
  /** The body, parsed as JSON and not looked at. */
  body: unknown;
  requestId: string;
}

/** The function behind `POST /api/messages`. */
export type HandleMessage = (message: InboundMessage) => Promise<{ status: number; body?: unknown }>;

/**
 * `POST /api/messages`: reads the body, hands it on, writes the answer. An error of the function becomes a
 * 500 without words.
 */
export function messagesRoute(handleMessage: HandleMessage, bodyMs: number) {
  return async (request: IncomingMessage, response: ServerResponse, requestId: string, log: Logger) => {
    const read = await readJson(request, bodyMs);
    if (!read.ok) {
      writeJson(response, read.status, { error: read.error }, true);
      return;
    }
    try {
      const authorization = request.headers.authorization ?? '';
      const answer = await handleMessage({ authorization, body: read.body, requestId });
      writeJson(response, answer.status, answer.body);
    } catch (error) {
      log.error({ error, requestId }, 'Message handler failed');
      writeJson(response, 500, { error: 'That went wrong.', requestId });
    }
  };
}
