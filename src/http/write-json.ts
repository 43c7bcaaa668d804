import type { ServerResponse } from 'node:http';

/**
 * Ends a response with a small JSON body, or with none. `close`: the connection is given up with it, because
 * the rest of the request was not read.
 */
export function writeJson(response: ServerResponse, status: number, body?: unknown, close = false): void {
  if (response.headersSent || response.destroyed) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...(text ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(close ? { connection: 'close' } : {}),
  });
  response.end(text);
}
