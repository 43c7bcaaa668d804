import type { IncomingMessage } from 'node:http';
import { Refusal } from './answer.ts';

/** A request that has been read completely. */
export interface RawRequest {
  method: string;
  /** Path as sent, with `//` collapsed, because the SDKs leave an empty parent path in some resource ids. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** Value of the Host header: next links point there. */
  host: string;
  text: string;
}

/** Largest body taken: Resource Manager's own limit for a request is 4 MB. */
const maxBody = 4 * 1024 * 1024;

/** Reads a request to its end. Throws a 413 Refusal when the body is larger than 4 MB. */
export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  // Put together as text: a path that begins with `//` would be read as a host otherwise.
  const url = new URL(`http://sandbox.invalid${message.url ?? '/'}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += part.length;
    if (size > maxBody) {
      throw new Refusal({
        status: 413,
        headers: { connection: 'close' },
        body: {
          error: { code: 'RequestContentTooLarge', message: 'The request content is larger than 4 MB.' },
        },
      });
    }
    chunks.push(part);
  }
  return {
    method: message.method ?? 'GET',
    path: url.pathname.replace(/\/{2,}/g, '/'),
    query: url.searchParams,
    headers: message.headers,
    host: message.headers.host ?? '',
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/**
 * First value of a query key, written in any case and with or without the `$` encoded: the SDKs send some
 * keys twice on later pages, and Azure takes the first.
 */
export function queryValue(query: URLSearchParams, key: string): string | undefined {
  const wanted = key.toLowerCase();
  for (const [name, value] of query) if (name.toLowerCase() === wanted) return value;
  return undefined;
}
